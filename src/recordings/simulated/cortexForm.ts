import { geodesicSphere } from '../../data/space/geodesicSphere.js';
import { type Mesh, neighboursOf, vertexNormals } from '../../data/space/surfaceMesh.js';

// The smooth form of a hemisphere, without folds: ellipsoids that flow into each other. Lateral is positive here, so that one form serves
// both sides; anterior and superior are positive, all in millimetres.

/** Lateral, anterior, superior. */
type Place = readonly [x: number, y: number, z: number];

interface Ellipsoid {
  readonly middle: Place;
  readonly radii: Place;
  /** How much the long axis rises towards the back: superior millimetres each anterior one, negative. */
  readonly slope?: number;
}

const cerebrum: readonly Ellipsoid[] = [
  // The whole, then parietal, frontal and occipital lobe, and the arch of the central lobules.
  { middle: [22, -14, 24], radii: [40, 79, 50] },
  { middle: [26, -40, 30], radii: [39, 48, 45] },
  { middle: [24, 30, 15], radii: [31, 39, 41] },
  { middle: [20, -72, 4], radii: [25, 31, 28] },
  { middle: [30, -8, 28], radii: [37, 46, 46] },
];
/** Where the temporal lobe goes over into the occipital and parietal ones. */
const junction: Ellipsoid = { middle: [36, -58, 0], radii: [27, 34, 22], slope: -0.22 };
const temporal: readonly Ellipsoid[] = [
  { middle: [46, -13, -15], radii: [21, 40, 21], slope: -0.3 },
  // Parahippocampal and fusiform.
  { middle: [27, -36, -16], radii: [20, 46, 15], slope: -0.22 },
];
/** The base of the cerebrum, and how it rises to the front. */
const [BASE, RISE] = [-17, -0.03];
/** Where the medial wall stands. */
const MIDLINE = 1.5;
/** From where each direction meets the surface once. */
const CENTRE: Place = [32, -18, 14];
/** Directions are drawn out along the long axes, so that the far ends have their share of vertices. */
const STRETCH: Place = [6, 8.6, 7.2];

/** Below zero inside; about the distance from the surface in millimetres. */
function formAt(x: number, y: number, z: number): number {
  // Towards the back the temporal lobe goes over into the occipital one without a fissure.
  const blend = 5 + 0.45 * Math.max(0, -24 - y);
  const whole = smoothMin(bodyAt(x, y, z), lobeAt(x, y, z), blend);
  return -smoothMin(-whole, x - MIDLINE, 9);
}

/** How far a place on the surface is from the fissure above the temporal lobe, in millimetres. */
export function fissureAt(x: number, y: number, z: number): number {
  return Math.abs(bodyAt(x, y, z) - lobeAt(x, y, z));
}

function bodyAt(x: number, y: number, z: number): number {
  let body = Number.POSITIVE_INFINITY;
  for (const one of cerebrum) body = smoothMin(body, ellipsoid(one, x, y, z), 14);
  body = -smoothMin(-body, z - BASE - RISE * y, 16);
  return smoothMin(body, ellipsoid(junction, x, y, z), 14);
}

function lobeAt(x: number, y: number, z: number): number {
  let lobe = Number.POSITIVE_INFINITY;
  for (const one of temporal) lobe = smoothMin(lobe, ellipsoid(one, x, y, z), 12);
  return lobe;
}

/** A mesh of the form with triangles of about equal size. */
export function cortexForm(frequency: number): Mesh {
  const sphere = geodesicSphere(frequency);
  const points = Float64Array.from(sphere.points);
  for (let at = 0; at < points.length; at += 3) {
    const way = STRETCH.map((stretch, axis) => stretch * points[at + axis]);
    const length = Math.sqrt(way[0] * way[0] + way[1] * way[1] + way[2] * way[2]);
    const [x, y, z] = way.map((part) => part / length);
    points.set(
      [x, y, z].map((part, axis) => CENTRE[axis] + reach(x, y, z) * part),
      at,
    );
  }
  evenOut(points, sphere.triangles);
  return { points, triangles: sphere.triangles };
}

/** How far the surface is from the centre in a direction: steps as long as the surface is away, at the first crossing. */
function reach(x: number, y: number, z: number): number {
  let distance = 0;
  for (let step = 0; step < 12; step++) {
    const outside = formAt(CENTRE[0] + distance * x, CENTRE[1] + distance * y, CENTRE[2] + distance * z);
    if (outside > -0.3) break;
    distance -= 0.9 * outside;
  }
  return distance;
}

const ROUNDS = 20;
const PULL = 0.5;

/** Moves each vertex to the mean of its neighbours and back onto the surface. */
function evenOut(points: Float64Array, triangles: Uint32Array): void {
  const count = points.length / 3;
  const { starts, vertices } = neighboursOf(triangles, count);
  const means = new Float64Array(points.length);
  for (let round = 0; round < ROUNDS; round++) {
    for (let vertex = 0; vertex < count; vertex++) {
      const own = points.subarray(3 * vertex, 3 * vertex + 3);
      let [x, y, z, total] = [0, 0, 0, 0];
      for (let at = starts[vertex]; at < starts[vertex + 1]; at++) {
        const other = 3 * vertices[at];
        const [dx, dy, dz] = [points[other] - own[0], points[other + 1] - own[1], points[other + 2] - own[2]];
        // Far neighbours count for more, so that edges become equal.
        const weight = Math.sqrt(dx * dx + dy * dy + dz * dz);
        x += weight * dx;
        y += weight * dy;
        z += weight * dz;
        total += weight;
      }
      means[3 * vertex] = own[0] + (PULL * x) / total;
      means[3 * vertex + 1] = own[1] + (PULL * y) / total;
      means[3 * vertex + 2] = own[2] + (PULL * z) / total;
    }
    points.set(means);
    const normals = vertexNormals({ points, triangles });
    for (let at = 0; at < points.length; at += 3) {
      const outside = formAt(points[at], points[at + 1], points[at + 2]);
      for (let axis = 0; axis < 3; axis++) points[at + axis] -= outside * normals[at + axis];
    }
  }
}

/** About the distance from an ellipsoid, sheared so that its long axis rises. */
function ellipsoid({ middle, radii, slope = 0 }: Ellipsoid, px: number, py: number, pz: number): number {
  const y = (py - middle[1]) / radii[1];
  const x = (px - middle[0]) / radii[0];
  const z = (pz - middle[2] + slope * -(py - middle[1])) / radii[2];
  const size = Math.sqrt(x * x + y * y + z * z);
  const [gx, gy, gz] = [x / radii[0], y / radii[1], z / radii[2]];
  const steep = Math.sqrt(gx * gx + gy * gy + gz * gz);
  return steep > 0 ? (size * (size - 1)) / steep : -Math.min(...radii);
}

/** The lesser of two, without an edge where they are within `blend` of each other. */
function smoothMin(a: number, b: number, blend: number): number {
  const near = Math.max(blend - Math.abs(a - b), 0) / blend;
  return Math.min(a, b) - (near * near * blend) / 4;
}
