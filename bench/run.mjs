// npm run bench: this project beside PyTorch and TensorFlow.js on the same work, in one run. Prints Markdown, shows progress on
// standard error and writes bench/results/latest.json. A peer that is not installed is named as missing.
//
//   npm run bench -- --only training,maps    # these parts alone; the others of the last run are kept in the file
//   npm run bench -- --as other              # writes bench/results/other.json
//   npm run bench -- --page                  # no measuring: the last runs' tables into docs/performance.md
//   BENCH_PAIRS=1 npm run bench              # a quick look
//
// BENCH_PYTHON names a Python that has PyTorch, BENCH_TFJS a folder where TensorFlow.js is installed.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { coresOf } from './cores.mjs';
import { rewritePage } from './page.mjs';
import { parts } from './parts/index.mjs';
import { startPeers } from './peers/peers.mjs';

const { values } = parseArgs({
  options: { only: { type: 'string' }, as: { type: 'string', default: 'latest' }, page: { type: 'boolean' } },
});
const page = new URL('../docs/performance.md', import.meta.url);

const resultsOf = (name) => new URL(`./results/${name}.json`, import.meta.url);
const readResults = async (name) => JSON.parse(await readFile(resultsOf(name), 'utf8'));

/**
 * The parts of the last run where it was on the same processor and Node, else none; its word on peers that are not there now is
 * taken over into `machine`.
 */
async function earlierParts(machine) {
  const earlier = await readResults(values.as).catch(() => undefined);
  const same = ['cpu', 'cores', 'v8'].every((key) => machine[key] === earlier?.parts.machine[key]);
  if (!same) return {};
  for (const [key, peer] of Object.entries(earlier.parts.machine.peers)) {
    if (machine.peers[key] === 'missing') machine.peers[key] = peer;
  }
  return earlier.parts;
}

async function writeResults(measured) {
  const file = resultsOf(values.as);
  await mkdir(new URL('.', file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ date: new Date().toISOString(), parts: measured }, null, 2)}\n`);
}

async function measure(only) {
  const unknown = only?.filter((name) => !parts.some((part) => part.name === name)) ?? [];
  if (unknown.length > 0) {
    throw new Error(`there is no part ${unknown.join(', ')}; parts: ${parts.map(({ name }) => name).join(', ')}`);
  }
  const peers = await startPeers();
  const cores = await coresOf(Object.values(peers).flatMap(({ pid }) => pid ?? []));
  const chosen = parts.filter(({ name }) => name === 'machine' || !only || only.includes(name));
  let measured = {};
  const start = performance.now();
  for (const part of chosen) {
    const progress = (text) => {
      const seconds = ((performance.now() - start) / 1000).toFixed(0);
      process.stderr.write(`${seconds.padStart(4)} s  ${part.name}: ${text}\n`);
    };
    await (part.cores === 'all' ? cores.all() : cores.one());
    const result = await part.measure({ peers, progress, cores });
    console.log(`\n## ${part.title}\n\n${part.tables(result)}`);
    if (part.name === 'machine' && only) measured = await earlierParts(result);
    measured[part.name] = result;
    await writeResults(measured);
  }
  for (const peer of Object.values(peers)) peer.stop?.();
}

if (values.page) await rewritePage(page, readResults);
else await measure(values.only?.split(','));
