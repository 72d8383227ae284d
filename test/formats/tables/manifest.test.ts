import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeNpy } from '../../../src/formats/numpy/npy.js';
import { decodeManifest, decodeOneSeries, isManifestHeader, joinSeries } from '../../../src/formats/tables/manifest.js';
import { csvTable } from '../../../src/formats/tables/tableRows.js';
import { decodedOrRefused, laterRefusal, MUTATIONS, mutatedText, refusal } from '../mutations.js';

const named = (name: string, text: string) => ({ name, bytes: new TextEncoder().encode(text) });
const manifest = (text: string) => decodeManifest(named('m.csv', text));
const series = (text: string) => decodeOneSeries(named('s.csv', text));

describe('a manifest', () => {
  it('is told by its column file', () => {
    expect(isManifestHeader(csvTable('\nlabel, File\nup,a.csv\n', 'm.csv').header())).toBe(true);
    expect(isManifestHeader(csvTable('sample\ttime\tfile x\n', 'm.tsv').header())).toBe(false);
  });

  it('joins series of different lengths with what it says of them', async () => {
    const listed = manifest('subject,file,label\nann,a/1.csv,up\nbob,b.npy,down\n');
    const npy = { name: 'b.npy', bytes: encodeNpy({ shape: [1, 2], data: Float32Array.of(5, 6) }) };
    const data = joinSeries(listed, [await series('0,1\n1,2\n3,4\n'), await decodeOneSeries(npy)]);
    expect(data).toMatchObject({
      samples: 2,
      time: 2,
      features: 2,
      sampleNames: ['a/1', 'b'],
      classNames: ['down', 'up'],
      groups: { subject: ['ann', 'bob'] },
    });
    expect(Array.from(data.x)).toEqual([1, 2, 3, 4, 5, 6, 0, 0]);
    expect([Array.from(data.labels ?? []), Array.from(data.lengths ?? [])]).toEqual([
      [1, 0],
      [2, 1],
    ]);
  });

  it.each([
    ['', 'm.csv: names no files'],
    ['file\n', 'm.csv: names no files'],
    [
      'file,colour\na,red\n',
      'm.csv: names files, and has a column "colour", which is none of file, label, subject, run',
    ],
    ['file,file\na,b\n', 'm.csv: has the column file twice'],
    ['file,label\na.csv\n', 'm.csv, row 2: 1 fields where the header has 2'],
    ['file\na\na\n', 'm.csv, row 3: the file "a" is there twice'],
    ['file,label\na,\n', 'm.csv, row 2: the label is empty'],
  ])('refuses %j', (text, message) => {
    expect(refusal(() => manifest(text)).message).toContain(message);
  });

  it('puts features in the order of the first file, by their names', async () => {
    const two = manifest('file,label\na,2\nb,1\n');
    const read = await Promise.all(['x,é\n1,2\n', 'e\u0301,x\n3,4\n'].map(series));
    expect(joinSeries(two, read)).toMatchObject({
      x: Float32Array.of(1, 2, 4, 3),
      featureNames: ['x', 'é'],
      labels: Int32Array.of(1, 0),
      classNames: ['1', '2'],
    });
  });

  it('refuses series that do not fit', async () => {
    const two = manifest('file\na\nb\n');
    const [xy, x, xz] = await Promise.all(['x,y\n1,2\n', 'x\n1\n', 'x,z\n1,2\n'].map(series));
    expect(refusal(() => joinSeries(two, [xy, x])).message).toBe('b: has 1 features where a has 2');
    expect(refusal(() => joinSeries(two, [xy, xz])).message).toBe('b: has no feature "y", which a has');
    expect((await laterRefusal(series('sample,x\n0,1\n1,2\n'))).message).toContain('holds 2 samples');
    const flat = { name: 'a.npy', bytes: encodeNpy({ shape: [3], data: new Float32Array(3) }) };
    expect((await laterRefusal(decodeOneSeries(flat))).message).toBe(
      'a.npy: has shape [3]; a series is [time, feature]',
    );
  });

  it('gives files of their own name or an UnvanishError for any broken text', () => {
    const texts = ['file,label,subject,run\na.csv,up,ann,1\nb.csv,down,bob,2\n', 'file\na.npy\n../b.npy\n'];
    fc.assert(
      fc.property(mutatedText(texts, [',', '\n', '"', 'file', 'label', '../../', '__proto__', '\u0000']), (text) => {
        const { files } = decodedOrRefused(() => manifest(text)) ?? { files: [] };
        expect(new Set(files).size).toBe(files.length);
        expect(files).not.toContain('');
      }),
      { numRuns: MUTATIONS },
    );
  }, 30_000);
});
