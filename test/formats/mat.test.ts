import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { decodeDataset } from '../../src/formats/datasetFile.js';
import { matMembers } from '../../src/formats/matlab/matFile.js';
import { decodedOrRefused, laterRefusal, MUTATIONS, mutated, refusal } from './mutations.js';

const fixture = (name: string) => new Uint8Array(readFileSync(new URL(`../fixtures/mat/${name}`, import.meta.url)));
const expected = JSON.parse(new TextDecoder().decode(fixture('expected.json')));
const named = (name: string) => ({ name, bytes: fixture(name) });
const members = (name: string) => new Map(matMembers(fixture(name), name).map((member) => [member.name, member]));

/** An element of a file: its type, its size, and its bytes filled up to eight. */
function element(type: number, bytes: Uint8Array, little: boolean): number[] {
  const tag = new DataView(new ArrayBuffer(8));
  tag.setUint32(0, type, little);
  tag.setUint32(4, bytes.length, little);
  const padding = type === 15 ? 0 : (8 - (bytes.length % 8)) % 8;
  return [...new Uint8Array(tag.buffer), ...bytes, ...new Array<number>(padding).fill(0)];
}

function words(values: readonly number[], little: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, at) => {
    view.setInt32(4 * at, value, little);
  });
  return new Uint8Array(view.buffer);
}

/** A file with one matrix of doubles that are stored as int16, as MATLAB stores whole numbers. */
function written(
  shape: readonly number[],
  values: readonly number[],
  { little = true, pack = false } = {},
): Uint8Array {
  const numbers = new DataView(new ArrayBuffer(2 * values.length));
  values.forEach((value, at) => {
    numbers.setInt16(2 * at, value, little);
  });
  const matrix = Uint8Array.from([
    ...element(6, words([6, 0], little), little),
    ...element(5, words(shape, little), little),
    // A name of up to four letters stands in its tag.
    ...(little ? [1, 0, 1, 0] : [0, 1, 0, 1]),
    ...new TextEncoder().encode('x\0\0\0'),
    ...element(3, new Uint8Array(numbers.buffer), little),
  ]);
  const whole = element(14, matrix, little);
  const header = new Uint8Array(128).fill(32);
  header.set(little ? [0, 1, 73, 77] : [1, 0, 77, 73], 124);
  return Uint8Array.from([...header, ...(pack ? element(15, zlibSync(Uint8Array.from(whole)), little) : whole)]);
}

describe('.mat of MATLAB 5 to 7.2', () => {
  it.each(['plain.mat', 'packed.mat'])('%s is read as SciPy wrote it: series, cells of text, lengths', async (name) => {
    const lengths = [3, 2, 3, 1];
    const data = await decodeDataset({ data: named(name) });
    expect([data.samples, data.time, data.features, data.classNames]).toEqual([4, 3, 2, ['run', 'walk', 'Ärger']]);
    expect(data.lengths).toEqual(Int32Array.from(lengths));
    const kept = expected.x.map((value: number, at: number) =>
      Math.floor(at / 2) % 3 < lengths[Math.floor(at / 6)] ? value : 0,
    );
    expect(Array.from(data.x)).toEqual(kept);
  });

  it('has rows of text for labels, and names what is not read', async () => {
    const data = await decodeDataset({ data: named('text.mat') });
    expect(data).toMatchObject({ classNames: ['one', 'three', 'two'], unread: ['rest'] });
  });

  it('has numbers of all types', () => {
    const arrays = [...members('types.mat')].map(([name, { read }]) => [name, read('')] as const);
    expect(
      Object.fromEntries(
        arrays.map(([name, array]) => [name, 'data' in array && Array.from(array.data as Float32Array, Number)]),
      ),
    ).toEqual(expected.types);
    expect(arrays.map(([, array]) => array.shape).every((shape) => shape.join() === '2,3')).toBe(true);
  });

  it.each([true, false])('may be of either byte order, packed or not (little-endian: %s)', (little) => {
    for (const pack of [false, true]) {
      const [x] = matMembers(written([2, 3], [1, 4, -2, 5, 3, 600], { little, pack }), 'a.mat');
      expect(x.read('x')).toEqual({ shape: [2, 3], data: Float64Array.of(1, -2, 3, 4, 5, 600) });
    }
  });

  it.each([
    ['ragged', 'x', /holds cells that are not all text/, /cellfun\('size', ragged, 1\)/],
    ['complex', 'x', /holds complex numbers/, /real\(complex\)/],
    ['struct', 'x', /holds a struct/, /'-struct', 'struct'/],
    ['struct', 'y', /holds a struct; numbers, text or cells of text were expected/, /-struct/],
  ])('is refused where %s is wanted as %s, with the MATLAB that helps', (name, field, message, remedy) => {
    const error = refusal(() => members('refused.mat').get(name)?.read(field));
    expect(error.message).toMatch(message);
    expect(error.remedy).toMatch(remedy);
  });

  it('is refused by its version where it is another one', async () => {
    const hdf = written([1, 1], [1]);
    hdf.set([0, 2], 124);
    expect((await laterRefusal(decodeDataset({ data: { name: 'a.mat', bytes: hdf } }))).message).toContain(
      'version 7.3',
    );
    expect(refusal(() => matMembers(new Uint8Array(200), 'a.mat')).remedy).toContain('MATLAB 4');
  });

  it('claims no more memory than its bytes can come to', () => {
    expect(refusal(() => matMembers(written([30_000, 30_000], [1]), 'a.mat')[0].read('x')).message).toMatch(
      /is damaged: 2 bytes for shape \[30000, 30000\]/,
    );
  });

  it('gives arrays or an UnvanishError for any broken file', () => {
    const files = ['plain.mat', 'packed.mat', 'text.mat', 'types.mat'].map(fixture);
    fc.assert(
      fc.property(mutated(files, ['\x0e', '\x0f', 'MI', '\0\0\0\0']), (bytes) => {
        decodedOrRefused(() => matMembers(bytes, 'broken.mat').map(({ read }) => read('')));
      }),
      { numRuns: MUTATIONS },
    );
  }, 30_000);
});
