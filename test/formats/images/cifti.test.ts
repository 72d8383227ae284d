import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCiftiSeries } from '../../../src/formats/images/cifti.js';
import { parseFeatureMapping } from '../../../src/formats/images/ciftiMapping.js';
import type { ImageSeries } from '../../../src/formats/images/imageSeries.js';
import { CIFTI_BY_NIBABEL, CIFTI_REGIONS, ciftiFile, ciftiFixture } from '../ciftiFixture.js';
import { decodedOrRefused, MUTATIONS, mutated, refusal } from '../mutations.js';
import { niftiFixture } from '../niftiFixture.js';

const PARCELS = ['L_V1', 'L_<A&B>', 'R_V1', 'Thalamus'];
const read = (name: string, labels?: string) =>
  decodeCiftiSeries(ciftiFixture(name), name, labels === undefined ? undefined : ciftiFile(labels));

function rows({ x, time, features }: ImageSeries): number[][] {
  return Array.from({ length: time }, (_, step) => [...x.subarray(step * features, (step + 1) * features)]);
}

/** A fixture with a piece of its XML replaced by one of the same length. */
function changed(name: string, from: string, to: string): Uint8Array {
  expect(to.length).toBe(from.length);
  const text = new TextDecoder('latin1').decode(ciftiFixture(name));
  expect(text).toContain(from);
  return Uint8Array.from(text.replace(from, to), (character) => LATIN1.get(character) ?? character.charCodeAt(0));
}

// What TextDecoder calls latin1 is windows-1252: its own inverse, by a table.
const LATIN1 = new Map(
  Array.from({ length: 256 }, (_, byte) => [new TextDecoder('latin1').decode(Uint8Array.of(byte)), byte] as const),
);

describe('decodeCiftiSeries', () => {
  it.each(['parcels_f4.ptseries.nii', 'parcels_f8.ptseries.nii', 'milliseconds.ptseries.nii'])(
    'reads the parcels of %s as nibabel does',
    (name) => {
      const series = read(name);
      expect(series.featureNames).toEqual(PARCELS);
      expect(series).toMatchObject({ time: 6, features: 4, samplingInterval: 0.72, constant: [] });
      expect(rows(series)).toEqual(CIFTI_BY_NIBABEL[name]?.values.map((row) => row.map(Math.fround)));
    },
  );

  it('reads grayordinates, named by structure', () => {
    const series = read('dense.dtseries.nii');
    expect(series.featureNames).toEqual(CIFTI_BY_NIBABEL['dense.dtseries.nii']?.names);
    expect(rows(series)).toEqual(CIFTI_BY_NIBABEL['dense.dtseries.nii']?.values);
    expect(series.samplingInterval).toBe(0.72);
  });

  it('puts grayordinates together by the labels of a parcellation', () => {
    const series = read('dense.dtseries.nii', 'regions.dlabel.nii');
    expect([...series.featureNames].sort()).toEqual(Object.keys(CIFTI_REGIONS).sort());
    expect(series.featureNames).toEqual(PARCELS);
    for (const [feature, name] of PARCELS.entries()) {
      expect(rows(series).map((row) => row[feature])).toEqual(CIFTI_REGIONS[name]?.map(Math.fround));
    }
  });

  it('leaves out grayordinates that the parcellation does not have', () => {
    const series = read('dense.dtseries.nii', 'surface.dlabel.nii');
    expect(series.featureNames).toEqual(['L_V1', 'L_<A&B>', 'R_V1']);
    const dense = rows(read('dense.dtseries.nii'));
    expect(rows(series)).toEqual(dense.map((row) => [row[0], row[1], row[5]]));
  });

  it('says where parcels lie: what was read, and what a parcellation made', () => {
    const map = (series: ImageSeries) => (series.space.kind === 'cifti' ? series.space.map : '');
    const found = parseFeatureMapping(map(read('dense.dtseries.nii', 'regions.dlabel.nii')), 'map');
    const parcels = found.kind === 'parcels' ? found.parcels : [];
    expect(parcels.map(({ name }) => name)).toEqual(PARCELS);
    const of = (...vertices: number[]) => new Map([['CIFTI_STRUCTURE_CORTEX_LEFT', Int32Array.from(vertices)]]);
    expect(parcels.slice(0, 2).map(({ vertices }) => vertices)).toEqual([of(0, 3), of(4, 19)]);
    expect(parcels[3]?.voxels).toEqual(Int32Array.of(0, 1, 2));
    const [own, dense] = [read('parcels_f4.ptseries.nii'), read('dense.dtseries.nii')];
    expect(parseFeatureMapping(map(own), 'map')).toMatchObject({ kind: 'parcels', volume: { shape: [5, 4, 3] } });
    expect(parseFeatureMapping(map(dense), 'map')).toMatchObject({ kind: 'brainModels', models: { length: 3 } });
  });

  it('takes the dimensions in either order', () => {
    expect(rows(read('turned.ptseries.nii'))).toEqual(rows(read('parcels_f4.ptseries.nii')));
  });

  it('knows no time step where the series is over no time', () => {
    expect(read('hertz.ptseries.nii').samplingInterval).toBeUndefined();
  });

  it('refuses what is no series of features', () => {
    const message = (name: string) => refusal(() => read(name)).message;
    expect(message('one.pscalar.nii')).toBe(
      'one.pscalar.nii: is no series of parcels or grayordinates, but "CIFTI_INDEX_TYPE_SCALARS" by parcels',
    );
    expect(message('regions.dlabel.nii')).toMatch(/but label maps by grayordinates/);
    expect(refusal(() => decodeCiftiSeries(niftiFixture('i2_2_little.nii'), 'a.dtseries.nii')).message).toBe(
      'a.dtseries.nii: has shape [3, 2, 1, 2]; a CIFTI-2 matrix is [1, 1, 1, 1, n, m]',
    );
  });

  it('refuses a parcellation that is none, is of no use, or of another mesh or volume', () => {
    expect(refusal(() => read('parcels_f4.ptseries.nii', 'regions.dlabel.nii')).code).toBe('option');
    expect(refusal(() => read('dense.dtseries.nii', 'one.pscalar.nii')).message).toMatch(/is no \.dlabel\.nii/);
    const labels = (from: string, to: string) => {
      const file = { name: 'r.dlabel.nii', bytes: changed('regions.dlabel.nii', from, to) };
      return refusal(() => decodeCiftiSeries(ciftiFixture('dense.dtseries.nii'), 'd.dtseries.nii', file));
    };
    expect(labels('SurfaceNumberOfVertices="20"', 'SurfaceNumberOfVertices="30"')).toMatchObject({
      code: 'shape',
      message: 'r.dlabel.nii: "CIFTI_STRUCTURE_CORTEX_LEFT" has 30 vertices, in d.dtseries.nii it has 20',
    });
    expect(labels('VolumeDimensions="5,4,3"', 'VolumeDimensions="5,4,4"').message).toMatch(/another volume/);
    expect(labels('-126.0000000000', '-124.0000000000').message).toMatch(/another volume/);
  });

  it('refuses XML whose numbers do not fit the matrix or each other', () => {
    const message = (from: string, to: string, name = 'dense.dtseries.nii') =>
      refusal(() => decodeCiftiSeries(changed(name, from, to), 'd.nii')).message;
    expect(message('NumberOfSeriesPoints="6"', 'NumberOfSeriesPoints="7"')).toBe(
      'd.nii: has a series of length 7 along a dimension of 6',
    );
    expect(message('IndexCount="5"', 'IndexCount="4"')).toMatch(/offset or count is wrong/);
    expect(message('IndexOffset="5"', 'IndexOffset="6"')).toMatch(/offset or count is wrong/);
    expect(message('0 3 4 7 19', '0 3 4 7 99')).toMatch(
      /vertex 99 of "CIFTI_STRUCTURE_CORTEX_LEFT", whose surface has 20/,
    );
    expect(message('0 3 4 7 19', '0 3 4 7 -9')).toMatch(/has "-9" where an index was expected/);
    expect(message('4 3 0</Vox', '4 3 3</Vox')).toMatch(/voxels that are not in its volume/);
    expect(message('AppliesToMatrixDimension="1"', 'AppliesToMatrixDimension="0"')).toMatch(/two maps of dimension 0/);
    expect(message('Version="2.0"', 'Version="1.0"')).toMatch(/CIFTI version 2 was expected/);
    expect(message('<CIFTI Version="2.0">', '<!DOCTYPE x><CIFTI  >')).toMatch(/document type/);
  });

  it('refuses NaN, naming where', () => {
    const bytes = ciftiFixture('parcels_f4.ptseries.nii').slice();
    new DataView(bytes.buffer).setFloat32(bytes.length - 8, Number.NaN, true);
    expect(refusal(() => decodeCiftiSeries(bytes, 'p.nii')).message).toBe('p.nii: is NaN at position 3, time 4');
  });

  it('gives a series or an UnvanishError for any broken file, or any broken parcellation', () => {
    const files = ['parcels_f4.ptseries.nii', 'dense.dtseries.nii', 'surface.ptseries.nii'].map(ciftiFixture);
    const words = [
      '</Parcel>',
      '<Parcel Name="__proto__">',
      '"0,1"',
      '&amp;',
      '<!DOCTYPE a>',
      ' 999999999 ',
      '-1',
      '1e9',
    ];
    const labels = [ciftiFixture('regions.dlabel.nii')];
    const dense = ciftiFixture('dense.dtseries.nii');
    const check = (series: ImageSeries | undefined) => {
      if (!series) return;
      expect(series.x.length).toBe(series.time * series.features);
      expect(series.featureNames.length).toBe(series.features);
      expect(series.x.every(Number.isFinite)).toBe(true);
    };
    fc.assert(
      fc.property(mutated(files, words), (bytes) => check(decodedOrRefused(() => decodeCiftiSeries(bytes, 'mutated')))),
      { numRuns: MUTATIONS },
    );
    fc.assert(
      fc.property(mutated(labels, words), (bytes) =>
        check(decodedOrRefused(() => decodeCiftiSeries(dense, 'dense', { name: 'mutated', bytes }))),
      ),
      { numRuns: MUTATIONS },
    );
  }, 120_000);
});
