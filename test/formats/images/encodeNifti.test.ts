import { describe, expect, it } from 'vitest';
import type { VolumeSpace } from '../../../src/data/space/space.js';
import { encodeNifti } from '../../../src/formats/images/encodeNifti.js';
import { decodeNifti, volumeValues } from '../../../src/formats/images/nifti.js';
import { NiftiHeader } from '../../../src/formats/images/niftiHeader.js';
import { gunzip } from '../../../src/formats/packed/gzip.js';
import { volumeSeries } from '../../../src/recordings/space/volumeSeries.js';
import { refusal } from '../mutations.js';
import { niftiFixture } from '../niftiFixture.js';

const read = (name: string) => decodeNifti(niftiFixture(name), name);
const series = volumeSeries(read('series.nii.gz'), { mask: read('series_mask.nii') });
const space = series.space as VolumeSpace;

describe('encodeNifti', () => {
  it('puts the numbers back where they came from', () => {
    const bytes = encodeNifti('maps.nii', { values: series.x, space, timeStep: 2.5, description: 'a map' });
    const image = decodeNifti(bytes, 'maps.nii');
    expect(image.shape).toEqual([4, 3, 2, 5]);
    expect(image.data).toBeInstanceOf(Float32Array);
    expect(volumeSeries(image, { mask: read('series_mask.nii') })).toMatchObject({
      x: series.x,
      samplingInterval: 2.5,
    });
    expect(volumeValues(image, 1)[2]).toBe(0);
  });

  it('gives a region’s number to all of its voxels', () => {
    const regions = volumeSeries(read('series.nii.gz'), { atlas: read('series_atlas.nii') });
    const values = Float32Array.of(0.5, 0.25);
    const bytes = encodeNifti('maps.nii', { values, space: regions.space as VolumeSpace, description: '' });
    const labels = volumeValues(read('series_atlas.nii'), 0);
    expect([...volumeValues(decodeNifti(bytes, 'maps.nii'), 0)]).toEqual(
      [...labels].map((label) => (label === 2 ? 0.5 : label === 7 ? 0.25 : 0)),
    );
  });

  it.each(['qform.nii', 'no_form.nii', 'milliseconds.nii', 'extensions_1.nii', 'f8_2_big.nii', 'i2_1_big.nii'])(
    'keeps what lies where of %s, and its NIfTI version',
    (name) => {
      const source = read(name);
      const featureOf = Int32Array.from({ length: 6 }, (_, voxel) => voxel);
      const same: VolumeSpace = { kind: 'volume', shape: [3, 2, 1], header: source.header, featureOf };
      const bytes = encodeNifti('m.nii', { values: new Float32Array(12), space: same, timeStep: 2, description: 'x' });
      const image = decodeNifti(bytes, 'm.nii');
      expect(image).toMatchObject({ affine: source.affine, timeStep: 2, slope: 1, intercept: 0, extensions: [] });
      expect(image.header.length).toBe(source.header.length);
      const [before, after] = [source.header, image.header].map((header) => NiftiHeader.copyOf(header));
      for (const field of ['qform_code', 'sform_code', 'quatern', 'qoffset', 'srow'] as const) {
        expect(after?.all(field)).toEqual(before?.all(field));
      }
      expect(after?.all('pixdim').slice(0, 4)).toEqual(before?.all('pixdim').slice(0, 4));
      expect((after?.get('xyzt_units') ?? 0) & 7).toBe((before?.get('xyzt_units') ?? 0) & 7);
    },
  );

  it('packs .nii.gz, the same bytes each time', () => {
    const maps = { values: series.x, space, description: 'a map' };
    const plain = encodeNifti('maps.nii', maps);
    const packed = encodeNifti('maps.NII.GZ', maps);
    expect(gunzip(packed, 'maps.nii.gz', { headerBytes: 4, sizeOf: () => plain.length })).toEqual(plain);
    expect(encodeNifti('maps.nii.gz', maps)).toEqual(packed);
  });

  it('keeps a description to what fits', () => {
    const bytes = encodeNifti('maps.nii', { values: series.x, space, description: 'x'.repeat(100) });
    expect(new TextDecoder().decode(bytes.subarray(148, 228))).toBe(`${'x'.repeat(79)}\0`);
  });

  it('refuses other extensions, values that do not fit, and more volumes than NIfTI-1 counts', () => {
    const maps = { values: series.x, space, description: '' };
    expect(refusal(() => encodeNifti('maps.img', maps)).message).toMatch(/ends in "\.img"; images must be \.nii/);
    expect(refusal(() => encodeNifti('m.nii', { ...maps, values: new Float32Array(7) })).message).toBe(
      'm.nii: 7 values cannot be maps of 6 features',
    );
    const many = new Float32Array(6 * 32_768);
    expect(refusal(() => encodeNifti('m.nii', { ...maps, values: many })).code).toBe('size');
  });
});
