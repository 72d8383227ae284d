import { describe, expect, it } from 'vitest';
import { encodeBase64Bytes } from '../../../src/formats/base64.js';
import { checkSpace, decodeSpace, encodeSpace, spaceSchema } from '../../../src/formats/images/spaceJson.js';
import { gzip } from '../../../src/formats/packed/gzip.js';
import { refusal } from '../mutations.js';
import { volumeSpace } from './volumeSpace.js';

const SPACE = volumeSpace(4);
const json = encodeSpace(SPACE);

describe('a space as JSON', () => {
  it('comes back as it was', () => {
    expect(decodeSpace(spaceSchema.parse(JSON.parse(JSON.stringify(json))), 'm')).toEqual(SPACE);
    const cifti = { kind: 'cifti', map: '<MatrixIndicesMap/>' } as const;
    expect(decodeSpace(spaceSchema.parse(encodeSpace(cifti)), 'm')).toEqual(cifti);
  });

  it('refuses what is no header, or has another number of voxels than its shape', () => {
    expect(refusal(() => decodeSpace({ ...json, header: 'AAAA' } as typeof json, 'm: space')).message).toBe(
      'm: space: header is no little-endian NIfTI header',
    );
    const shape: [number, number, number] = [3, 2, 2];
    expect(refusal(() => decodeSpace({ ...json, shape } as typeof json, 'm: space')).message).toMatch(
      /^m: space: featureOf: unpacks to 24 bytes where 48 are needed/,
    );
    const huge: [number, number, number] = [30_000, 30_000, 30_000];
    expect(refusal(() => decodeSpace({ ...json, shape: huge } as typeof json, 'm')).code).toBe('size');
    const broken = encodeBase64Bytes(gzip(new Uint8Array(24)).subarray(0, -3));
    expect(refusal(() => decodeSpace({ ...json, featureOf: broken } as typeof json, 'm')).code).toBe('format');
  });

  it('is of as many features as voxels belong to', () => {
    expect(() => checkSpace(SPACE, 4, 'm')).not.toThrow();
    expect(refusal(() => checkSpace(SPACE, 3, 'm')).message).toBe('m: a voxel belongs to feature 3 of 3');
    expect(refusal(() => checkSpace(SPACE, 5, 'm')).message).toBe('m: no voxel belongs to feature 4');
    expect(refusal(() => checkSpace({ ...SPACE, shape: [3, 2, 2] }, 4, 'm')).message).toBe(
      'm: featureOf has 6 entries for 12 voxels',
    );
    const parcel = '<Parcel Name="V1"/>';
    const map = `<MatrixIndicesMap IndicesMapToDataType="CIFTI_INDEX_TYPE_PARCELS">${parcel}</MatrixIndicesMap>`;
    expect(() => checkSpace({ kind: 'cifti', map }, 1, 'm')).not.toThrow();
    expect(refusal(() => checkSpace({ kind: 'cifti', map }, 2, 'm')).message).toBe(
      'm: has 1 parcels or grayordinates for 2 features',
    );
    expect(refusal(() => checkSpace({ kind: 'cifti', map: '<a>' }, 2, 'm')).code).toBe('format');
  });
});
