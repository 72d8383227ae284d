// Noise must not beat chance, and sound data no warning. 160 sets of noise (20 seeds for each way in: wide, long, manifest, .ts, Parquet,
// blocks, windows, whole runs), with lengths, counters, sessions or overlaps that may tell the class, are cross-validated: of those
// that `train` gives no warning of, at most 13 may be significant (p < .05). Then data with a strong effect, the boxes, and, where a
// folder of them is named, real data: `inspect` must warn of nothing that tells the class.
//
//   npm run build
//   node scripts/noise.mjs [FOLDER of real data]     about 10 minutes
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { encodeNpz } from '../dist/face/formats.js';
import { boxDataset, Engine } from '../dist/index.js';
import { RandomIntegers } from '../dist/statistics/randomIntegers.js';

const MOST_SIGNIFICANT = 13;
const SEEDS = 20;
const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const real = process.argv[2] && resolve(process.argv[2]);
const root = mkdtempSync(join(tmpdir(), 'unvanish-noise-'));
const training = [
  '--hidden',
  '8',
  '--epochs',
  '30',
  '--learning-rate',
  '0.03',
  '--readout',
  'mean',
  '--validation',
  '0',
];
const quiet = ['--quiet', '--json', '--threads', '1'];
let failures = 0;

const tables = { wide, long, manifest, ts, parquet };
const recordings = {
  blocks: ['--lag', '0'],
  windows: ['--lag', '0', '--cut', 'windows', '--block-length', '8', '--block-stride', '3'],
  runs: ['--cut', 'runs'],
};
const jobs = [];
for (let seed = 0; seed < SEEDS; seed++) {
  for (const way of Object.keys(tables)) jobs.push({ way, seed });
  for (const way of Object.keys(recordings)) jobs.push({ way, seed });
}
const found = await inTurns(jobs, noise);
const said = found.filter(({ p, warnings }) => p < 0.05 && warnings.length > 0);
const silent = found.filter(({ p, warnings }) => p < 0.05 && warnings.length === 0);
for (const { way, seed, p, accuracy, kind } of silent) {
  console.log(`${way}, seed ${seed} (${kind}): accuracy ${accuracy.toFixed(2)}, p ${p}, and no warning`);
}
console.log(
  `noise: ${found.length} sets, ${said.length} significant with a warning, ${silent.length} without (at most ${MOST_SIGNIFICANT})`,
);
if (silent.length > MOST_SIGNIFICANT) failures++;

const sound = await inTurns(await soundData(), async ({ name, args }) => ({
  name,
  ...(await unvanish(root, ['inspect', ...args, '--json'])),
}));
for (const { name, code, stdout, stderr } of sound) {
  const wrong =
    code === 0
      ? JSON.parse(stdout).findings.filter(({ what }) => /tells? the class|rises? in every/.test(what))
      : [{ what: stderr || stdout }];
  if (wrong.length === 0) continue;
  failures++;
  console.log(`${name}: ${wrong.map(({ what }) => what).join('; ')}`);
}
console.log(`sound data: ${sound.length} sets${real ? '' : ' (none of them real: no folder was named)'}`);
rmSync(root, { recursive: true, force: true });
process.exit(failures === 0 ? 0 : 1);

/** Cross-validates noise; what `train` says of it. */
async function noise({ way, seed }) {
  const folder = join(root, `${way}-${seed}`);
  mkdirSync(folder, { recursive: true });
  const kind = ['lengths by chance', 'lengths by class', 'a counter, sorted by class', 'a session of each class'][
    seed % 4
  ];
  const args = tables[way] ? [tables[way](folder, tableNoise(seed))] : ['.', ...recordings[way]];
  if (!tables[way]) writeRuns(folder, seed, way);
  const folds = tables[way] ? ['5'] : [];
  const { code, stdout, stderr } = await unvanish(folder, [
    'train',
    ...args,
    ...training,
    ...quiet,
    '--cross-validate',
    ...folds,
    '--out',
    'run',
  ]);
  rmSync(folder, { recursive: true, force: true });
  const warnings = stderr.split('\n').filter((line) => line.startsWith('warning: '));
  // A refusal that names why is as good as a warning.
  if (code === 2) return { way, seed, kind, p: 1, accuracy: 0, warnings };
  if (code !== 0) throw new Error(`${way}, seed ${seed}: ended with ${code}: ${stderr}`);
  const { accuracy, chance } = JSON.parse(stdout).crossValidation.models[0];
  return { way, seed, kind, warnings, accuracy: accuracy.mean, p: chance?.p ?? 1 };
}

/** Series of noise: their lengths, what is no noise in them, and their classes, by the seed. */
function tableNoise(seed) {
  const samples = 32;
  const numbers = new RandomIntegers(seed, 'data').uniform(samples * 12 * 2, 0);
  const lengths = new RandomIntegers(seed, 'shuffle').uniform(samples, 0);
  let row = 0;
  return Array.from({ length: samples }, (_, sample) => {
    const label = seed % 4 >= 2 ? Number(2 * sample >= samples) : sample % 2;
    const length = 5 + Math.floor(4 * lengths[sample]) + (seed % 4 === 1 ? 3 * label : 0);
    const steps = Array.from({ length }, (_, step) => {
      const at = 2 * (12 * sample + step);
      const extra = seed % 4 === 2 ? row : seed % 4 === 3 ? Math.floor(sample / 4) : numbers[at] * numbers[at + 1];
      row++;
      return [numbers[at], numbers[at + 1], extra].map((value) => Number(value.toFixed(4)));
    });
    return { name: `s${sample}`, label: 'ab'[label], steps };
  });
}

function rowsOf(series) {
  return series.flatMap(({ name, label, steps }) => steps.map((values, time) => ({ name, time, values, label })));
}

function wide(folder, series) {
  const rows = rowsOf(series).map(({ name, time, values, label }) => [name, time, ...values, label].join(','));
  return written(folder, 'a.csv', ['sample,time,x,y,z,label', ...rows]);
}

function long(folder, series) {
  const rows = rowsOf(series).flatMap(({ name, time, values, label }) =>
    values.map((value, at) => [name, time, 'xyz'[at], value, label].join(',')),
  );
  return written(folder, 'a.csv', ['sample,time,feature,value,label', ...rows]);
}

function manifest(folder, series) {
  for (const { name, steps } of series)
    written(folder, `${name}.csv`, ['x,y,z', ...steps.map((values) => values.join(','))]);
  return written(folder, 'm.csv', ['file,label', ...series.map(({ name, label }) => `${name}.csv,${label}`)]);
}

function ts(folder, series) {
  const head = [
    '@problemName a',
    '@timeStamps false',
    '@univariate false',
    '@dimensions 3',
    '@equalLength false',
    '@classLabel true a b',
    '@data',
  ];
  const rows = series.map(({ label, steps }) =>
    [...[0, 1, 2].map((feature) => steps.map((values) => values[feature]).join(',')), label].join(':'),
  );
  return written(folder, 'a.ts', [...head, ...rows]);
}

function parquet(folder, series) {
  const rows = rowsOf(series);
  const column = (name, type, data) => ({ name, type, data });
  const bytes = parquetWriteBuffer({
    columnData: [
      column(
        'sample',
        'STRING',
        rows.map(({ name }) => name),
      ),
      column(
        'time',
        'INT32',
        rows.map(({ time }) => time),
      ),
      ...['x', 'y', 'z'].map((name, at) =>
        column(
          name,
          'DOUBLE',
          rows.map(({ values }) => values[at]),
        ),
      ),
      column(
        'label',
        'STRING',
        rows.map(({ label }) => label),
      ),
    ],
  });
  writeFileSync(join(folder, 'a.parquet'), new Uint8Array(bytes));
  return 'a.parquet';
}

/** Runs of noise with events of two classes, whose lengths tell them in every second seed; for whole runs, of two tasks. */
function writeRuns(folder, seed, way) {
  const telling = seed % 2 === 1;
  for (let run = 0; run < 8; run++) {
    const task = way === 'runs' ? 'ab'[run % 2] : 'a';
    const name = `sub-0${1 + Math.floor(run / 2)}_task-${task}_run-${1 + run}`;
    const sub = join(folder, name.slice(0, 6), 'func');
    mkdirSync(sub, { recursive: true });
    const steps = 60 + (telling && way === 'runs' ? 20 * (run % 2) : seed % 7);
    const numbers = new RandomIntegers(100 * seed + run, 'data').uniform(steps * 3, 0);
    const rows = Array.from({ length: steps }, (_, step) => numbers.subarray(3 * step, 3 * step + 3).join('\t'));
    written(sub, `${name}_timeseries.tsv`, ['x\ty\tz', ...rows]);
    written(sub, `${name}_timeseries.json`, ['{"RepetitionTime": 1}']);
    const order = new RandomIntegers(100 * seed + run, 'shuffle').permutation(6, 0);
    const events = Array.from(order, (one, at) => {
      const duration = telling ? [4, 8][one % 2] : 6;
      return `${9 * at}\t${duration}\t${'ab'[one % 2]}`;
    });
    written(sub, `${name}_events.tsv`, ['onset\tduration\ttrial_type', ...events]);
  }
}

/** Data that can be told apart by what was measured. */
async function soundData() {
  const sets = [];
  for (let seed = 0; seed < SEEDS; seed++) {
    const series = tableNoise(4 * seed).map(({ steps, ...sample }) => ({
      ...sample,
      steps: steps.map(([x, y, z]) => [x + (sample.label === 'a' ? 1 : 0), y, z]),
    }));
    const folder = join(root, `sound-${seed}`);
    mkdirSync(folder);
    const way = Object.values(tables)[seed % 5];
    sets.push({ name: `sound, seed ${seed}`, args: [join(folder, way(folder, series))] });
  }
  const { x, labels, samples, time, features } = boxDataset(await Engine.create(), 'middle', { samples: 200, seed: 0 });
  writeFileSync(
    join(root, 'boxes.npz'),
    encodeNpz([
      ['x', { shape: [samples, time, features], data: x }],
      ['y', { shape: [samples], data: labels }],
    ]),
  );
  sets.push({ name: 'boxes', args: [join(root, 'boxes.npz')] });
  const named = { BasicMotions: ['uea', 'BasicMotions_TRAIN.ts'], Haxby: ['haxby2001-1slice'] };
  for (const [name, parts] of Object.entries(named)) {
    const path = real && join(real, ...parts);
    if (path && existsSync(path)) sets.push({ name, args: [path] });
  }
  return sets;
}

function written(folder, name, lines) {
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
  return name;
}

function unvanish(cwd, args) {
  const child = spawn(process.execPath, [main, ...args], { cwd });
  const out = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'])
    child[stream].on('data', (text) => {
      out[stream] += text;
    });
  return new Promise((settle) => child.on('close', (code) => settle({ code, ...out })));
}

/** As many at a time as the machine has cores. */
async function inTurns(list, work) {
  const results = [];
  let next = 0;
  const drain = async () => {
    for (let index = next++; index < list.length; index = next++) results[index] = await work(list[index]);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, drain));
  return results;
}
