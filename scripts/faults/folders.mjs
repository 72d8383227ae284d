// What a run folder holds, compared with what it may hold.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathInRun } from '../../dist/files/runPlacing.js';

/** The files of a folder, relative, sorted. */
export function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();
}

/** A finished run as its files and their digests, where they lie or where they wait to be put in place. */
export async function runIn(folder) {
  const file = await pathInRun(folder, 'run.json');
  if (!existsSync(file)) return undefined;
  return digests(JSON.parse(readFileSync(file, 'utf8')).files, (name) => pathInRun(folder, name), file);
}

/** The same, as somebody sees it who knows of nothing but the files in their places. */
export async function plainRunIn(folder) {
  const file = join(folder, 'run.json');
  if (!existsSync(file)) return undefined;
  return digests(JSON.parse(readFileSync(file, 'utf8')).files, (name) => join(folder, name), file);
}

async function digests(names, place, runFile) {
  const entries = [['run.json', digest('run.json', readFileSync(runFile))]];
  for (const name of names) {
    const file = await place(name);
    entries.push([name, existsSync(file) ? digest(name, readFileSync(file)) : 'missing']);
  }
  return JSON.stringify(entries.sort());
}

/** Of bytes but for what says when and with what command a run was made. */
function digest(name, bytes) {
  let text = bytes;
  if (name === 'run.json') {
    const { provenance: _, run: __, ...rest } = JSON.parse(bytes);
    text = JSON.stringify(rest);
  }
  if (name === 'report.html')
    text = bytes.toString().replace(/<footer[\s\S]*?<\/footer>|\d{4}-\d\d-\d\dT[\d:.]+Z?/g, '');
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
