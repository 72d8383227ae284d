import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeNpy } from '../../../src/formats/numpy/npy.js';
import { decodeGroups } from '../../../src/formats/tables/groupsFile.js';
import { decodedOrRefused, MUTATIONS, mutated, refusal } from '../mutations.js';

const text = (name: string, content: string) => ({ name, bytes: new TextEncoder().encode(content) });
const npy = (data: Int32Array | Float64Array, shape = [data.length]) => ({
  name: 'g.npy',
  bytes: encodeNpy({ shape, data }),
});

describe('decodeGroups', () => {
  it('reads one name a row, with or without a header, and numbers of a .npy', () => {
    expect(decodeGroups(text('g.txt', 'run-1\nrun-1\nrun-2\n'), { samples: 3 })).toEqual(['run-1', 'run-1', 'run-2']);
    expect(decodeGroups(text('g.csv', 'Group\r\na\r\nb'), { samples: 2 })).toEqual(['a', 'b']);
    expect(decodeGroups(npy(Int32Array.of(3, 3, 10)), { samples: 3 })).toEqual(['3', '3', '10']);
    expect(decodeGroups(npy(Int32Array.of(3, 4), [2, 1]), { samples: 2 })).toEqual(['3', '4']);
  });

  it('puts groups that name their samples in the order of the data', () => {
    const file = text('g.csv', 'group,sample\nA,x\nB,y\nC,z\n');
    expect(decodeGroups(file, { samples: 3, sampleNames: ['z', 'x', 'y'] })).toEqual(['C', 'A', 'B']);
    expect(decodeGroups(text('g.tsv', 'sample\tgroup\n1\tB\n0\tA\n'), { samples: 2 })).toEqual(['A', 'B']);
  });

  it.each([
    [text('g.csv', 'a\nb\n'), 'labels', 'g.csv: holds 2 groups for 3 samples'],
    [text('g.csv', 'sample,group\n0,a\n1,b\n'), 'labels', 'g.csv: has no group for sample "2"'],
    [text('g.csv', 'sample,group\n0,a\n0,b\n'), 'labels', 'g.csv, row 3: sample "0" has a group already'],
    [text('g.csv', 'sample,group\n0,\n'), 'labels', 'g.csv, row 2: the group is empty'],
    [text('g.csv', ''), 'labels', 'g.csv: holds no groups'],
    [text('g.json', '[]'), 'format', 'g.json: ends in ".json"; groups must be .npy, .csv, .tsv, .txt'],
    [npy(Int32Array.of(1, 2, 3, 4), [2, 2]), 'shape', 'g.npy: has shape [2, 2]; groups are [sample]'],
    [npy(Float64Array.of(1, Number.NaN, 2)), 'not-finite', 'g.npy: entry 1 is NaN'],
  ])('refuses what does not say the group of each sample: %#', (file, code, message) => {
    expect(refusal(() => decodeGroups(file, { samples: 3 }))).toMatchObject({ code, message });
  });

  it('gives a group for each sample or an UnvanishError for any broken file', () => {
    const texts = ['a\nb\na\n', 'group\na\nb\nc\n', 'sample,group\r\n2,"x, y"\r\n0,z\r\n1,z\r\n'].map(
      (content) => text('g.csv', content).bytes,
    );
    const known = { samples: 3 };
    const words = [',', '"', '\n', 'group', 'sample', '-1', '__proto__'];
    const check = (file: { name: string; bytes: Uint8Array }) => {
      const groups = decodedOrRefused(() => decodeGroups(file, known));
      if (groups) expect(groups.filter((group) => typeof group === 'string' && group !== '')).toHaveLength(3);
    };
    fc.assert(
      fc.property(mutated(texts, words), (bytes) => check({ name: 'g.csv', bytes })),
      { numRuns: MUTATIONS },
    );
    fc.assert(
      fc.property(mutated([npy(Int32Array.of(1, 1, 2)).bytes], ["'<U3'", '(3,)', '<f8']), (bytes) =>
        check({ name: 'g.npy', bytes }),
      ),
      { numRuns: MUTATIONS },
    );
  }, 30_000);
});
