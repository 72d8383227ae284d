import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NdArray, NumberArray } from '../../src/data/array.js';
import { findingsOf } from '../../src/data/findings.js';
import { decodeDataset } from '../../src/formats/datasetFile.js';
import { encodeNpy } from '../../src/formats/numpy/npy.js';
import { encodeNpz } from '../../src/formats/numpy/npz.js';
import { fixture } from './fixtureFile.js';
import { laterRefusal } from './mutations.js';

const X: NdArray<Float32Array> = { shape: [2, 3, 1], data: Float32Array.of(1, 2, 3, 4, 5, 6) };

function npy(name: string, shape: number[], data: NumberArray) {
  return { name, bytes: encodeNpy({ shape, data }) };
}

function text(name: string, content: string) {
  return { name, bytes: new TextEncoder().encode(content) };
}

const data = npy('x.npy', [2, 3, 1], X.data);

describe('decodeDataset', () => {
  it('reads .npy with labels, lengths and mask from other files', async () => {
    const dataset = await decodeDataset({
      data,
      labels: npy('y.npy', [2], BigInt64Array.of(1n, 0n)),
      lengths: npy('n.npy', [2], Float64Array.of(3, 2)),
      mask: npy('m.npy', [3, 1], Float32Array.of(0, 1, 1)),
    });
    expect(dataset).toMatchObject({
      x: Float32Array.of(1, 2, 3, 4, 5, 0),
      labels: Int32Array.of(1, 0),
      lengths: Int32Array.of(3, 2),
      mask: Uint8Array.of(0, 1, 1),
      classNames: ['0', '1'],
    });
  });

  it('reads .npz as NumPy wrote it, and names the arrays that it does not know', async () => {
    const dataset = await decodeDataset({ data: { name: 'D.NPZ', bytes: fixture('deflated.npz') } });
    expect([dataset.samples, dataset.time, dataset.features]).toEqual([2, 3, 4]);
    expect(dataset.labels).toEqual(Int32Array.of(1, 0));
    expect(dataset.mask?.length).toBe(12);
    expect(dataset.featureNames).toEqual(['a', 'b', 'c', 'd']);
    expect(dataset.unread).toBeUndefined();
    const more = encodeNpz([
      ['x', X],
      ['subject', { shape: [2], data: Int32Array.of(1, 2) }],
    ]);
    const read = await decodeDataset({ data: { name: 'more.npz', bytes: more } });
    expect(findingsOf(read)).toContainEqual(
      expect.objectContaining({ level: 'note', what: 'not read of the file: "subject"' }),
    );
  });

  it('takes texts of an array for names of classes', async () => {
    const labels = { name: 'y.npy', bytes: fixture('text.npy') };
    expect(await decodeDataset({ data, labels })).toMatchObject({
      classNames: ['a', 'bc'],
      labels: Int32Array.of(0, 1),
    });
    const empty = { name: 'y.npy', bytes: fixture('text_bytes.npy') };
    const four = npy('x.npy', [4, 1, 1], new Float32Array(4));
    expect((await laterRefusal(decodeDataset({ data: four, labels: empty }))).message).toBe(
      'y.npy, entry 1: the label is empty',
    );
  });

  it('refuses labels that are NaN, by their place', async () => {
    const labels = npy('y.npy', [2], Float64Array.of(1, Number.NaN));
    expect((await laterRefusal(decodeDataset({ data, labels }))).message).toBe(
      'y.npy: entry 1 is NaN: the label is missing',
    );
  });

  describe('missing values of arrays', () => {
    const NAN = Number.NaN;

    it('are padding where all features are NaN at the end of a sample', async () => {
      const x = npy('x.npy', [2, 3, 2], Float32Array.of(1, 2, 3, 4, NAN, NAN, 5, 6, 7, 8, 9, 10));
      const dataset = await decodeDataset({ data: x });
      expect(dataset.lengths).toEqual(Int32Array.of(2, 3));
      expect(Array.from(dataset.x)).toEqual([1, 2, 3, 4, 0, 0, 5, 6, 7, 8, 9, 10]);
    });

    it('are refused elsewhere, or interpolated within the length of the sample', async () => {
      const x = npy('x.npy', [2, 4, 1], Float32Array.of(1, NAN, 3, NAN, 5, 6, NAN, 9));
      expect(await laterRefusal(decodeDataset({ data: x }))).toMatchObject({
        code: 'not-finite',
        message: 'x.npy: x is NaN at sample 0, time 1, feature 0',
        remedy: expect.stringContaining('`missing: interpolate`'),
      });
      const filled = await decodeDataset({ data: x, missing: 'interpolate' });
      expect(Array.from(filled.x)).toEqual([1, 2, 3, 0, 5, 6, 7.5, 9]);
      expect(filled.lengths).toEqual(Int32Array.of(3, 4));
    });

    it('may not be all of a sample, nor lie within lengths that are given', async () => {
      const none = npy('x.npy', [2, 1, 1], Float32Array.of(1, NAN));
      expect((await laterRefusal(decodeDataset({ data: none, missing: 'interpolate' }))).message).toBe(
        'x.npy: x is NaN throughout sample 1',
      );
      const x = npy('x.npy', [1, 3, 1], Float32Array.of(1, 2, NAN));
      const lengths = npy('n.npy', [1], Int32Array.of(3));
      expect((await laterRefusal(decodeDataset({ data: x, lengths }))).message).toContain('time 2');
    });
  });

  describe('axes of arrays', () => {
    const turned = { shape: [2, 1, 3], data: X.data };
    const archive = (...more: [string, NdArray][]) => ({ name: 'd.npz', bytes: encodeNpz([['x', turned], ...more]) });

    it('may stand in any order, under the names that epochs have too', async () => {
      const axes = ['epoch', 'channel', 'time'];
      const mask: [string, NdArray] = ['mask', { shape: [1, 3], data: Uint8Array.of(0, 1, 1) }];
      expect(await decodeDataset({ data: archive(mask), axes })).toMatchObject({
        x: X.data,
        time: 3,
        features: 1,
        mask: Uint8Array.of(0, 1, 1),
      });
      const matrix = npy('x.npy', [3, 2], Float32Array.of(1, 4, 2, 5, 3, 6));
      expect(await decodeDataset({ data: matrix, axes: ['time', 'sample'] })).toMatchObject({ x: X.data, samples: 2 });
      expect((await laterRefusal(decodeDataset({ data: matrix, axes: ['sample', 'sample'] }))).code).toBe('option');
    });

    it.each([
      ['lengths', { shape: [2], data: Int32Array.of(3, 2) }],
      ['mask', { shape: [3, 1], data: new Uint8Array(3) }],
      ['feature_names', { shape: [1], data: Int32Array.of(9) }],
    ] as [string, NdArray][])('that %s contradict are named in the remedy', async (name, array) => {
      expect((await laterRefusal(decodeDataset({ data: archive([name, array]) }))).remedy).toBe(
        'if the axes of the series stand otherwise, say so: `axes: sample,feature,time`',
      );
    });

    it('of every order come to the same series', async () => {
      const names = fc.shuffledSubarray(['sample', 'time', 'feature'] as const, { minLength: 3 });
      await fc.assert(
        fc.asyncProperty(names, async (axes) => {
          const sizes = { sample: 2, time: 3, feature: 4 };
          const shape = axes.map((axis) => sizes[axis]);
          const x = new Float32Array(24);
          for (let at = 0; at < 24; at++) {
            const place = { sample: Math.floor(at / 12), time: Math.floor(at / 4) % 3, feature: at % 4 };
            const [i, j, k] = axes.map((axis) => place[axis]);
            x[(i * shape[1] + j) * shape[2] + k] = at;
          }
          const read = await decodeDataset({ data: npy('x.npy', shape, x), axes });
          expect(Array.from(read.x)).toEqual(Array.from({ length: 24 }, (_, at) => at));
        }),
      );
    });
  });

  it('reads arrays of an archive under other names, where they are told', async () => {
    const archive = {
      name: 'd.npz',
      bytes: encodeNpz([
        ['X_train', X],
        ['y_train', { shape: [2], data: Int32Array.of(7, 5) }],
      ]),
    };
    const error = await laterRefusal(decodeDataset({ data: archive }));
    expect(error.message).toBe('d.npz: has no array x; there are X_train, y_train');
    expect(error.remedy).toMatch(/`arrays: x=X_train,y=y_train`$/);
    const arrays = ['x=X_train', 'x=X_test', 'y=y_train'];
    expect(await decodeDataset({ data: archive, arrays })).toMatchObject({ classNames: ['5', '7'], x: X.data });
    expect((await laterRefusal(decodeDataset({ data: archive, arrays: ['x=X_train', 'lengths=n'] }))).message).toBe(
      '`arrays: lengths=n`: d.npz has no such array',
    );
    expect(
      (await laterRefusal(decodeDataset({ data: archive, arrays: ['x=X_train', 'x=y_train'] }))).message,
    ).toContain('which cannot all be x');
    expect((await laterRefusal(decodeDataset({ data: archive, arrays: ['X_train'] }))).code).toBe('option');
  });

  it.each([
    ['run.eeg', '"run.vhdr"'],
    ['a/b.h5', 'h5py.File("a/b.h5"); np.savez("a/b.npz"'],
    ['sub-epo.fif', 'mne.read_epochs("sub-epo.fif")'],
    ['frame.pkl', 'pd.read_pickle("frame.pkl").to_csv("frame.csv")'],
    ['sheet.xlsx', 'save the sheet as .csv'],
  ])('says what makes data of %s that can be read', async (name, remedy) => {
    const error = await laterRefusal(decodeDataset({ data: text(name, 'x') }));
    expect(error.message).toContain('data must be .npy, .npz');
    expect(error.remedy).toContain(remedy);
  });

  it('lets a labels file take the place of y', async () => {
    const archive = {
      name: 'd.npz',
      bytes: encodeNpz([
        ['x', X],
        ['y', { shape: [2], data: Int32Array.of(0, 0) }],
      ]),
    };
    expect(await decodeDataset({ data: archive, labels: text('y.csv', 'b\na\n') })).toMatchObject({
      labels: Int32Array.of(1, 0),
      classNames: ['a', 'b'],
    });
  });

  it('makes float32 of any numbers', async () => {
    for (const numbers of [Float64Array, Int8Array, Uint16Array, Int32Array]) {
      expect((await decodeDataset({ data: npy('x.npy', [1, 2, 1], numbers.of(1, 2)) })).x).toEqual(
        Float32Array.of(1, 2),
      );
    }
    expect((await decodeDataset({ data: npy('x.npy', [1, 2, 1], BigUint64Array.of(1n, 2n)) })).x).toEqual(
      Float32Array.of(1, 2),
    );
  });

  it('matches labels to samples by name', async () => {
    const series = text('x.csv', 'sample,time,feature,value\nann,0,0,1\nbob,0,0,2\n');
    const labels = text('y.csv', 'sample,label\nbob,1\nann,0\n');
    expect((await decodeDataset({ data: series, labels })).labels).toEqual(Int32Array.of(0, 1));
    expect((await decodeDataset({ data, labels: text('y.csv', 'sample,label\n1,1\n0,0\n') })).labels).toEqual(
      Int32Array.of(0, 1),
    );
  });

  it('takes the numbers of an array for names of classes, in their order', async () => {
    const numbers = [
      [Int8Array.of(1, -1), [1, 0], ['-1', '1']],
      [Float64Array.of(2, 1), [1, 0], ['1', '2']],
      [BigInt64Array.of(401n, 511n), [0, 1], ['401', '511']],
      [Uint8Array.of(1, 1), [0, 0], ['1']],
    ] as const;
    for (const [values, labels, classNames] of numbers) {
      const found = { labels: Int32Array.from(labels), classNames };
      expect(await decodeDataset({ data, labels: npy('y.npy', [2], values) })).toMatchObject(found);
      const bytes = encodeNpz([
        ['x', X],
        ['y', { shape: [2, 1], data: values }],
      ]);
      expect(await decodeDataset({ data: { name: 'd.npz', bytes } })).toMatchObject(found);
    }
    // IDX: two unsigned bytes.
    const idx = { name: 'y.idx', bytes: Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 9, 3) };
    expect((await decodeDataset({ data, labels: idx })).classNames).toEqual(['3', '9']);
  });

  const IDS = ['10', '9', '2', 'b', 'a'];
  const orders = [IDS, ['10', '9', '2'], ['3', '07', '1']];
  const tables: [string, (ids: readonly string[]) => string][] = [
    ['long', (ids) => `sample,time,feature,value\n${ids.map((id, i) => `${id},0,v,${i}\n${id},1,v,${i}`).join('\n')}`],
    ['wide, a row a time step', (ids) => `sample,v\n${ids.map((id, i) => `${id},${i}\n${id},${i}`).join('\n')}`],
    ['wide, a row a series', (ids) => `sample,0,1\n${ids.map((id, i) => `${id},${i},${i}`).join('\n')}`],
    [
      'wide, rows of samples in turn',
      (ids) => `sample,time,v\n${[0, 1].flatMap((t) => ids.map((id, i) => `${id},${t},${i}`)).join('\n')}`,
    ],
  ];
  it.each(tables)(
    'keeps samples in the order of the file, so that labels and lengths fall on theirs: %s',
    async (_, table) => {
      for (const ids of orders) {
        const classNames = ids.map((_, i) => `c${i}`);
        const lengths = ids.map((_, i) => 1 + (i % 2));
        const read = await decodeDataset({
          data: text('x.csv', table(ids)),
          labels: text('y.csv', classNames.join('\n')),
          lengths: npy('n.npy', [ids.length], Int32Array.from(lengths)),
        });
        expect(read).toMatchObject({ sampleNames: ids, classNames, lengths: Int32Array.from(lengths) });
        expect(Array.from(read.labels ?? [])).toEqual(ids.map((_, i) => i));
        expect(ids.map((_, i) => read.x[2 * i])).toEqual(ids.map((_, i) => i));
        const sorted = [...ids].sort();
        const named = text('y.csv', `label,sample\n${sorted.map((id) => `c${ids.indexOf(id)},${id}`).join('\n')}`);
        const byName = await decodeDataset({ data: text('x.csv', table(ids)), labels: named });
        expect(byName.labels).toEqual(read.labels);
      }
    },
  );

  it('keeps the order of a Parquet table, too', async () => {
    const bytes = new Uint8Array(readFileSync(new URL('../fixtures/parquet/snappy.parquet', import.meta.url)));
    const read = await decodeDataset({
      data: { name: 'x.parquet', bytes },
      labels: npy('y.npy', [5], Int32Array.of(4, 3, 2, 1, -1)),
      sampleColumn: 'whole',
      timeColumn: 'unsigned',
      featureColumns: ['single'],
      ignoreColumns: ['label', 'subject'],
    });
    expect(read).toMatchObject({
      sampleNames: ['1', '-7', '49', '-343', '2401'],
      labels: Int32Array.of(4, 3, 2, 1, 0),
      classNames: ['-1', '1', '2', '3', '4'],
    });
  });

  it('refuses labels that name a sample in two ways', async () => {
    const series = text('x.csv', 'sample,v\n1,1\n2,2\n');
    const labels = text('y.csv', 'sample,label\n1,a\n2,b\n1.0,b\n');
    expect((await laterRefusal(decodeDataset({ data: series, labels }))).message).toBe(
      'y.csv: sample "1.0" is "1" of the data, which has a label already',
    );
  });

  it.each([
    [
      'data without an axis',
      { data: npy('x.npy', [2, 3], X.data) },
      /^x\.npy: has shape \[2, 3\]; series are \[sample, time, feature\]/,
    ],
    ['no samples', { data: npy('x.npy', [0, 3, 1], new Float32Array(0)) }, /^x\.npy: is empty/],
    ['text', { data: { name: 'x.npy', bytes: fixture('text.npy') } }, /^x\.npy: holds dtype "<U2"/],
    [
      'NaN',
      { data: npy('x.npy', [1, 2, 2], Float32Array.of(1, 2, 3, Number.NaN)) },
      /^x\.npy: x is NaN at sample 0, time 1, feature 1/,
    ],
    [
      'numbers beyond float32',
      { data: npy('x.npy', [1, 2, 1], Float64Array.of(1, 1e39)) },
      /^x\.npy: 1e\+39 at \[0, 1, 0\] is beyond the range of float32/,
    ],
    [
      'an unknown format',
      { data: text('x.feather', '') },
      /^x\.feather: ends in "\.feather"; data must be \.npy, \.npz, \.csv, \.tsv, \.parquet/,
    ],
    ['no extension', { data: text('x', '') }, /^x: has no extension/],
    ['an archive without x', { data: { name: 'd.npz', bytes: encodeNpz([['a', X]]) } }, /^d\.npz: has no array x/],
    [
      'labels without samples',
      { data, labels: npy('y.npy', [3], Int32Array.of(0, 1, 0)) },
      /^y\.npy: holds 3 labels for 2 samples/,
    ],
    [
      'a y without samples',
      {
        data: {
          name: 'd.npz',
          bytes: encodeNpz([
            ['x', X],
            ['y', { shape: [1], data: Int32Array.of(0) }],
          ]),
        },
      },
      /^d\.npz\[y\]: holds 1 labels for 2 samples/,
    ],
    [
      'labels that are no whole numbers',
      { data, labels: npy('y.npy', [2], Float32Array.of(0, 0.5)) },
      /^y\.npy: entry 1 is 0\.5; a whole number/,
    ],
    [
      'one-hot labels',
      { data, labels: npy('y.npy', [2, 2], new Uint8Array(4)) },
      /^y\.npy: has shape \[2, 2\]; labels are \[sample\]/,
    ],
    [
      'a sample that is not there',
      { data, labels: text('y.csv', 'sample,label\n0,0\n5,1\n') },
      /^y\.csv: its samples must be 0 to 1/,
    ],
    [
      'a sample too many',
      { data, labels: text('y.csv', 'sample,label\n0,0\n1,1\n2,1\n') },
      /^y\.csv: sample "2" is not in the data/,
    ],
    [
      'a sample without a label',
      { data, labels: text('y.csv', 'sample,label\n0,0\n') },
      /^y\.csv: has no label for sample "1"/,
    ],
    [
      'lengths beyond the time axis',
      { data, lengths: npy('n.npy', [2], Int32Array.of(3, 4)) },
      /lengths\[1\] is 4: a sample has 1 to 3 time steps/,
    ],
    [
      'a mask of another shape',
      { data, mask: npy('m.npy', [1, 3], new Uint8Array(3)) },
      /^m\.npy: the mask has shape \[1, 3\]; \[time, feature\] \[3, 1\]/,
    ],
    [
      'a mask that is none',
      { data, mask: npy('m.npy', [3, 1], Float32Array.of(0, 0.5, 1)) },
      /^m\.npy: 0\.5 at \[1, 0\]; a mask holds 0 and 1 only/,
    ],
  ])('refuses %s with a line that names file and field', async (_, files, message) => {
    const error = await laterRefusal(decodeDataset(files));
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('\n');
  });
});
