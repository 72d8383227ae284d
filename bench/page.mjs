// Writes the benchmark's tables into a page, each between its two markers: <!-- bench PART --> and <!-- /bench PART -->, of the run in
// bench/results/latest.json, or <!-- bench PART of RUN --> and <!-- /bench PART of RUN -->.
import { readFile, writeFile } from 'node:fs/promises';
import { parts } from './parts/index.mjs';

const MARKED = /(<!-- bench (([\w-]+)(?: of ([\w-]+))?) -->\n)[\s\S]*?(<!-- \/bench \2 -->)/g;

/** @param readResults gives what the file of a run holds */
export async function rewritePage(page, readResults) {
  const text = await readFile(page, 'utf8');
  const runs = new Map();
  for (const [, , , , run = 'latest'] of text.matchAll(MARKED)) {
    if (!runs.has(run)) runs.set(run, await readResults(run));
  }
  const filled = text.replace(MARKED, (_, start, marker, name, run = 'latest', end) => {
    const part = parts.find((candidate) => candidate.name === name);
    const result = runs.get(run).parts[name];
    if (!part) throw new Error(`${page.pathname}: there is no part "${name}"`);
    if (!result) throw new Error(`${page.pathname}: "${marker}" was not measured`);
    return `${start}\n${part.tables(result)}\n\n${end}`;
  });
  await writeFile(page, filled);
}
