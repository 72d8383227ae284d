import { z } from 'zod';
import type { FeatureSpace } from '../../data/space/space.js';
import { UnvanishError } from '../../errors.js';
import { decodeBase64Bytes, encodeBase64Bytes } from '../base64.js';
import { elementBytes, readElements } from '../elements.js';
import { gunzip, gzip } from '../packed/gzip.js';
import { featureCount, parseFeatureMapping } from './ciftiMapping.js';
import { NiftiHeader } from './niftiHeader.js';

const size = z.int().min(1).max(32_767);

/** A space as a saved model keeps it: bytes are base64, what repeats itself is packed with gzip. */
export const spaceSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('volume'),
    shape: z.tuple([size, size, size]),
    header: z.base64(),
    featureOf: z.base64(),
  }),
  z.object({ kind: z.literal('cifti'), map: z.string() }),
]);

type SpaceJson = z.output<typeof spaceSchema>;

/** A space as plain JSON. */
export function encodeSpace(space: FeatureSpace): SpaceJson {
  if (space.kind === 'cifti') return { kind: 'cifti', map: space.map };
  return {
    kind: 'volume',
    shape: [...space.shape],
    header: encodeBase64Bytes(space.header),
    featureOf: encodeBase64Bytes(gzip(elementBytes(space.featureOf))),
  };
}

/**
 * The inverse of `encodeSpace`.
 *
 * @param where what errors name.
 * @throws UnvanishError `format` where the bytes are no header, or no feature for each voxel; `size` where the shape
 *   claims more voxels than the bytes can hold.
 */
export function decodeSpace(json: SpaceJson, where: string): FeatureSpace {
  if (json.kind === 'cifti') return json;
  const { shape } = json;
  const found = NiftiHeader.of(decodeBase64Bytes(json.header));
  if (found?.order !== 'little') throw new UnvanishError('format', `${where}: header is no little-endian NIfTI header`);
  const bytes = 4 * shape[0] * shape[1] * shape[2];
  const packed = decodeBase64Bytes(json.featureOf);
  const featureOf = readElements(
    gunzip(packed, `${where}: featureOf`, { headerBytes: 0, sizeOf: () => bytes }),
    'i4',
    'little',
  ) as Int32Array;
  return { kind: 'volume', shape, header: found.header.bytes, featureOf };
}

/**
 * Checks that a space is one of so many features: each has a voxel, and no voxel another one.
 *
 * @throws UnvanishError `shape`; `format` where the XML of a CIFTI-2 space is none.
 */
export function checkSpace(space: FeatureSpace, features: number, where: string): void {
  if (space.kind === 'cifti') {
    const count = featureCount(parseFeatureMapping(space.map, where));
    if (count === features) return;
    throw new UnvanishError('shape', `${where}: has ${count} parcels or grayordinates for ${features} features`);
  }
  const { shape, featureOf } = space;
  const voxels = shape[0] * shape[1] * shape[2];
  if (featureOf.length !== voxels) {
    throw new UnvanishError('shape', `${where}: featureOf has ${featureOf.length} entries for ${voxels} voxels`);
  }
  const seen = new Uint8Array(features);
  for (const feature of featureOf) {
    if (feature < -1 || feature >= features) {
      throw new UnvanishError('shape', `${where}: a voxel belongs to feature ${feature} of ${features}`);
    }
    if (feature >= 0) seen[feature] = 1;
  }
  const without = seen.indexOf(0);
  if (without >= 0) throw new UnvanishError('shape', `${where}: no voxel belongs to feature ${without}`);
}
