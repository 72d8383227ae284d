// Gives every reader broken files for a while, all in one process: each must be read, or refused with an UnvanishError of one line,
// within two seconds, and the process must stay below 1 GiB.
//
//   npm run build
//   node scripts/fuzz.mjs [MINUTES] [SEED]      10 minutes unless told
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { UnvanishError } from '../dist/errors.js';
import { decodeDataset } from '../dist/formats/datasetFile.js';
import { decodeNifti, decodeNiftiPair } from '../dist/formats/images/nifti.js';
import { formatsFor, knownFormat } from '../dist/formats/index.js';
import { encodeNpy } from '../dist/formats/numpy/npy.js';
import { encodeNpz } from '../dist/formats/numpy/npz.js';
import { brainVisionSignals } from '../dist/formats/signals/brainVision.js';
import { decodeBrainVisionHeader } from '../dist/formats/signals/brainVisionHeader.js';
import { decodeEdf } from '../dist/formats/signals/edf.js';
import { decodeSurface } from '../dist/formats/surfaces/surface.js';
import { decodeSurfaceLabels } from '../dist/formats/surfaces/surfaceLabels.js';
import { decodeVertexMaps } from '../dist/formats/surfaces/vertexMaps.js';
import { decodeGroups } from '../dist/formats/tables/groupsFile.js';
import { decodeManifest, decodeOneSeries } from '../dist/formats/tables/manifest.js';
import { decodeNumericTable } from '../dist/formats/tables/numericTable.js';
import { decodeModel } from '../dist/model/weights/savedModel.js';
import { decodeEvents, decodeThreeColumnEvents } from '../dist/recordings/bids/events.js';
import { decodeRegionNames } from '../dist/recordings/bids/regionNames.js';
import { decodeSidecar } from '../dist/recordings/bids/sidecar.js';
import { matchesPattern } from '../dist/recordings/wildcard.js';

const [minutes = 10, seed = 1] = process.argv.slice(2).map(Number);
const SLOW = 2000;
const MOST_MEMORY = 2 ** 30;
const LARGEST = 2 ** 17;

let state = seed >>> 0 || 1;
/** A whole number below `below` (xorshift32). */
const random = (below) => {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % below;
};
const pick = (list) => list[random(list.length)];

const corpus = [...fixtures(fileURLToPath(new URL('../test/fixtures', import.meta.url))), ...made()];
const words = [
  '"',
  ',',
  ';',
  '\t',
  '\n',
  '\r',
  '#',
  '%',
  '?',
  ':',
  '@data',
  'NaN',
  '-1',
  '1e999',
  '__proto__',
  '<',
  '>',
  '&',
  '{',
  ']',
  '|O',
  '>i8',
  '\u0000',
  '9007199254740993',
  '(2,',
  'True',
  "=''",
];
const extremes = [0, 1, 0x7f, 0x80, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

let count = 0;
let read = 0;
let slowest = { took: 0 };
let memory = 0;
const failures = [];
const end = performance.now() + minutes * 60_000;
while (performance.now() < end && failures.length < 20) {
  const file = broken(pick(corpus));
  for (const [reader, decode] of readersOf(file.name)) await attempt(reader, file, decode);
  if (count % 500 < 8) {
    memory = Math.max(memory, process.memoryUsage().rss);
    if (memory > MOST_MEMORY)
      failures.push(`the process takes ${(memory / 2 ** 20).toFixed(0)} MiB after ${count} files`);
  }
}
for (const failure of failures) console.error(failure);
console.log(
  `${count} readings of broken files with seed ${seed}, ${read} of them read, slowest ${slowest.took.toFixed(0)} ms (${slowest.what}), at most ${(memory / 2 ** 20).toFixed(0)} MiB: ${failures.length} failures`,
);
process.exit(failures.length === 0 ? 0 : 1);

async function attempt(reader, { name, bytes, from }, decode) {
  const what = `${reader} of ${from}, file ${count}`;
  const started = performance.now();
  count++;
  try {
    await decode({ name, bytes });
    read++;
  } catch (error) {
    const isRefusal = error instanceof UnvanishError && !/[\r\n]/.test(error.message) && error.message.length < 2000;
    if (!isRefusal) failures.push(`${what}: ${error?.stack ?? error}`);
  }
  const took = performance.now() - started;
  if (took > slowest.took) slowest = { took, what };
  if (took > SLOW) failures.push(`${what}: took ${took.toFixed(0)} ms`);
}

/** All that may be done with a file of that name. */
function readersOf(name) {
  const format = knownFormat(name);
  const serves = (use) => format && formatsFor(use).includes(format);
  const known = { samples: 4 };
  const all = [];
  if (serves('dataset')) {
    all.push(['data', (data) => decodeDataset({ data })]);
    if (format.options?.shape.missing)
      all.push(['data, filled', (data) => decodeDataset({ data, missing: 'interpolate' })]);
  }
  if (format?.options?.shape.classFirst)
    all.push(['the class first', (data) => decodeDataset({ data, classFirst: true })]);
  if (format?.name === 'edf') all.push(['signals', ({ bytes }) => decodeEdf(bytes, name, { matches: matchesPattern })]);
  if (format?.name === 'brainvision') all.push(['signals', brainVision]);
  if (serves('series')) all.push(['series', (file) => decodeOneSeries(file)]);
  if (serves('column')) all.push(['groups', (file) => decodeGroups(file, known)]);
  if (serves('maps to read')) all.push(['maps', (file) => format.maps.read(file)]);
  if (/\.[ct]sv$/.test(name)) {
    all.push(['manifest', (file) => decodeManifest(file)]);
    all.push(['table of numbers', ({ bytes }) => decodeNumericTable(bytes, name)]);
    all.push(['events', ({ bytes }) => decodeEvents(bytes, name)]);
  }
  if (/\.(?:[ct]sv|txt|xml)$/.test(name)) all.push(['names of regions', ({ bytes }) => decodeRegionNames(bytes, name)]);
  if (name.endsWith('.txt')) all.push(['three columns', ({ bytes }) => decodeThreeColumnEvents(bytes, name, 'a')]);
  if (name.endsWith('.json')) all.push(['sidecar', ({ bytes }) => decodeSidecar(bytes, name)]);
  if (/\.nii(?:\.gz)?$/.test(name)) all.push(['image', ({ bytes }) => decodeNifti(bytes, name)]);
  if (name.endsWith('.hdr'))
    all.push(['pair', (file) => decodeNiftiPair(file, { name: 'data.img', bytes: new Uint8Array(4096) })]);
  if (/\.gii(?:\.gz)?$/.test(name)) {
    const parts = { surface: decodeSurface, labels: decodeSurfaceLabels, maps: decodeVertexMaps };
    for (const [part, decode] of Object.entries(parts)) all.push([part, ({ bytes }) => decode(bytes, name)]);
  }
  if (format?.holds === 'weights') all.push(['weights', ({ bytes }) => decodeModel(bytes, name, { cell: 'rnn' })]);
  return all;
}

function brainVision(file) {
  const data = { name: 'run.eeg', bytes: new Uint8Array(64) };
  const header = decodeBrainVisionHeader(file.bytes, file.name);
  return brainVisionSignals(header, { data, markers: undefined }, { matches: matchesPattern });
}

/** A file with one to four edits; one that is packed is broken before or after it was packed. */
function broken({ name, bytes }) {
  let edited = bytes;
  for (let edits = 1 + random(4); edits > 0; edits--) edited = edit(edited);
  const isPacked = name.endsWith('.gii') || name.endsWith('.nii');
  if (isPacked && random(8) === 0) return { name: `${name}.gz`, bytes: gzipSync(edited), from: `${name}, packed` };
  return { name, bytes: edited, from: name };
}

function edit(bytes) {
  const at = random(Math.min(bytes.length, random(2) === 0 ? 512 : bytes.length) + 1);
  switch (random(6)) {
    case 0: {
      const flipped = bytes.slice();
      if (at < flipped.length) flipped[at] ^= 1 << random(8);
      return flipped;
    }
    case 1:
      return random(4) === 0 ? bytes.slice(0, at) : bytes.slice();
    case 2:
      return spliced(bytes, at, random(32), new TextEncoder().encode(pick(words)));
    case 3: {
      const other = pick(corpus).bytes;
      const from = random(other.length + 1);
      return spliced(bytes, at, random(32), other.subarray(from, from + random(64)));
    }
    case 4: {
      const number = new Uint8Array(8);
      new DataView(number.buffer).setBigUint64(0, BigInt(pick(extremes)) << BigInt(32 * random(2)), random(2) === 0);
      const size = pick([2, 4, 8]);
      return spliced(bytes, at, size, number.subarray(0, size));
    }
    default: {
      const part = bytes.subarray(at, at + random(256));
      return spliced(bytes, at, 0, part);
    }
  }
}

function spliced(bytes, at, removed, put) {
  const result = new Uint8Array(Math.max(0, bytes.length - removed) + put.length + removed);
  result.set(bytes.subarray(0, at));
  result.set(put, at);
  const rest = bytes.subarray(at + removed);
  result.set(rest, at + put.length);
  return result.subarray(0, at + put.length + rest.length);
}

function fixtures(folder) {
  return readdirSync(folder, { recursive: true }).flatMap((name) => {
    const path = join(folder, name);
    if (!statSync(path).isFile() || statSync(path).size > LARGEST || name.endsWith('.py')) return [];
    return [{ name: name.split('/').at(-1), bytes: new Uint8Array(readFileSync(path)) }];
  });
}

/** Small files of what has no fixtures. */
function made() {
  const x = Float32Array.from({ length: 24 }, (_, i) => (i * 7) % 11);
  const array = { shape: [4, 3, 2], data: x };
  const texts = {
    'long.csv': 'sample,time,feature,value,label\na,0,x,1,u\na,1,x,2.5,u\nb,0,x,,v\nb,1,x,-1e3,v\n',
    'wide.csv': 'sample,time,left,"right, mV",label\na,0,1,2,u\na,1,3,n/a,u\nb,0,5,6,v\nb,1,7,8,v\n',
    'comma.csv': 'sample;time;left;label\na;0;1,5;u\na;1;2,5;u\nb;0;3,25;v\nb;1;4;v\n',
    'steps.tsv': '0\t1\t2\tlabel\n1\t2\t3\tu\n4\t5\t\tv\n',
    'dates.csv': '# a\n#\n,sample,time,v\n0,a,2024-03-01 12:00:00,1\n1,a,2024-03-01 12:00:01,2\n',
    'one.csv': 'v\n1\n""\n3\n',
    'manifest.csv': 'file,label,subject\na.csv,u,ann\nb/c.npy,v,bob\n',
    'labels.csv': 'sample,label\n0,u\n1,v\n2,u\n3,v\n',
    'labels.txt': 'u\nv\nu\nv\n',
    'names.txt': 'Background\nFrontal_L\nFrontal_R\n',
    'events.tsv': 'onset\tduration\ttrial_type\n0\t10\tface\n12.5\tn/a\thouse\n',
    'ev.txt': '0 10 1\n12.5 10 1\n',
    'bold.json': '{"RepetitionTime": 2.5, "TaskName": "faces", "SliceTiming": [0, 1]}',
    'a.ts':
      '@problemName A\n@timeStamps false\n@univariate false\n@dimensions 2\n@equalLength true\n@seriesLength 3\n@classLabel true u v\n@data\n1,2,3:4,5,6:u\n1,?,3:4,5,6:v\n',
    'a.arff':
      '% a\n@relation a\n@attribute x relational\n@attribute t0 numeric\n@attribute t1 numeric\n@end x\n@attribute c {u,v}\n@data\n"1,2\\n3,4",u\n"5,6\\n7,8",v\n',
    'ucr.tsv': '1\t0.5\t1.5\tNaN\n2\t2.5\t3.5\t4.5\n',
    'run.vhdr':
      'Brain Vision Data Exchange Header File Version 1.0\n[Common Infos]\nDataFile=run.eeg\nDataFormat=BINARY\nDataOrientation=MULTIPLEXED\nNumberOfChannels=2\nSamplingInterval=4000\n[Binary Infos]\nBinaryFormat=INT_16\n[Channel Infos]\nCh1=C3,,0.5,uV\nCh2=C4,,,\n',
    'run.edf': edfText(),
    'atlas.xml': '<?xml version="1.0"?><atlas><data><label index="0" x="1" y="2" z="3">Left</label></data></atlas>',
  };
  return [
    { name: 'x.npy', bytes: encodeNpy(array) },
    {
      name: 'x.npz',
      bytes: encodeNpz([
        ['x', array],
        ['y', { shape: [4], data: Int32Array.of(0, 1, 0, 1) }],
      ]),
    },
    ...Object.entries(texts).map(([name, text]) => ({ name, bytes: new TextEncoder().encode(text) })),
  ];
}

/** An EDF+ file of one signal and its annotations: two records of 16 bits. */
function edfText() {
  const column = (width, ...values) => values.map((value) => String(value).padEnd(width)).join('');
  const header =
    column(8, 0) +
    column(80, 'p', 'r') +
    column(8, '01.01.24', '10.00.00', 768) +
    column(44, 'EDF+C') +
    column(8, 2, 1) +
    column(4, 2);
  const signals =
    column(16, 'C3', 'EDF Annotations') +
    column(80, '', '') +
    column(8, 'uV', '') +
    column(8, -1, -1, 1, 1) +
    column(8, -32768, -32768, 32767, 32767) +
    column(80, '', '') +
    column(8, 4, 12) +
    column(32, '', '');
  const record = (time) =>
    `\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008${`+${time}\x14\x14\0+${time}\x15.5\x14go\x14`.padEnd(24, '\0')}`;
  return header + signals + record(0) + record(1);
}
