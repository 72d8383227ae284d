import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { encodeNifti } from '../../src/formats/images/encodeNifti.js';
import { decodeNifti } from '../../src/formats/images/nifti.js';
import { niftiFixture } from '../formats/niftiFixture.js';

const STEPS = 48;
/** Seconds from one time step to the next, and from an event to the response. */
const TR = 2;
export const LAG = 4;
const BLOCK = 5;
const REST = 3;

/** Writes a file, and the folders that it is in. */
export function put(folder: string, path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

/** Blocks of two kinds, one after the other with rest between, the first kind by the run. */
function blocks(run: number): { onset: number; name: string }[] {
  return Array.from({ length: STEPS / (BLOCK + REST) - 1 }, (_, index) => ({
    onset: TR * (2 + index * (BLOCK + REST)),
    name: (index + run) % 2 === 0 ? 'left' : 'right',
  }));
}

export function eventsTsv(run: number): string {
  const rows = blocks(run).map(({ onset, name }) => `${onset}\t${TR * BLOCK}\t${name}`);
  return `onset\tduration\ttrial_type\n${rows.join('\n')}\n0\t4\trest\n`;
}

/** Three regions: the first responds to left, the second to right, the third drifts with the head. */
function valueAt(run: number, t: number, region: number): number {
  const noise = Math.sin(12.9898 * (t + 60 * region + 977 * run)) * 43758.5453;
  const level = blocks(run).some(({ onset, name }) => {
    const first = (onset + LAG) / TR;
    return t >= first && t < first + BLOCK && (name === 'left' ? 0 : 1) === region;
  });
  return 100 + (noise - Math.floor(noise)) + (level ? 3 : 0) + (region === 2 ? motion(run, t) : 0);
}

function motion(run: number, t: number): number {
  return 5 * Math.sin(0.7 * t + run);
}

/** A BIDS folder of two subjects with two runs each, its series tables of three regions. */
export function writeBidsTables(folder: string): void {
  put(folder, 'task-hands_bold.json', `{ "RepetitionTime": ${TR} }`);
  for (const subject of [1, 2]) {
    for (const run of [1, 2]) {
      const stem = `sub-${subject}/func/sub-${subject}_task-hands_run-${run}`;
      const number = 2 * subject + run;
      const rows = Array.from({ length: STEPS }, (_, t) => [0, 1, 2].map((region) => valueAt(number, t, region)));
      put(folder, `${stem}_seg-three_timeseries.tsv`, table(['M1_L', 'M1_R', 'V1'], rows));
      put(folder, `${stem}_events.tsv`, eventsTsv(number));
      const confounds = Array.from({ length: STEPS }, (_, t) => [motion(number, t), t === 0 ? 'n/a' : 1]);
      put(folder, `${stem}_desc-confounds_timeseries.tsv`, table(['trans_x', 'other'], confounds));
    }
  }
}

/** A run of 2 x 2 x 1 voxels, the regions and one that never changes. */
export function boldImage(run: number): Uint8Array {
  const { header } = decodeNifti(niftiFixture('series.nii.gz'), 'series.nii.gz');
  const space = { kind: 'volume' as const, shape: [2, 2, 1] as const, header, featureOf: Int32Array.of(0, 1, 2, 3) };
  const values = Float32Array.from({ length: 4 * STEPS }, (_, at) =>
    at % 4 === 3 ? 7 : valueAt(run, Math.floor(at / 4), at % 4),
  );
  return encodeNifti('bold.nii.gz', { values, space, timeStep: TR, description: 'made for a test' });
}

/** A folder a run, with images. */
export function writeRunFolders(folder: string, runs: readonly number[]): void {
  for (const run of runs) {
    put(folder, `run-${run}/bold.nii.gz`, boldImage(run));
    put(folder, `run-${run}/events.tsv`, eventsTsv(run));
  }
}

function table(names: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return `${[names, ...rows].map((row) => row.join('\t')).join('\n')}\n`;
}
