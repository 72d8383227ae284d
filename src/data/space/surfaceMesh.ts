/** Triangles between points. */
export interface Mesh {
  /** In millimetres, [vertex, 3]. */
  readonly points: Float32Array | Float64Array;
  /** [triangle, 3]. */
  readonly triangles: Uint32Array;
}

/** The vertices that share an edge with each vertex. */
export interface Neighbours {
  /** Where the neighbours of each vertex begin in `vertices`, [vertex + 1]. */
  readonly starts: Uint32Array;
  /** Neighbours, those of one vertex after those of another, ascending. */
  readonly vertices: Uint32Array;
}

/** The neighbours of each vertex of a mesh. @param count how many vertices there are. */
export function neighboursOf(triangles: Uint32Array, count: number): Neighbours {
  // Each corner names the two others, so every inner edge comes twice from both of its triangles.
  const room = new Uint32Array(count + 1);
  for (const vertex of triangles) room[vertex + 1] += 2;
  for (let vertex = 0; vertex < count; vertex++) room[vertex + 1] += room[vertex];
  const all = new Uint32Array(2 * triangles.length);
  const next = room.slice();
  for (let at = 0; at < triangles.length; at++) {
    const first = at - (at % 3);
    const vertex = triangles[at];
    all[next[vertex]++] = triangles[first + ((at + 1) % 3)];
    all[next[vertex]++] = triangles[first + ((at + 2) % 3)];
  }
  const starts = new Uint32Array(count + 1);
  let kept = 0;
  for (let vertex = 0; vertex < count; vertex++) {
    const own = all
      .subarray(room[vertex], room[vertex + 1])
      .slice()
      .sort();
    for (let i = 0; i < own.length; i++) if (i === 0 || own[i] !== own[i - 1]) all[kept++] = own[i];
    starts[vertex + 1] = kept;
  }
  return { starts, vertices: all.slice(0, kept) };
}

/**
 * The normal of each vertex, the mean over its triangles by their areas, of length 1 (0 where a vertex has none), [vertex, 3]. They
 * point out of the mesh whichever way the triangles are wound: most of the mesh faces away from its middle.
 */
export function vertexNormals({ points, triangles }: Mesh): Float32Array {
  const sums = new Float64Array(points.length);
  const [mx, my, mz] = middleOf(points);
  let outward = 0;
  for (let at = 0; at < triangles.length; at += 3) {
    const [a, b, c] = [3 * triangles[at], 3 * triangles[at + 1], 3 * triangles[at + 2]];
    const [ax, ay, az] = [points[a], points[a + 1], points[a + 2]];
    const [ux, uy, uz] = [points[b] - ax, points[b + 1] - ay, points[b + 2] - az];
    const [vx, vy, vz] = [points[c] - ax, points[c + 1] - ay, points[c + 2] - az];
    const [x, y, z] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    outward += x * (ax - mx) + y * (ay - my) + z * (az - mz);
    for (const corner of [a, b, c]) {
      sums[corner] += x;
      sums[corner + 1] += y;
      sums[corner + 2] += z;
    }
  }
  const normals = new Float32Array(points.length);
  for (let at = 0; at < points.length; at += 3) {
    const length = Math.sqrt(sums[at] * sums[at] + sums[at + 1] * sums[at + 1] + sums[at + 2] * sums[at + 2]);
    const scale = length > 0 ? (outward < 0 ? -1 : 1) / length : 0;
    for (let axis = 0; axis < 3; axis++) normals[at + axis] = sums[at + axis] * scale;
  }
  return normals;
}

/** Rounds of smoothing of the curvature: folds stay, the unevenness of single triangles goes. */
const ROUNDS = 3;

/**
 * Mean curvature of each vertex, in 1 / mm, positive in sulci and negative on gyri as FreeSurfer has it, [vertex]: how far the mean
 * of the neighbours lies above the vertex along its normal, times two over the mean square of their distances; smoothed a little.
 */
export function meanCurvature(mesh: Mesh): Float32Array {
  const { points, triangles } = mesh;
  const count = points.length / 3;
  const normals = vertexNormals(mesh);
  const { starts, vertices } = neighboursOf(triangles, count);
  let curvature = new Float32Array(count);
  for (let vertex = 0; vertex < count; vertex++) {
    let [height, squares] = [0, 0];
    for (let at = starts[vertex]; at < starts[vertex + 1]; at++) {
      for (let axis = 0; axis < 3; axis++) {
        const apart = points[3 * vertices[at] + axis] - points[3 * vertex + axis];
        height += apart * normals[3 * vertex + axis];
        squares += apart * apart;
      }
    }
    curvature[vertex] = squares > 0 ? (2 * height) / squares : 0;
  }
  for (let round = 0; round < ROUNDS; round++) {
    curvature = curvature.map((own, vertex) => {
      let sum = own;
      for (let at = starts[vertex]; at < starts[vertex + 1]; at++) sum += curvature[vertices[at]];
      return sum / (1 + starts[vertex + 1] - starts[vertex]);
    });
  }
  return curvature;
}

function middleOf(points: ArrayLike<number>): [number, number, number] {
  const sum: [number, number, number] = [0, 0, 0];
  for (let at = 0; at < points.length; at++) sum[at % 3] += points[at];
  const count = Math.max(1, points.length / 3);
  return [sum[0] / count, sum[1] / count, sum[2] / count];
}
