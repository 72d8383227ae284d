import type { FeatureSpace } from '../../data/space/space.js';
import { UnvanishError } from '../../errors.js';
import { modelSize, parseFeatureMapping } from '../images/ciftiMapping.js';
import { checkSpace } from '../images/spaceJson.js';
import { gzip } from '../packed/gzip.js';
import { encodeVertexMaps } from '../surfaces/encodeGifti.js';
import { type Hemisphere, hemisphereOfName, hemisphereOfStructure } from '../surfaces/hemisphere.js';
import { meanMap, noSpace, scalarMaps } from './imageMaps.js';
import type { StoredMaps } from './storedMaps.js';

/** The features that lie on the surface of a hemisphere. */
interface SurfaceFeatures {
  readonly hemisphere: Hemisphere;
  /** Vertices of the surface, with features or not. */
  readonly size: number;
  /** The vertex of each of the features from `first` on. */
  readonly vertices: Int32Array;
  readonly first: number;
}

/** The finest meshes in use have about 160 thousand vertices a hemisphere; what a file claims is not to fill the memory. */
const MOST_VERTICES = 2 ** 24;
/** Numbers of one file: a quarter of a gigabyte, so that its text fits a string. */
const MOST_VALUES = 2 ** 26;

/**
 * Finds the features that lie on a hemisphere: the one that the name says, or the only one.
 *
 * @throws UnvanishError `missing` where the features are no vertices of it; `option` where there are two and the name says neither;
 *   `shape` where the space is of another number of features; `size` where the surface is larger than any.
 */
export function checkSurfaceMaps(name: string, space: FeatureSpace | undefined, features: number): SurfaceFeatures {
  if (space?.kind !== 'cifti')
    throw noSpace(name, 'no surface', space ? 'write .nii, .nii.gz, .npz or .csv' : 'write .npz or .csv');
  checkSpace(space, features, `${name}: the space of the features`);
  const mapping = parseFeatureMapping(space.map, name);
  if (mapping.kind === 'parcels') throw noSpace(name, 'parcels', 'write .ptseries.nii or .pscalar.nii');
  const surfaces: SurfaceFeatures[] = [];
  let first = 0;
  for (const model of mapping.models) {
    const hemisphere = hemisphereOfStructure(model.structure);
    if (hemisphere && 'vertices' in model) {
      surfaces.push({ hemisphere, size: model.surface, vertices: model.vertices, first });
    }
    first += modelSize(model);
  }
  const wanted = hemisphereOfName(name);
  const found = surfaces.filter(({ hemisphere }) => wanted === undefined || hemisphere === wanted);
  const [surface, another] = found;
  if (!surface) throw noSpace(name, `no ${wanted ? `${wanted} ` : ''}cortex`, 'write .dtseries.nii or .dscalar.nii');
  if (surface.size > MOST_VERTICES) {
    const problem = `a surface has ${surface.size} vertices; at most ${MOST_VERTICES} may be`;
    throw new UnvanishError('size', `${name}: ${problem}`);
  }
  if (!another) return surface;
  const remedy = 'put .L. or .R. into its name (map.L.func.gii), or write .dtseries.nii or .dscalar.nii';
  throw new UnvanishError('option', `${name}: the features lie on both hemispheres, a GIFTI file is of one`, remedy);
}

/**
 * Writes means over samples as GIFTI, one hemisphere, 0 where a vertex is no feature. `.func.gii` holds the mean of each time step,
 * other names the mean over time as named maps: of all samples, and then, where there are several, of those whose map explains each
 * class.
 *
 * @throws UnvanishError as `checkSurfaceMaps`; `size` where maps and vertices come to more numbers than a file may hold.
 */
export function encodeSurfaceMaps(name: string, saliency: StoredMaps): Uint8Array {
  const features = saliency.maps.shape[2] as number;
  const { hemisphere, size, vertices, first } = checkSurfaceMaps(name, saliency.space, features);
  const isSeries = /\.func\.gii(?:\.gz)?$/i.test(name);
  const { values: means, names } = isSeries ? steps(saliency) : scalarMaps(saliency);
  if (names.length * size > MOST_VALUES) {
    throw new UnvanishError(
      'size',
      `${name}: ${names.length} maps of ${size} vertices are ${names.length * size} numbers; at most ${MOST_VALUES} may be`,
      'write .dtseries.nii or .dscalar.nii',
    );
  }
  const values = new Float32Array(names.length * size);
  for (let map = 0; map < names.length; map++) {
    for (const [position, vertex] of vertices.entries()) {
      values[map * size + vertex] = means[map * features + first + position] as number;
    }
  }
  const bytes = encodeVertexMaps({ hemisphere, values, names, isSeries, timeStep: saliency.samplingInterval });
  return /\.gz$/i.test(name) ? gzip(bytes) : bytes;
}

function steps(saliency: StoredMaps): { readonly values: Float32Array; readonly names: readonly string[] } {
  const { shape, data } = meanMap(saliency);
  return { values: data, names: Array.from({ length: shape[0] as number }, (_, step) => `time ${step}`) };
}
