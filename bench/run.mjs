// npm run bench: this project and PyTorch on the same work, in one run, in turn (A B A B ...), one thread each. Prints a
// table of ratios (median of the ratios of pairs) and writes bench/results/latest.json. A peer that is not installed is
// named as missing.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { createInterface } from 'node:readline';
import { maps, matrixProduct, trainStep } from './unvanish.mjs';

const PAIRS = Number(process.env.BENCH_PAIRS ?? 9);
const PYTHON = process.env.BENCH_PYTHON ?? (existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3');
/** Timed runs of the peer in one pair (ours fill about the same time); their median counts. */
const REPEATS = 5;
const SHORTEST_WINDOW = 50;
const LONGEST_WINDOW = 500;
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** What is compared: our work, the peer's request, the target ratio, and how many pairs where the peer is slow. */
const comparisons = [
  {
    name: 'training step, LSTM',
    ours: () => trainStep({ model: 'lstm' }),
    request: { work: 'trainStep', model: 'lstm' },
    peer: 'nn.LSTM',
    target: 5,
  },
  {
    name: 'training step, mean feed',
    ours: () => trainStep({ model: 'mean' }),
    request: { work: 'trainStep', model: 'mean-triangular' },
    peer: 'triangular matrix times X',
    target: 3,
  },
  {
    name: 'training step, mean feed',
    ours: () => trainStep({ model: 'mean' }),
    request: { work: 'trainStep', model: 'mean-vectorised' },
    peer: 'best vectorised',
  },
  {
    name: 'training step, matrix feed',
    ours: () => trainStep({ model: 'matrix' }),
    request: { work: 'trainStep', model: 'matrix-vectorised' },
    peer: 'best vectorised',
  },
  {
    name: 'training step, mean feed',
    ours: () => trainStep({ model: 'mean' }),
    request: { work: 'trainStep', model: 'mean-prefix', dtype: 'float64' },
    peer: 'every prefix anew, float64 (the authors’ way)',
    target: 100,
    pairs: 3,
  },
  {
    name: 'training step, mean feed',
    ours: () => trainStep({ model: 'mean' }),
    request: { work: 'trainStep', model: 'mean-prefix' },
    peer: 'every prefix anew, float32',
    pairs: 3,
  },
  {
    name: 'training step, matrix feed',
    ours: () => trainStep({ model: 'matrix' }),
    request: { work: 'trainStep', model: 'matrix-prefix', dtype: 'float64' },
    peer: 'every prefix anew, float64 (the authors’ way)',
    pairs: 3,
  },
  {
    name: 'maps of 300 samples, LSTM',
    ours: () => maps({ model: 'lstm' }),
    request: { work: 'maps', model: 'lstm' },
    peer: 'nn.LSTM, one batch',
  },
  {
    name: 'maps of 300 samples, mean feed',
    ours: () => maps({ model: 'mean' }),
    request: { work: 'maps', model: 'mean-vectorised' },
    peer: 'best vectorised, one batch',
  },
  {
    name: 'maps of 300 samples, matrix feed',
    ours: () => maps({ model: 'matrix' }),
    request: { work: 'maps', model: 'matrix-vectorised' },
    peer: 'best vectorised, one batch',
  },
  {
    name: 'maps of 300 samples, LSTM',
    ours: () => maps({ model: 'lstm' }),
    request: { work: 'maps', model: 'lstm', oneByOne: true },
    peer: 'one sample at a time',
    target: 5,
    pairs: 3,
  },
  {
    name: 'maps of 300 samples, mean feed',
    ours: () => maps({ model: 'mean' }),
    request: { work: 'maps', model: 'mean-vectorised', oneByOne: true },
    peer: 'one sample at a time',
    target: 5,
    pairs: 3,
  },
  {
    name: 'maps of 300 samples, matrix feed',
    ours: () => maps({ model: 'matrix' }),
    request: { work: 'maps', model: 'matrix-vectorised', oneByOne: true },
    peer: 'one sample at a time',
    target: 5,
    pairs: 3,
  },
  {
    name: 'maps of 300 samples, mean feed',
    ours: () => maps({ model: 'mean' }),
    request: { work: 'maps', model: 'mean-prefix', oneByOne: true, dtype: 'float64' },
    peer: 'every prefix anew, one sample at a time, float64 (the authors’ way)',
    pairs: 3,
  },
  {
    name: 'maps of 300 samples, matrix feed',
    ours: () => maps({ model: 'matrix' }),
    request: { work: 'maps', model: 'matrix-prefix', oneByOne: true, dtype: 'float64' },
    peer: 'every prefix anew, one sample at a time, float64 (the authors’ way)',
    pairs: 3,
  },
];

const products = [
  [50, 24, 8, 'NN'],
  [20, 52, 5, 'NN'],
  [5000, 20, 100, 'NT'],
  [50, 100, 5000, 'TN'],
  [5000, 400, 100, 'NN'],
  [512, 52, 128, 'NN'],
  [1024, 1024, 1024, 'NN'],
];

async function timed(once) {
  const start = performance.now();
  await once();
  return performance.now() - start;
}

/** Runs the work for a second, so that WebAssembly is compiled by the optimising compiler. */
async function warmUp(once) {
  const start = performance.now();
  while (performance.now() - start < 1000) await once();
}

/** Talks to the PyTorch peer, one JSON line a request; undefined where Python or PyTorch is missing. */
async function startPeer() {
  const child = spawn(PYTHON, [new URL('./peers/pytorch.py', import.meta.url).pathname], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  const ask = async (request) => {
    child.stdin.write(`${JSON.stringify({ threads: 1, ...request })}\n`);
    const { value, done } = await lines.next();
    return done ? undefined : JSON.parse(value);
  };
  const versions = await ask({ work: 'versions' });
  return versions && { ask, versions, stop: () => child.stdin.end() };
}

async function bestGflops(shape, fastMath) {
  const { once, gflops } = await matrixProduct(shape, { fastMath });
  const times = [];
  for (let run = 0; run < 8; run++) times.push(await timed(once));
  return gflops(Math.min(...times.slice(1)));
}

const peer = await startPeer();
const result = {
  date: new Date().toISOString(),
  cpu: cpus()[0].model,
  cores: cpus().length,
  node: process.version,
  threads: 1,
  pytorch: peer?.versions ?? 'missing',
  comparisons: [],
  products: [],
  fastMath: [],
  scaling: [],
};
console.log(
  `${result.cpu}, ${result.cores} cores, Node ${result.node}; PyTorch ${peer ? `${peer.versions.torch} with ${peer.versions.blas.at(-1)} (${peer.versions.matrixProductGflops} GFLOP/s)` : 'missing: install python3-torch'}; one thread each`,
);
console.log('\nPaper’s configuration (batch 50, T 100, N 100, hidden 5, 20 hops, d_a 50), median of pairs:\n');
console.log(
  '| work | against | ours ms | theirs ms | ratio | range | target |\n| --- | --- | ---: | ---: | ---: | --- | ---: |',
);
for (const { name, ours, request, peer: peerName, target, pairs = PAIRS } of comparisons) {
  const { once } = await ours();
  await warmUp(once);
  const mine = [];
  const theirs = [];
  for (let pair = 0; pair < pairs; pair++) {
    let window = SHORTEST_WINDOW;
    if (peer) {
      const { milliseconds } = await peer.ask({ ...request, repeats: pairs < PAIRS ? 1 : REPEATS });
      theirs.push(median(milliseconds));
      window = Math.max(window, Math.min(LONGEST_WINDOW, REPEATS * median(milliseconds)));
    }
    // As on the other side: one run that does not count, so that caches are one's own again, then those that do, for
    // about as long as the other side was busy.
    await once();
    const reps = [];
    const start = performance.now();
    while (reps.length < REPEATS || performance.now() - start < window) reps.push(await timed(once));
    mine.push(median(reps));
  }
  const ratios = theirs.map((time, pair) => time / mine[pair]).sort((a, b) => a - b);
  result.comparisons.push({ name, against: peerName, request, target, mine, theirs, ratios });
  const format = (value) => (value === undefined ? 'missing' : value.toFixed(value < 10 ? 2 : 1));
  console.log(
    `| ${name} | ${peerName} | ${format(median(mine))} | ${format(median(theirs))} | ${format(median(ratios))} | ${format(ratios[0])}–${format(ratios.at(-1))} | ${target ?? ''} |`,
  );
}

console.log(
  '\nMatrix products, one core, best of 7:\n\n| m × n × k | layout | GFLOP/s | with fast math |\n| --- | --- | ---: | ---: |',
);
for (const shape of products) {
  const [gflops, fastGflops] = [await bestGflops(shape, false), await bestGflops(shape, true)];
  result.products.push({ shape, gflops, fastGflops });
  console.log(`| ${shape.slice(0, 3).join(' × ')} | ${shape[3]} | ${gflops.toFixed(1)} | ${fastGflops.toFixed(1)} |`);
}

console.log(
  '\nFast math, training step, medians in turn:\n\n| model | ms | with fast math | ratio |\n| --- | ---: | ---: | ---: |',
);
for (const model of ['lstm', 'mean', 'matrix']) {
  const steps = [await trainStep({ model }), await trainStep({ model, fastMath: true })];
  for (const { once } of steps) await warmUp(once);
  const times = [[], []];
  for (let run = 0; run < 41; run++)
    for (const [which, { once }] of steps.entries()) times[which].push(await timed(once));
  const [exact, fast] = times.map(median);
  result.fastMath.push({ model, exact, fast });
  console.log(`| ${model} | ${exact.toFixed(2)} | ${fast.toFixed(2)} | ${(fast / exact).toFixed(2)} |`);
}

console.log(
  '\nTime and memory against T (batch 10, N 20, hidden 5, training step):\n\n| model | T | ms | µs a time step | MiB | KiB a time step |\n| --- | ---: | ---: | ---: | ---: | ---: |',
);
for (const model of ['lstm', 'mean', 'matrix']) {
  for (const time of [100, 1000, 10_000]) {
    const { once, bytes } = await trainStep({ model, batch: 10, time, features: 20 });
    await warmUp(once);
    const times = [];
    for (let run = 0; run < (time > 1000 ? 5 : 25); run++) times.push(await timed(once));
    const ms = median(times);
    result.scaling.push({ model, time, milliseconds: ms, bytes: bytes() });
    console.log(
      `| ${model} | ${time} | ${ms.toFixed(2)} | ${((1000 * ms) / time).toFixed(2)} | ${(bytes() / 2 ** 20).toFixed(1)} | ${(bytes() / 1024 / time).toFixed(1)} |`,
    );
  }
}
peer?.stop();
await mkdir(new URL('./results/', import.meta.url), { recursive: true });
await writeFile(new URL('./results/latest.json', import.meta.url), `${JSON.stringify(result, null, 2)}\n`);
