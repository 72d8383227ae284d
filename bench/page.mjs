// Writes the benchmark's tables into a page, each between its two markers: <!-- bench NAME --> and <!-- /bench NAME -->.
import { readFile, writeFile } from 'node:fs/promises';
import { parts } from './parts/index.mjs';

const MARKED = /(<!-- bench ([\w-]+) -->\n)[\s\S]*?(<!-- \/bench \2 -->)/g;

/** @param result what bench/results/latest.json holds */
export async function rewritePage(page, result) {
  const text = await readFile(page, 'utf8');
  const filled = text.replace(MARKED, (_, start, name, end) => {
    const part = parts.find((candidate) => candidate.name === name);
    if (!part) throw new Error(`${page.pathname}: there is no part "${name}"`);
    if (!result.parts[name]) throw new Error(`${page.pathname}: "${name}" was not measured; run npm run bench`);
    return `${start}\n${part.tables(result.parts[name])}\n\n${end}`;
  });
  await writeFile(page, filled);
}
