import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VolumeSpace } from '../../../src/data/space/space.js';
import { encodeNifti } from '../../../src/formats/images/encodeNifti.js';
import { decodeNifti, type NiftiImage, volumeShape, volumeValues } from '../../../src/formats/images/nifti.js';
import { NiftiHeader } from '../../../src/formats/images/niftiHeader.js';
import { gunzip } from '../../../src/formats/packed/gzip.js';
import { volumeSeries } from '../../../src/recordings/space/volumeSeries.js';
import { turnedGrid } from '../../formats/images/turnedGrid.js';
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

  it('takes volumes along the fifth dimension, whose time step is not known', () => {
    const fifth = { ...image, shape: [4, 3, 2, 1, 5] };
    expect(volumeSeries(fifth, { mask })).toEqual({ ...volumeSeries(image, { mask }), samplingInterval: undefined });
    const header = NiftiHeader.copyOf(image.header);
    header.set('intent_code', 1007);
    expect(refusal(() => volumeSeries({ ...fifth, header: header.bytes })).message).toBe(
      'series.nii.gz: has shape [4, 3, 2, 1, 5]; its header says that the fifth is no time (intent 1007), as of vectors',
    );
    for (const shape of [
      [4, 3, 1, 2, 5],
      [4, 3, 2, 1, 1, 5],
      [4, 3, 2, 1, 1],
    ]) {
      expect(refusal(() => volumeSeries({ ...image, shape })).message).toContain('a series needs a 4-D image');
    }
  });

  it('refuses masks and atlases of another shape or at another place', () => {
    const other = refusal(() => volumeSeries(image, { mask: read('three_dimensions.nii') }));
    expect(other.code).toBe('shape');
    expect(other.message).toBe(
      'three_dimensions.nii: the mask lies in another grid than the image: shape [3, 2, 1] against [4, 3, 2]',
    );
    const moved = atlas.affine.map((row, axis) => row.map((value, at) => (axis === 0 && at === 3 ? value + 1 : value)));
    expect(refusal(() => volumeSeries(image, { atlas: { ...atlas, affine: moved } })).message).toEqual(
      expect.stringMatching(/^series_atlas.nii: the atlas lies in another grid than the image: affine: /),
    );
    const rounded = atlas.affine.map((row) => row.map((value) => value * (1 + 1e-6)));
    expect(volumeSeries(image, { atlas: { ...atlas, affine: rounded } }).features).toBe(2);
  });

  it('refuses what leaves no voxel', () => {
    const empty = changed(mask, (data) => data.fill(0));
    expect(refusal(() => volumeSeries(image, { mask: empty })).message).toBe(
      'series_mask.nii: the mask is empty in the grid of the image',
    );
    expect(refusal(() => volumeSeries(image, { atlas: empty })).message).toBe(
      'series_mask.nii: the atlas has no region in the grid of the image',
    );
    expect(refusal(() => volumeSeries(changed(image, (data) => data.fill(3)))).message).toBe(
      'series.nii.gz: no voxel changes over time',
    );
  });

  it('refuses an atlas of anything but whole numbers', () => {
    const probability = changed(atlas, (data) => data.fill(0.25, 6, 7));
    expect(refusal(() => volumeSeries(image, { atlas: probability })).message).toBe(
      'series_atlas.nii: is 0.25 at voxel 2 1 0; an atlas of one volume holds whole numbers from 0 on',
    );
  });
});

/** An image of its own numbers on the grid of another. */
function imageOn(source: NiftiImage, shape: number[], value: (voxel: number, volume: number) => number): NiftiImage {
  const voxels = shape[0] * shape[1] * shape[2];
  const data = Float64Array.from({ length: voxels * (shape[3] ?? 1) }, (_, at) =>
    value(at % voxels, Math.floor(at / voxels)),
  );
  return { ...source, name: 'other.nii', shape, data, slope: 1, intercept: 0 };
}

/** The same numbers and places, stored with the last axis first and from the other side. */
function storedOtherwise(source: NiftiImage): NiftiImage {
  const grid = { shape: volumeShape(source), affine: source.affine };
  const { other, voxelOf } = turnedGrid(grid, [2, 0, 1], [true, false, true]);
  const values = volumeValues(source, 0);
  const data = new Float64Array(values.length);
  voxelOf.forEach((to, from) => {
    data[to] = values[from];
  });
  return { ...source, shape: other.shape, affine: other.affine, data, slope: 1, intercept: 0 };
}

describe('masks and atlases of other grids', () => {
  it('are the same where the same voxels are stored in another order', () => {
    for (const wanted of [{ mask }, { atlas }, { mask, atlas }]) {
      const turned = Object.fromEntries(Object.entries(wanted).map(([key, one]) => [key, storedOtherwise(one)]));
      expect(volumeSeries(image, turned)).toEqual(volumeSeries(image, wanted));
    }
  });

  it('give their nearest voxels where that is asked for', () => {
    const coarse = imageOn(image, [2, 3, 2], (voxel) => [1, 2][voxel % 2]);
    const doubled = { ...coarse, affine: image.affine.map((row) => [2 * row[0], row[1], row[2], row[3] + row[0] / 2]) };
    const problem = refusal(() => volumeSeries(image, { atlas: doubled }));
    expect(problem.message).toContain('shape [2, 3, 2] against [4, 3, 2]');
    expect(problem.remedy).toContain('`resample`');
    const { space } = volumeSeries(image, { atlas: doubled, resample: true });
    expect(space.kind === 'volume' && [...space.featureOf].slice(0, 8)).toEqual([0, 0, 1, 1, 0, 0, 1, 1]);
    const away = { ...doubled, affine: doubled.affine.map((row) => [...row.slice(0, 3), row[3] + 500]) };
    expect(refusal(() => volumeSeries(image, { atlas: away, resample: true })).message).toBe(
      'other.nii: the atlas has no region in the grid of the image',
    );
    const header = NiftiHeader.copyOf(image.header);
    header.set('sform_code', 0);
    header.set('qform_code', 0);
    const nowhere = { ...doubled, header: header.bytes };
    expect(refusal(() => volumeSeries(image, { mask: nowhere, resample: true }))).toMatchObject({
      code: 'missing',
      message: expect.stringMatching(/^other\.nii: does not say where its voxels lie/),
    });
    expect(volumeSeries(image, { mask: { ...mask, header: header.bytes } }).features).toBe(6);
    const turned = { ...storedOtherwise(mask), header: header.bytes };
    expect(refusal(() => volumeSeries(image, { mask: turned })).code).toBe('shape');
    const vast = { ...doubled, shape: [3000, 3000, 3000] };
    expect(refusal(() => volumeSeries(image, { mask: vast, resample: true })).code).toBe('size');
    const flat = { ...doubled, affine: doubled.affine.map(() => [0, 0, 0, 1]) };
    expect(refusal(() => volumeSeries(image, { mask: flat, resample: true })).code).toBe('format');
  });
});

describe('a mask of probabilities', () => {
  const probabilities = imageOn(image, [4, 3, 2], (voxel) => voxel / 24);

  it('is refused until it is said what is inside', () => {
    const problem = refusal(() => volumeSeries(image, { mask: probabilities }));
    expect(problem.code).toBe('option');
    expect(problem.message).toContain('is 0.0416667 at voxel 1 0 0');
    expect(problem.remedy).toContain('`maskThreshold`');
    expect(volumeSeries(image, { mask: probabilities, maskThreshold: 0.5 }).features).toBe(12);
  });

  it('is none where numbers are whole but for rounding', () => {
    const scaled = imageOn(image, [4, 3, 2], (voxel) => (voxel < 3 ? 255 * Math.fround(1 / 255) : 0));
    expect(volumeSeries(image, { mask: scaled }).features).toBe(3);
    expect(volumeSeries(image, { atlas: scaled }).featureNames).toEqual(['region 1']);
    const labels = imageOn(image, [4, 3, 2], (voxel) => [0, 17, -3][voxel % 3]);
    expect(volumeSeries(image, { mask: labels }).features).toBe(16);
  });

  it('has one volume', () => {
    const several = imageOn(image, [4, 3, 2, 2], () => 1);
    expect(refusal(() => volumeSeries(image, { mask: several })).message).toContain('one volume was expected');
  });
});

describe('an atlas of maps', () => {
  // The second map weighs the first voxel, too, but less than the first map does.
  const weights = [
    [3, 1, 0, 0],
    [1, 0, 2, 0],
    [0, 0, 0, 5],
  ];
  const maps = imageOn(image, [4, 3, 2, 3], (voxel, map) => (voxel < 4 ? weights[map][voxel] : 0));
  const at = (voxel: number) => [0, 1, 2, 3, 4].map((step) => volumeValues(image, step)[voxel]);

  it('gives means over voxels by their weights', () => {
    const series = volumeSeries(image, { atlas: maps });
    expect(series.featureNames).toEqual(['region 1', 'region 2', 'region 3']);
    const [a, b, c, d] = [0, 1, 2, 3].map(at);
    expect(column(series, 0)).toEqual(a.map((value, step) => Math.fround((3 * value + b[step]) / 4)));
    expect(column(series, 1)).toEqual(a.map((value, step) => Math.fround((value + 2 * c[step]) / 3)));
    expect(column(series, 2)).toEqual(d.map(Math.fround));
    expect(series.space.kind === 'volume' && [...series.space.featureOf].slice(0, 5)).toEqual([0, 0, 1, 2, -1]);
  });

  it('weighs what is inside a mask, and leaves maps out that are not', () => {
    const inside = imageOn(image, [4, 3, 2], (voxel) => Number(voxel > 0 && voxel < 3));
    const series = volumeSeries(image, { atlas: maps, mask: inside });
    expect(series.featureNames).toEqual(['region 1', 'region 2']);
    expect(column(series, 1)).toEqual(at(2).map(Math.fround));
  });

  it('is named by the order of its maps, each once', () => {
    const named = (numbers: number[]) =>
      volumeSeries(image, { atlas: maps, regionNames: new Map(numbers.map((number) => [number, `n${number}`])) });
    expect(named([0, 2, 1]).featureNames).toEqual(['n0', 'n1', 'n2']);
    expect(refusal(() => named([1, 2])).message).toBe('other.nii: holds 3 maps, and `regionNames` 2 names');
  });

  it('gives a map that weighs less than others everywhere the voxel where it weighs most', () => {
    const faint = imageOn(image, [4, 3, 2, 2], (voxel, map) => (voxel < 3 ? (map === 0 ? 9 : voxel) : 0));
    const { space } = volumeSeries(image, { atlas: faint });
    expect(space.kind === 'volume' && [...space.featureOf].slice(0, 4)).toEqual([0, 0, 1, -1]);
    const one = imageOn(
      image,
      [4, 3, 2, 3],
      (voxel, map) => Number(voxel === 0 && map < 2) + Number(voxel === map + 5),
    );
    const lost = imageOn(image, [4, 3, 2, 2], (voxel, map) =>
      voxel === 0 ? 2 - map : Number(voxel === 1 && map === 2),
    );
    expect(volumeSeries(image, { atlas: one }).features).toBe(3);
    const hidden = imageOn(image, [4, 3, 2, 3], (voxel, map) =>
      voxel === 0 ? 2 - map : Number(voxel === 2 && map === 2),
    );
    expect(refusal(() => volumeSeries(image, { atlas: hidden })).message).toContain(
      'other.nii: map 2 has no voxel of its own',
    );
    expect(refusal(() => volumeSeries(image, { atlas: lost })).message).toContain('all weigh the same voxels');
  });

  it('refuses weights below 0, and volumes of a series', () => {
    const negative = imageOn(image, [4, 3, 2, 2], (voxel, map) => (voxel === map ? -1 : Number(voxel === 5 + map)));
    expect(refusal(() => volumeSeries(image, { atlas: negative })).message).toBe(
      'other.nii: map 1 is -1 at voxel 0 0 0 of the image; weights of an atlas are 0 or more',
    );
    expect(refusal(() => volumeSeries(image, { atlas: image })).message).toContain(
      'its 5 volumes all weigh the same voxels, as those of a series do',
    );
    const broken = changed(image, (data) => {
      data[24 * 3 + 2] = Number.NaN;
    });
    expect(refusal(() => volumeSeries(broken, { atlas: maps })).message).toBe(
      'series.nii.gz: is NaN at voxel 2 0 0, time 3',
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
