// Trains and explains with the compiled library and command line in whatever runtime runs this, and prints the digests of
// weights and maps, a line each: the same lines everywhere.
//
//   npm run build
//   node scripts/runtimes/run.mjs > digests.txt
//   npx deno run -A scripts/runtimes/run.mjs | diff digests.txt -
//   npx bun scripts/runtimes/run.mjs | diff digests.txt -
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { encodeNpy } from '../../dist/face/formats.js';
import * as report from '../../dist/face/report.js';
import * as library from '../../dist/index.js';
import { digestsOf, digestsOfAnalyses, sha256, trainingData } from './digests.mjs';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const start = 'Deno' in globalThis ? ['run', '--allow-all', main] : [main];
const folder = mkdtempSync(join(tmpdir(), 'unvanish-runtime-'));

function unvanish(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...start, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0 || stderr !== '') throw new Error(`unvanish ${args.join(' ')}: ended with ${status}: ${stderr}`);
  return stdout;
}

async function digestsOfCommands() {
  const { x, labels, samples, time, features } = trainingData(library.createDataset);
  const write = (name, array) => writeFileSync(join(folder, name), encodeNpy(array));
  write('x.npy', { shape: [samples, time, features], data: x });
  write('y.npy', { shape: [samples], data: labels });
  const run = ['--epochs', '4', '--threads', '2', '--quiet', '--json', '--out', 'run'];
  JSON.parse(unvanish('train', 'x.npy', '--labels', 'y.npy', ...run));
  unvanish('explain', 'run', 'x.npy', '--labels', 'y.npy', '--threads', '2', '--quiet', '--out', 'maps.npz');
  const files = ['run/model.safetensors', 'maps.npz'].map((name) => [name, readFileSync(join(folder, name))]);
  const digests = await Promise.all(files.map(async ([name, bytes]) => [`command line: ${name}`, await sha256(bytes)]));
  return Object.fromEntries(digests);
}

try {
  const digests = await digestsOf(library);
  const onThreads = await digestsOf(library, { threads: 2 });
  const other = Object.keys(digests).filter((name) => onThreads[name] !== digests[name]);
  if (other.length > 0) throw new Error(`on two threads other bits than on one: ${other.join('; ')}`);
  for (const [name, digest] of Object.entries({
    ...digests,
    ...(await digestsOfAnalyses(library, report)),
    ...(await digestsOfCommands()),
  })) {
    console.log(`${name}: ${digest}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
