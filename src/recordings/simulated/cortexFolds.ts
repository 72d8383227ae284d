import { type Mesh, neighboursOf } from '../../data/space/surfaceMesh.js';

/** Millimetres from one gyrus to the next, and 1 / k of the equation. */
const WAVELENGTH = 13.5;
const LENGTH = WAVELENGTH / (2 * Math.PI);
/** How strongly folds grow; how long a step is, and how many are taken. */
const GROWTH = 0.9;
const STEP = 0.034;
const STEPS = 220;
/** Shorter edges count as this long, in square millimetres: longer steps than theirs would grow without bound. */
const SHORTEST = 4.4;

/**
 * Folds as they grow of themselves on a mesh: white noise under the Swift-Hohenberg equation (Swift and Hohenberg 1977, Hydrodynamic
 * fluctuations at the convective instability, Phys. Rev. A 15),
 *
 *     du/dt = r u - u^3 - (1 + L / k^2)^2 u + f          k = 2 pi / wavelength
 *
 * with L the Laplacian of the mesh. What grows is stripes of one width that wind, branch and end: positive on gyri, negative in
 * sulci, about -1 to 1.
 */
export class Folding {
  private readonly starts: Uint32Array;
  private readonly vertices: Uint32Array;
  private readonly weights: Float64Array;

  constructor({ points, triangles }: Mesh) {
    const count = points.length / 3;
    const { starts, vertices } = neighboursOf(triangles, count);
    this.starts = starts;
    this.vertices = vertices;
    this.weights = new Float64Array(vertices.length);
    for (let vertex = 0; vertex < count; vertex++) {
      for (let at = starts[vertex]; at < starts[vertex + 1]; at++) {
        let squares = 0;
        for (let axis = 0; axis < 3; axis++) {
          const apart = points[3 * vertices[at] + axis] - points[3 * vertex + axis];
          squares += apart * apart;
        }
        this.weights[at] = 4 / (starts[vertex + 1] - starts[vertex]) / Math.max(squares, SHORTEST);
      }
    }
  }

  /**
   * @param noise What the folds grow from, about 0. [vertex].
   * @param force f: below zero where there is to be a sulcus. [vertex].
   * @param smooth 1 where there are no folds. [vertex].
   * @returns u, [vertex].
   */
  grow(noise: Float64Array, force: Float64Array, smooth: Uint8Array): Float64Array {
    const u = noise.map((value, vertex) => (smooth[vertex] ? 0 : value));
    const [once, twice] = [new Float64Array(u.length), new Float64Array(u.length)];
    for (let step = 0; step < STEPS; step++) {
      this.bend(u, once);
      this.bend(once, twice);
      for (let vertex = 0; vertex < u.length; vertex++) {
        const own = u[vertex];
        if (!smooth[vertex]) u[vertex] += STEP * (GROWTH * own - own * own * own - twice[vertex] + force[vertex]);
      }
    }
    this.bend(u, once, 0.5);
    return once;
  }

  /**
   * u + c L u, with L u = 4 / n times the sum of (u_j - u_i) / |x_j - x_i|^2 over the n neighbours j, as on a mesh of regular
   * triangles; c is 1 / k^2 unless told.
   */
  private bend(from: Float64Array, to: Float64Array, share = LENGTH * LENGTH): void {
    const { starts, vertices, weights } = this;
    for (let vertex = 0; vertex < from.length; vertex++) {
      const own = from[vertex];
      let sum = 0;
      for (let at = starts[vertex]; at < starts[vertex + 1]; at++) sum += weights[at] * (from[vertices[at]] - own);
      to[vertex] = own + share * sum;
    }
  }
}
