import { describe, expect, it } from 'vitest';
import type { FeatureSpace } from '../../../src/data/space/space.js';
import { decodeCiftiSeries } from '../../../src/formats/images/cifti.js';
import { decodeNifti } from '../../../src/formats/images/nifti.js';
import { affineOf } from '../../../src/formats/images/niftiAffine.js';
import { NiftiHeader } from '../../../src/formats/images/niftiHeader.js';
import { seriesExtension } from '../../../src/formats/maps/imageMaps.js';
import { checkMapsName, checkMapsSpace, decodeMaps, encodeMaps } from '../../../src/formats/maps/mapsFile.js';
import { encodeNpy } from '../../../src/formats/numpy/npy.js';
import { decodeNpz, encodeNpz } from '../../../src/formats/numpy/npz.js';
import { ciftiFixture } from '../ciftiFixture.js';
import { volumeSpace } from '../images/volumeSpace.js';
import { laterRefusal, refusal } from '../mutations.js';

const MAPS = {
  maps: { shape: [2, 2, 1], data: Float32Array.of(0.5, 0.25, 1, 0) },
  lengths: Int32Array.of(2, 1),
  target: Int32Array.of(0, 1),
  logits: { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
};

describe('encodeMaps', () => {
  it('writes .npy as the maps alone', async () => {
    expect(await encodeMaps('maps.npy', MAPS)).toEqual(encodeNpy(MAPS.maps));
  });

  it('writes .npz with what there is beside the maps', async () => {
    expect([...decodeNpz(await encodeMaps('maps.npz', MAPS), 'maps.npz').keys()]).toEqual([
      'maps',
      'lengths',
      'target',
      'logits',
    ]);
    expect([...decodeNpz(await encodeMaps('maps.npz', { maps: MAPS.maps }), 'maps.npz').keys()]).toEqual(['maps']);
  });

  it('writes .csv without padding and with feature names', async () => {
    const bytes = await encodeMaps('maps.csv', { ...MAPS, featureNames: ['hip'] });
    expect(new TextDecoder().decode(bytes)).toBe('sample,time,feature,value\n0,0,hip,0.5\n0,1,hip,0.25\n1,0,hip,1\n');
  });

  it('writes .nii as the mean over the samples that have a step, in the space of the data', async () => {
    const space = volumeSpace(1);
    const saliency = { ...MAPS, space, samplingInterval: 2.5, description: 'a few words' };
    const image = decodeNifti(await encodeMaps('maps.nii', saliency), 'maps.nii');
    expect(image).toMatchObject({
      shape: [3, 2, 1, 2],
      timeStep: 2.5,
      affine: affineOf(NiftiHeader.copyOf(space.header), [3, 2, 1]),
    });
    expect([...image.data]).toEqual([0, 0, 0, 0, 0, 0.75, 0, 0, 0, 0, 0, 0.25]);
    expect(new TextDecoder().decode(image.header.subarray(148, 160))).toBe('a few words\0');
    const packed = decodeNifti(await encodeMaps('maps.nii.gz', saliency), 'maps.nii.gz');
    expect(packed.data).toEqual(image.data);
  });

  it('writes as many steps as the longest sample has', async () => {
    const shorter = { ...MAPS, lengths: Int32Array.of(1, 1), space: volumeSpace(1) };
    expect(decodeNifti(await encodeMaps('maps.nii', shorter), 'maps.nii').shape).toEqual([3, 2, 1, 1]);
  });

  it('writes .ptseries.nii of the mean over samples, and .pscalar.nii of the mean over time of each class', async () => {
    const { space } = decodeCiftiSeries(ciftiFixture('surface.ptseries.nii'), 'surface.ptseries.nii');
    const two = { shape: [2, 2, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6, 0, 0) };
    const saliency = { ...MAPS, maps: two, space, samplingInterval: 0.72, classNames: ['face', 'house'] };
    const series = decodeCiftiSeries(await encodeMaps('m.ptseries.nii', saliency), 'm.ptseries.nii');
    expect(series).toMatchObject({ x: Float32Array.of(3, 4, 3, 4), samplingInterval: 0.72, space });
    const image = decodeNifti(await encodeMaps('m.pscalar.nii', saliency), 'm.pscalar.nii');
    expect(image.shape).toEqual([1, 1, 1, 1, 3, 2]);
    // Sample 0: steps (1, 2) and (3, 4); sample 1: its one step (5, 6).
    expect([...image.data]).toEqual([3.5, 2, 5, 4.5, 3, 6]);
    const xml = new TextDecoder().decode(image.extensions[0]?.data);
    expect([...xml.matchAll(/<MapName>(.*?)</g)].map(([, name]) => name)).toEqual(['all samples', 'face', 'house']);
    const untold = decodeNifti(await encodeMaps('m.pscalar.nii', { ...saliency, target: undefined }), 'm.pscalar.nii');
    expect([...untold.data]).toEqual([3.5, 4.5]);
  });

  it('says how the name of a map over time ends in each space', async () => {
    const spaceOf = (name: string) => decodeCiftiSeries(ciftiFixture(name), name).space;
    const spaces = [volumeSpace(1), spaceOf('surface.ptseries.nii'), spaceOf('dense.dtseries.nii')];
    expect(spaces.map(seriesExtension)).toEqual(['.nii.gz', '.ptseries.nii', '.dtseries.nii']);
  });

  it('says what maps of each kind of features can be written as', async () => {
    const { space } = decodeCiftiSeries(ciftiFixture('surface.ptseries.nii'), 'surface.ptseries.nii');
    const remedy = async (name: string, where: FeatureSpace) =>
      (await laterRefusal(checkMapsSpace(name, where, 1))).remedy;
    expect(await remedy('m.nii', space)).toMatch(/^write \.ptseries\.nii, /);
    expect(await remedy('m.dtseries.nii', space)).toBe('write .ptseries.nii or .pscalar.nii');
    expect(await remedy('m.ptseries.nii', volumeSpace(1))).toMatch(/^write \.nii, \.nii\.gz, /);
    await expect(checkMapsSpace('m.PSCALAR.nii', space, 2)).resolves.toBeUndefined();
  });

  it('refuses a space of another number of features', async () => {
    expect((await laterRefusal(encodeMaps('m.nii', { ...MAPS, space: volumeSpace(2) }))).message).toBe(
      'm.nii: the space of the features: a voxel belongs to feature 1 of 1',
    );
  });

  it('refuses to write an image of features that come from none', async () => {
    const error = await laterRefusal(encodeMaps('maps.nii', MAPS));
    expect(error.message).toBe('maps.nii: the features come from no image of voxels, so maps cannot be written as one');
    expect((await laterRefusal(checkMapsSpace('maps.nii.gz', undefined, 1))).code).toBe('missing');
    await expect(checkMapsSpace('maps.npz', undefined, 1)).resolves.toBeUndefined();
  });

  it('refuses another extension, also before there are any maps', async () => {
    expect(refusal(() => checkMapsName('maps.png')).message).toMatch(
      /^maps\.png: ends in "\.png"; maps must be \.npy, \.npz, \.csv/,
    );
  });
});

describe('decodeMaps', () => {
  it('reads what encodeMaps wrote', async () => {
    expect(await decodeMaps({ name: 'm.npz', bytes: await encodeMaps('m.npz', MAPS) })).toEqual(MAPS);
    expect(await decodeMaps({ name: 'm.npy', bytes: await encodeMaps('m.npy', MAPS) })).toEqual({ maps: MAPS.maps });
    expect(await decodeMaps({ name: 'm.csv', bytes: await encodeMaps('m.csv', MAPS) })).toMatchObject({
      maps: MAPS.maps,
      lengths: MAPS.lengths,
    });
  });

  it('refuses what are no maps, naming file and field', async () => {
    expect((await laterRefusal(decodeMaps({ name: 'm.nii', bytes: new Uint8Array() }))).message).toBe(
      'm.nii: ends in ".nii"; maps to read must be .npy, .npz, .csv',
    );
    const read = async (name: string, bytes: Uint8Array) => (await laterRefusal(decodeMaps({ name, bytes }))).message;
    expect(await read('m.npy', encodeNpy({ shape: [4], data: MAPS.maps.data }))).toMatch(
      /^m\.npy: has shape \[4\]; maps are/,
    );
    expect(await read('m.npy', encodeNpy({ shape: [1, 1, 1], data: Float32Array.of(Number.NaN) }))).toMatch(
      /^m\.npy: value 0 of the maps is NaN/,
    );
    expect(await read('m.npz', encodeNpz([['x', MAPS.maps]]))).toBe('m.npz: has no array maps');
    const target = { shape: [1], data: Int32Array.of(0) };
    expect(
      await read(
        'm.npz',
        encodeNpz([
          ['maps', MAPS.maps],
          ['target', target],
        ]),
      ),
    ).toMatch(/^m\.npz\[target\]: has shape \[1\]/);
  });
});
