import { euclideanNorm } from '../../statistics/portableMath.js';
import type { Mesh } from './surfaceMesh.js';

/** The corners of an icosahedron: even permutations of (0, ±1, ±the golden ratio). */
const GOLDEN = (1 + Math.sqrt(5)) / 2;
const corners = [-1, 1].flatMap((one) =>
  [-GOLDEN, GOLDEN].flatMap((golden) => [
    [0, one, golden],
    [one, golden, 0],
    [golden, 0, one],
  ]),
);

/**
 * A sphere of radius 1 about the origin: each of an icosahedron's 20 faces cut into frequency^2 triangles, all moved out to the
 * sphere. 10 frequency^2 + 2 vertices; triangles are counter-clockwise from outside.
 */
export function geodesicSphere(frequency: number): Mesh {
  // Vertices on the edges of the icosahedron belong to more than one face.
  const shared = new Map<string, number>();
  const points: number[] = [];
  const triangles: number[] = [];
  for (const face of faces()) {
    const own = new Map<number, number>();
    /** The vertex `a` steps from the first corner towards the second and `b` towards the third. */
    const vertex = (a: number, b: number) => own.get(a * (frequency + 1) + b) as number;
    for (let a = 0; a <= frequency; a++) {
      for (let b = 0; a + b <= frequency; b++) {
        const shares = [frequency - a - b, a, b];
        const key = shares.includes(0) ? edgeKey(face, shares) : undefined;
        const known = key === undefined ? undefined : shared.get(key);
        const number = known ?? points.length / 3;
        if (known === undefined) points.push(...onSphere(face, shares));
        if (key !== undefined) shared.set(key, number);
        own.set(a * (frequency + 1) + b, number);
      }
    }
    for (let a = 0; a < frequency; a++) {
      for (let b = 0; a + b < frequency; b++) {
        triangles.push(vertex(a, b), vertex(a + 1, b), vertex(a, b + 1));
        if (a + b + 1 < frequency) triangles.push(vertex(a + 1, b), vertex(a + 1, b + 1), vertex(a, b + 1));
      }
    }
  }
  return { points: Float64Array.from(points), triangles: Uint32Array.from(triangles) };
}

/** The same for the same place on whichever face. */
function edgeKey(face: readonly number[], shares: readonly number[]): string {
  const parts = face.map((corner, i) => [corner, shares[i]]).filter(([, share]) => share > 0);
  return parts.sort(([one], [other]) => one - other).join();
}

function onSphere(face: readonly number[], shares: readonly number[]): number[] {
  const at = [0, 1, 2].map((axis) => face.reduce((sum, corner, i) => sum + shares[i] * corners[corner][axis], 0));
  const length = Math.sqrt(at[0] * at[0] + at[1] * at[1] + at[2] * at[2]);
  return at.map((value) => value / length);
}

/** Triples of corners that are an edge apart, counter-clockwise from outside. */
function faces(): number[][] {
  // Corners an edge apart are 2 apart; the next are 2 golden ratios.
  const edge = (a: number, b: number) => euclideanNorm(corners[a].map((value, axis) => value - corners[b][axis])) < 2.1;
  const found: number[][] = [];
  for (let a = 0; a < 12; a++) {
    for (let b = a + 1; b < 12; b++) {
      for (let c = b + 1; c < 12; c++) {
        if (edge(a, b) && edge(b, c) && edge(a, c)) found.push(volume(a, b, c) > 0 ? [a, b, c] : [a, c, b]);
      }
    }
  }
  return found;
}

/** Six times the volume between three corners and the middle: positive where they are counter-clockwise from outside. */
function volume(a: number, b: number, c: number): number {
  const [[ax, ay, az], [bx, by, bz], [cx, cy, cz]] = [corners[a], corners[b], corners[c]];
  return ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
}
