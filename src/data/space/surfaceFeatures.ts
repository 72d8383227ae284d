import { UnvanishError } from '../../errors.js';
import { checkArgument } from '../../options.js';
import { checkNumbers } from '../../statistics/numbers.js';
import { checkHemisphere, type Surface } from './surface.js';

/** A surface and what lies on it. */
export interface SurfaceFeatures {
  readonly surface: Surface;
  /** The feature that each vertex belongs to, -1 for none. [vertex]. */
  readonly featureOf: Int32Array;
  /**
   * Sulcal depth or curvature of each vertex, larger in sulci, as FreeSurfer's `sulc` and `curv` are (those of the Human Connectome
   * Project have the other sign); the mean curvature of the mesh unless told. [vertex].
   */
  readonly relief?: ArrayLike<number> | undefined;
}

/** A cortex, one hemisphere or both, and the features on it. */
export interface Cortex {
  readonly surfaces: readonly SurfaceFeatures[];
  /** What figures say below it, such as whose it is. */
  readonly note?: string | undefined;
}

/**
 * Checks a surface and what lies on it.
 *
 * @param features How many features there are.
 * @param name What errors call it.
 * @throws UnvanishError `option`; `shape` where points, triangles, features and relief do not fit; `not-finite` for a vertex that lies
 *   nowhere.
 */
export function checkSurfaceFeatures(one: SurfaceFeatures, features: number, name: string): void {
  checkArgument(
    typeof one?.surface === 'object' && one.surface !== null,
    `${name}: surface`,
    one?.surface,
    'a surface',
  );
  const { surface, featureOf, relief } = one;
  const { hemisphere, points, triangles } = surface;
  checkHemisphere(hemisphere, `${name}: hemisphere`);
  checkArgument(points instanceof Float32Array, `${name}: points`, points, 'a Float32Array');
  checkArgument(triangles instanceof Uint32Array, `${name}: triangles`, triangles, 'a Uint32Array');
  checkArgument(featureOf instanceof Int32Array, `${name}: featureOf`, featureOf, 'an Int32Array');
  const vertices = points.length / 3;
  const wrong = (problem: string) => new UnvanishError('shape', `${name}: the ${hemisphere} hemisphere has ${problem}`);
  if (points.length === 0 || points.length % 3 !== 0)
    throw wrong(`${points.length} coordinates, three a vertex were expected`);
  if (triangles.length === 0) throw wrong('no triangles: there is nothing to draw');
  if (triangles.length % 3 !== 0) throw wrong(`${triangles.length} corners, three a triangle were expected`);
  if (triangles.some((vertex) => vertex >= vertices)) throw wrong(`triangles beyond its ${vertices} vertices`);
  if (!points.every(Number.isFinite)) {
    throw new UnvanishError(
      'not-finite',
      `${name}: a vertex of the ${hemisphere} hemisphere lies nowhere: NaN or infinite`,
    );
  }
  if (featureOf.length !== vertices) throw wrong(`features of ${featureOf.length} vertices and ${vertices} vertices`);
  if (featureOf.some((feature) => feature >= features)) throw wrong(`features beyond the ${features} of the maps`);
  if (relief === undefined) return;
  checkNumbers(`${name}: relief`, relief);
  if (relief.length !== vertices) throw wrong(`a relief of ${relief.length} vertices and ${vertices} vertices`);
}
