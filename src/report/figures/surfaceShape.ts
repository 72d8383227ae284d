import type { Surface } from '../../data/space/surface.js';
import { meanCurvature, vertexNormals } from '../../data/space/surfaceMesh.js';

// What is found of a surface once, however many figures of a report it is drawn in.

const normals = new WeakMap<Surface, Float32Array>();
const curvatures = new WeakMap<Surface, Float32Array>();

/** The normal of each vertex, [vertex, 3]. */
export function normalsOf(surface: Surface): Float32Array {
  return kept(normals, surface, vertexNormals);
}

/** The mean curvature of each vertex, positive in sulci, [vertex]. */
export function curvatureOf(surface: Surface): Float32Array {
  return kept(curvatures, surface, meanCurvature);
}

function kept(
  known: WeakMap<Surface, Float32Array>,
  surface: Surface,
  find: (surface: Surface) => Float32Array,
): Float32Array {
  const found = known.get(surface) ?? find(surface);
  known.set(surface, found);
  return found;
}
