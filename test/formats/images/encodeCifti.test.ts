import { describe, expect, it } from 'vitest';
import type { CiftiSpace } from '../../../src/data/space/space.js';
import { decodeCiftiSeries } from '../../../src/formats/images/cifti.js';
import { parseCiftiXml } from '../../../src/formats/images/ciftiMapping.js';
import { encodeCifti } from '../../../src/formats/images/encodeCifti.js';
import { decodeNifti } from '../../../src/formats/images/nifti.js';
import { ciftiFile, ciftiFixture } from '../ciftiFixture.js';
import { refusal } from '../mutations.js';

const series = (name: string, labels?: string) =>
  decodeCiftiSeries(ciftiFixture(name), name, labels === undefined ? undefined : ciftiFile(labels));
const parcels = series('parcels_f4.ptseries.nii');
const space = parcels.space as CiftiSpace;

describe('encodeCifti', () => {
  it.each([
    ['maps.ptseries.nii', series('parcels_f4.ptseries.nii')],
    ['maps.ptseries.nii', series('dense.dtseries.nii', 'regions.dlabel.nii')],
    ['maps.ptseries.nii', series('surface.ptseries.nii')],
    ['maps.dtseries.nii', series('dense.dtseries.nii')],
  ])('writes %s that reads back with numbers, names, places and time step', (name, source) => {
    const maps = { values: source.x, space: source.space as CiftiSpace, timeStep: 0.72, description: 'maps' };
    expect(decodeCiftiSeries(encodeCifti(name, maps), name)).toEqual(source);
  });

  it('writes named maps, one number a parcel', () => {
    const values = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    const bytes = encodeCifti('m.pscalar.nii', { values, space, mapNames: ['face', 'a < b'], description: 'x' });
    const image = decodeNifti(bytes, 'm.pscalar.nii');
    expect(image.shape).toEqual([1, 1, 1, 1, 2, 4]);
    expect([...image.data]).toEqual([1, 5, 2, 6, 3, 7, 4, 8]);
    const xml = new TextDecoder().decode(image.extensions[0]?.data).replace(/\0+$/, '');
    expect(xml).toContain('<MapName>face</MapName></NamedMap><NamedMap><MapName>a &lt; b</MapName>');
    expect([...parseCiftiXml(xml, 'm').keys()]).toEqual([0, 1]);
  });

  it('refuses features of the other kind, values that do not fit, and a space that is none', () => {
    const maps = { values: parcels.x, space, description: '' };
    const error = refusal(() => encodeCifti('m.dtseries.nii', maps));
    expect(error.message).toBe('m.dtseries.nii: the features are parcels');
    expect(error.remedy).toBe('write .ptseries.nii or .pscalar.nii');
    expect(refusal(() => encodeCifti('m.ptseries.nii', { ...maps, values: new Float32Array(3) })).message).toBe(
      'm.ptseries.nii: 3 values cannot be maps of 4 features',
    );
    expect(refusal(() => encodeCifti('m.ptseries.nii', { ...maps, space: { kind: 'cifti', map: '<a/>' } })).code).toBe(
      'format',
    );
  });
});
