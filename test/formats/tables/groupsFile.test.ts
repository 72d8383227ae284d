import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeNpy } from '../../../src/formats/numpy/npy.js';
import { decodeGroups } from '../../../src/formats/tables/groupsFile.js';
import { laterDecodedOrRefused, laterRefusal, MUTATIONS, mutated } from '../mutations.js';

const text = (name: string, content: string) => ({ name, bytes: new TextEncoder().encode(content) });
const npy = (data: Int32Array | Float64Array, shape = [data.length]) => ({
  name: 'g.npy',
  bytes: encodeNpy({ shape, data }),
});

describe('decodeGroups', () => {
  it('reads one name a row, with or without a header, and numbers of a .npy', async () => {
    expect(await decodeGroups(text('g.txt', 'run-1\nrun-1\nrun-2\n'), { samples: 3 })).toEqual([
      'run-1',
      'run-1',
      'run-2',
    ]);
    expect(await decodeGroups(text('g.csv', 'Group\r\na\r\nb'), { samples: 2 })).toEqual(['a', 'b']);
    expect(await decodeGroups(npy(Int32Array.of(3, 3, 10)), { samples: 3 })).toEqual(['3', '3', '10']);
    expect(await decodeGroups(npy(Int32Array.of(3, 4), [2, 1]), { samples: 2 })).toEqual(['3', '4']);
  });

  it('puts groups that name their samples in the order of the data', async () => {
    const file = text('g.csv', 'group,sample\nA,x\nB,y\nC,z\n');
    expect(await decodeGroups(file, { samples: 3, sampleNames: ['z', 'x', 'y'] })).toEqual(['C', 'A', 'B']);
    expect(await decodeGroups(text('g.tsv', 'sample\tgroup\n1\tB\n0\tA\n'), { samples: 2 })).toEqual(['A', 'B']);
  });

  it('takes a group for the same however its accents are encoded', async () => {
    expect(new Set(await decodeGroups(text('g.csv', 'é\ne\u0301\n'), { samples: 2 })).size).toBe(1);
  });

  it.each([
    [text('g.csv', 'a\nb\n'), 'labels', 'g.csv: holds 2 groups for 3 samples'],
    [text('g.csv', 'sample,group\n0,a\n1,b\n'), 'labels', 'g.csv: has no group for sample "2"'],
    [text('g.csv', 'sample,group\n0,a\n0,b\n'), 'labels', 'g.csv, row 3: sample "0" has a group already'],
    [text('g.csv', 'sample,group\n0,\n'), 'labels', 'g.csv, row 2: the group is empty'],
    [text('g.csv', ''), 'labels', 'g.csv: holds no groups'],
    [
      text('g.json', '[]'),
      'format',
      'g.json: ends in ".json"; groups must be .npy, .npz, .csv, .tsv, .mat, .idx, -ubyte, .txt',
    ],
    [npy(Int32Array.of(1, 2, 3, 4), [2, 2]), 'shape', 'g.npy: has shape [2, 2]; groups are [sample]'],
    [npy(Float64Array.of(1, Number.NaN, 2)), 'not-finite', 'g.npy: entry 1 is NaN'],
  ])('refuses what does not say the group of each sample: %#', async (file, code, message) => {
    expect(await laterRefusal(decodeGroups(file, { samples: 3 }))).toMatchObject({ code, message });
  });

  it('gives a group for each sample or an UnvanishError for any broken file', async () => {
    const texts = ['a\nb\na\n', 'group\na\nb\nc\n', 'sample,group\r\n2,"x, y"\r\n0,z\r\n1,z\r\n'].map(
      (content) => text('g.csv', content).bytes,
    );
    const known = { samples: 3 };
    const words = [',', '"', '\n', 'group', 'sample', '-1', '__proto__'];
    const check = async (file: { name: string; bytes: Uint8Array }) => {
      const groups = await laterDecodedOrRefused(decodeGroups(file, known));
      if (groups) expect(groups.filter((group) => typeof group === 'string' && group !== '')).toHaveLength(3);
    };
    await fc.assert(
      fc.asyncProperty(mutated(texts, words), (bytes) => check({ name: 'g.csv', bytes })),
      { numRuns: MUTATIONS },
    );
    await fc.assert(
      fc.asyncProperty(mutated([npy(Int32Array.of(1, 1, 2)).bytes], ["'<U3'", '(3,)', '<f8']), (bytes) =>
        check({ name: 'g.npy', bytes }),
      ),
      { numRuns: MUTATIONS },
    );
  }, 30_000);
});
