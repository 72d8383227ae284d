import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VolumeSpace } from '../../../src/data/space/space.js';
import { encodeNifti } from '../../../src/formats/images/encodeNifti.js';
import { decodeNifti, type NiftiImage } from '../../../src/formats/images/nifti.js';
import { gunzip } from '../../../src/formats/packed/gzip.js';
import { volumeSeries } from '../../../src/recordings/space/volumeSeries.js';
import { decodedOrRefused, MUTATIONS, mutated, refusal } from '../../formats/mutations.js';
import { niftiFixture, REGIONS } from '../../formats/niftiFixture.js';

const read = (name: string) => decodeNifti(niftiFixture(name), name);
const image = read('series.nii.gz');
const mask = read('series_mask.nii');
const atlas = read('series_atlas.nii');

/** The column of one feature of a series [time, feature]. */
function column({ x, features, time }: { x: Float32Array; features: number; time: number }, feature: number) {
  return Array.from({ length: time }, (_, step) => x[step * features + feature]);
}

/** An image with some of its numbers changed. */
function changed(source: NiftiImage, change: (data: Float64Array) => void): NiftiImage {
  const data = Float64Array.from(source.data as Int16Array);
  change(data);
  return { ...source, data };
}

describe('volumeSeries', () => {
  it('takes the voxels of a mask, named by their indices', () => {
    const series = volumeSeries(image, { mask });
    expect(series.featureNames).toEqual([
      'voxel 0 0 0',
      'voxel 1 0 0',
      'voxel 0 1 0',
      'voxel 1 1 0',
      'voxel 0 2 0',
      'voxel 1 2 0',
    ]);
    // nibabel's rows are in the order of the last index fastest: (0,0) (0,1) (0,2) (1,0) (1,1) (1,2).
    const order = [0, 2, 4, 1, 3, 5];
    expect(order.map((feature) => column(series, feature))).toEqual(REGIONS.voxels);
    expect(series).toMatchObject({ time: 5, features: 6, samplingInterval: 2.5, constant: [0] });
    expect(series.mean[0]).toBe(12);
    expect(series.mean[1]).toBeCloseTo((REGIONS.voxels[3] ?? []).reduce((a, b) => a + b) / 5, 3);
  });

  it('says where the features lie', () => {
    const { space } = volumeSeries(image, { mask });
    expect(space).toMatchObject({ kind: 'volume', shape: [4, 3, 2], header: image.header });
    expect(space.kind === 'volume' && [...space.featureOf].slice(0, 12)).toEqual([
      ...[0, 1, -1, -1],
      ...[2, 3, -1, -1],
      ...[4, 5, -1, -1],
    ]);
  });

  it('takes the means of the regions of an atlas, in the order of their numbers', () => {
    const series = volumeSeries(image, { atlas, regionNames: new Map([[7, 'fusiform gyrus']]) });
    expect(series.featureNames).toEqual(['region 2', 'fusiform gyrus']);
    expect(column(series, 0)).toEqual(REGIONS[2].map(Math.fround));
    expect(column(series, 1)).toEqual(REGIONS[7].map(Math.fround));
  });

  it('takes only the part of regions that is inside a mask', () => {
    const series = volumeSeries(image, { atlas, mask });
    expect(series.featureNames).toEqual(['region 7']);
    const inside = REGIONS.voxels.slice(3);
    const means = [0, 1, 2, 3, 4].map((step) => inside.reduce((sum, voxel) => sum + (voxel[step] ?? 0), 0) / 3);
    expect(column(series, 0)).toEqual(means.map(Math.fround));
  });

  it('tells regions of one name apart', () => {
    const regionNames = new Map([
      [2, 'amygdala'],
      [7, 'amygdala'],
    ]);
    expect(volumeSeries(image, { atlas, regionNames }).featureNames).toEqual(['amygdala (2)', 'amygdala (7)']);
  });

  it('takes every voxel that changes, where there is neither mask nor atlas', () => {
    const series = volumeSeries(image);
    expect(series.features).toBe(23);
    expect(series.featureNames[0]).toBe('voxel 1 0 0');
    const outside = changed(image, (data) => {
      for (let step = 0; step < 5; step++) data[24 * step + 1] = Number.NaN;
    });
    expect(volumeSeries(outside).featureNames[0]).toBe('voxel 2 0 0');
  });

  it('refuses NaN where a voxel is used', () => {
    const broken = changed(image, (data) => {
      data[24 * 3 + 5] = Number.NaN;
    });
    const error = refusal(() => volumeSeries(broken, { mask }));
    expect(error.code).toBe('not-finite');
    expect(error.message).toBe('series.nii.gz: is NaN at voxel 1 1 0, time 3');
    expect(refusal(() => volumeSeries(broken)).message).toBe(error.message);
    expect(refusal(() => volumeSeries(broken, { atlas })).message).toBe(error.message);
  });

  it('refuses an image without a time', () => {
    expect(refusal(() => volumeSeries(mask)).message).toBe(
      'series_mask.nii: has shape [4, 3, 2]; a series needs a 4-D image [i, j, k, time]',
    );
  });

  it('refuses masks and atlases of another shape or at another place', () => {
    const other = refusal(() => volumeSeries(image, { mask: read('three_dimensions.nii') }));
    expect(other.code).toBe('shape');
    expect(other.message).toBe(
      'three_dimensions.nii: the mask has shape [3, 2, 1], the image series.nii.gz [4, 3, 2, 5]',
    );
    const moved = atlas.affine.map((row, axis) => row.map((value, at) => (axis === 0 && at === 3 ? value + 1 : value)));
    expect(refusal(() => volumeSeries(image, { atlas: { ...atlas, affine: moved } })).message).toBe(
      'series_atlas.nii: the atlas has its voxels at other places than the image series.nii.gz (their affines differ)',
    );
    const rounded = atlas.affine.map((row) => row.map((value) => value * (1 + 1e-6)));
    expect(volumeSeries(image, { atlas: { ...atlas, affine: rounded } }).features).toBe(2);
  });

  it('refuses what leaves no voxel', () => {
    const empty = changed(mask, (data) => data.fill(0));
    expect(refusal(() => volumeSeries(image, { mask: empty })).message).toBe('series_mask.nii: the mask is empty');
    expect(refusal(() => volumeSeries(image, { atlas: empty })).message).toBe(
      'series_mask.nii: the atlas has no region',
    );
    expect(refusal(() => volumeSeries(changed(image, (data) => data.fill(3)))).message).toBe(
      'series.nii.gz: no voxel changes over time',
    );
  });

  it('refuses an atlas of anything but whole numbers', () => {
    const probability = changed(atlas, (data) => data.fill(0.25, 6, 7));
    expect(refusal(() => volumeSeries(image, { atlas: probability })).message).toBe(
      'series_atlas.nii: is 0.25 at voxel 2 1 0; an atlas holds whole numbers from 0 on',
    );
  });
});

describe('volumeSeries of broken files', () => {
  it('gives a series that can be written back, or an UnvanishError, whichever of the three files is broken', () => {
    const files = ['series.nii.gz', 'series_mask.nii', 'series_atlas.nii'].map(niftiFixture);
    const plain = gunzip(files[0] as Uint8Array, 'series', { headerBytes: 0, sizeOf: () => 352 + 2 * 120 });
    const broken = fc
      .constantFrom(0, 1, 2)
      .chain((which) =>
        mutated([which === 0 ? plain : (files[which] as Uint8Array)], ['n+1\0', '\0\0\xc0\x7f', '\0\0\x80\x7f']).map(
          (bytes) => files.map((file, position) => (position === which ? bytes : file)),
        ),
      );
    fc.assert(
      fc.property(broken, fc.boolean(), fc.boolean(), (all, withMask, withAtlas) => {
        decodedOrRefused(() => {
          const [volumes, inside, labels] = all.map((bytes, i) => decodeNifti(bytes, `file ${i}`));
          const series = volumeSeries(volumes as NiftiImage, {
            mask: withMask ? inside : undefined,
            atlas: withAtlas ? labels : undefined,
          });
          expect(series.x.length).toBe(series.time * series.features);
          expect(series.x.every(Number.isFinite)).toBe(true);
          const space = series.space as VolumeSpace;
          const bytes = encodeNifti('back.nii', { values: series.x, space, timeStep: 2, description: 'x' });
          expect(decodeNifti(bytes, 'back.nii').shape).toEqual([...space.shape, series.time]);
        });
      }),
      { numRuns: MUTATIONS },
    );
  }, 60_000);
});

const haxby = new URL('../../../../shared/data/haxby2001-1slice/', import.meta.url);
const there = existsSync(haxby);

describe.skipIf(!there)(`task fMRI of Haxby et al. 2001${there ? '' : ' (skipped: no shared data)'}`, () => {
  const load = (path: string) => decodeNifti(new Uint8Array(readFileSync(new URL(path, haxby))), path);

  // Sums and SHA-256 of what nibabel 5.0.0 reads: get_fdata().reshape(-1, 121, order="F")[mask].T as little-endian float32.
  it.each([
    ['run-01', 94412900, '5054732518a1bad6ddaaa30da5270ce7c4bc56173beb145043364a073500d6bc'],
    ['run-07', 93101569, 'd14c33c4fd545d9e303e21f3a987c8fb99836d2e31386c7d0451ddbc2094e8dd'],
    ['run-12', 92409384, '11c963185885826c9a02f1810570333d7c2fb107e0dbbd60656ce391ac7eab4a'],
  ])('reads %s to the numbers that nibabel reads', (run, sum, sha256) => {
    const series = volumeSeries(load(`${run}/bold.nii.gz`), { mask: load('mask.nii.gz') });
    expect(series).toMatchObject({ time: 121, features: 530, samplingInterval: 2.5, constant: [] });
    expect(series.x.reduce((total, value) => total + value, 0)).toBe(sum);
    expect(createHash('sha256').update(series.x).digest('hex')).toBe(sha256);
  });
});
