import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NdArray } from '../../src/data/array.js';
import { encodeNpy } from '../../src/formats/numpy/npy.js';
import { encodeNpz } from '../../src/formats/numpy/npz.js';

export const SAMPLES = 60;
export const TIME = 12;
export const FEATURES = 4;
const SIZE = TIME * FEATURES;
/** Steps from here on tell the classes apart. */
const FIRST_STEP = 8;

/** Series of two classes that a small LSTM learns in a moment, and everything that may belong to them. */
export function sampleArrays(shift = 0) {
  const noise = (i: number) => Math.sin(12.9898 * (i + shift * 977)) * 43758.5453;
  const labels = Int32Array.from({ length: SAMPLES }, (_, sample) => sample % 2);
  const x = Float32Array.from({ length: SAMPLES * SIZE }, (_, i) => {
    const step = Math.floor(i / FEATURES) % TIME;
    const level = step < FIRST_STEP ? 0 : labels[Math.floor(i / SIZE)] === 1 ? 1 : -1;
    return noise(i) - Math.floor(noise(i)) - 0.5 + level;
  });
  return {
    x: { shape: [SAMPLES, TIME, FEATURES], data: x },
    y: { shape: [SAMPLES], data: labels },
    lengths: { shape: [SAMPLES], data: Int32Array.from(labels, (_, sample) => TIME - (sample % 3)) },
    mask: {
      shape: [TIME, FEATURES],
      data: Uint8Array.from({ length: SIZE }, (_, cell) => (cell >= FIRST_STEP * FEATURES ? 1 : 0)),
    },
  };
}

/** x.npy, y.npy, mask.npy, all.npz, test.npz, series.csv and labels.csv in a folder. */
export function writeSampleFiles(folder: string): void {
  const { x, y, lengths, mask } = sampleArrays();
  const test = sampleArrays(1);
  writeNpy(folder, 'x.npy', x);
  writeNpy(folder, 'y.npy', y);
  writeNpy(folder, 'mask.npy', mask);
  writeNpz(folder, 'all.npz', { x, y, lengths, mask });
  writeNpz(folder, 'test.npz', { x: test.x, y: test.y });
  writeFileSync(join(folder, 'series.csv'), longCsv(x));
  const names = ['rest', 'task'];
  writeFileSync(
    join(folder, 'labels.csv'),
    `sample,label\n${Array.from(y.data, (label, sample) => `${sample},${names[label]}`).join('\n')}\n`,
  );
}

export function writeNpy(folder: string, name: string, array: NdArray): void {
  writeFileSync(join(folder, name), encodeNpy(array));
}

export function writeNpz(folder: string, name: string, arrays: Record<string, NdArray>): void {
  writeFileSync(join(folder, name), encodeNpz(Object.entries(arrays)));
}

/** A file's bytes, for comparison. */
export function bytesOf(...path: string[]): Buffer {
  return readFileSync(join(...path));
}

/** A JSON file. */
export function jsonOf(...path: string[]): Record<string, unknown> {
  return JSON.parse(readFileSync(join(...path), 'utf8'));
}

function longCsv({ shape: [, time, features], data }: { shape: number[]; data: Float32Array }): string {
  const rows = Array.from(data, (value, i) => {
    const feature = i % features;
    const step = Math.floor(i / features) % time;
    return `${Math.floor(i / features / time)},${step},channel ${feature},${value}`;
  });
  return `sample,time,feature,value\n${rows.join('\n')}\n`;
}
