import { UnvanishError } from '../../errors.js';
import { type Mesh, type Neighbours, neighboursOf } from './surfaceMesh.js';

/** Times that the seeds move to the middle of their parcels. */
const ROUNDS = 8;
/** Seeds lie where the barrier is lower than this. */
const LOW = 0.2;

/**
 * Cuts a part of a mesh into parcels of about equal area that each hang together: seeds as far from each other as can be, each
 * vertex to the seed that is nearest along the edges, and seeds moved to the middle of what they got. They are numbered from front to
 * back by their middles.
 *
 * @param inside 1 where a vertex belongs to the part, [vertex].
 * @param barrier By how many times its length a way is longer that leads through a vertex, so that borders lie there; none unless told. [vertex].
 * @returns The parcel of each vertex, -1 outside, [vertex].
 * @throws UnvanishError `size` where there are fewer vertices than parcels.
 */
export function parcelsOf(mesh: Mesh, count: number, inside: Uint8Array, barrier?: ArrayLike<number>): Int32Array {
  const vertices = inside.reduce((sum, one) => sum + one, 0);
  if (!(Number.isInteger(count) && count >= 0 && count <= vertices)) {
    throw new UnvanishError('size', `${count} parcels were asked for; there are ${vertices} vertices for them`);
  }
  if (count === 0) return new Int32Array(inside.length).fill(-1);
  const all = Int32Array.from(inside.keys()).filter((vertex) => inside[vertex]);
  // A seed on a border would grow to both sides of it.
  const open = barrier ? all.filter((vertex) => barrier[vertex] < LOW) : all;
  const edges: Edges = {
    ...neighboursOf(mesh.triangles, inside.length),
    points: mesh.points,
    inside,
    barrier,
    open: open.length < count ? all : open,
  };
  let seeds = farthestSeeds(edges, count);
  let parcel = nearestSeeds(edges, seeds);
  for (let round = 0; round < ROUNDS; round++) {
    seeds = middles(edges, parcel, seeds);
    parcel = nearestSeeds(edges, seeds);
  }
  const order = [...seeds.keys()].sort(
    (a, b) => mesh.points[3 * seeds[b] + 1] - mesh.points[3 * seeds[a] + 1] || a - b,
  );
  const places = new Int32Array(count);
  for (const [place, own] of order.entries()) places[own] = place;
  return parcel.map((own) => (own < 0 ? -1 : places[own]));
}

interface Edges extends Neighbours {
  readonly inside: Uint8Array;
  readonly barrier: ArrayLike<number> | undefined;
  /** Vertices that may be seeds. */
  readonly open: Int32Array;
  readonly points: Mesh['points'];
}

/** Each seed as far as can be from those before it; the first is the foremost vertex. */
function farthestSeeds(edges: Edges, count: number): number[] {
  const { points, open } = edges;
  const foremost = open.reduce((first, vertex) => (points[3 * vertex + 1] > points[3 * first + 1] ? vertex : first));
  const distance = new Float64Array(edges.inside.length).fill(Number.POSITIVE_INFINITY);
  const parcel = new Int32Array(edges.inside.length).fill(-1);
  const seeds: number[] = [];
  let next = foremost;
  while (seeds.length < count) {
    spread(edges, [next], distance, parcel, seeds.length);
    seeds.push(next);
    next = open.reduce((far, vertex) => (distance[vertex] > distance[far] ? vertex : far));
  }
  return seeds;
}

function nearestSeeds(edges: Edges, seeds: readonly number[]): Int32Array {
  const distance = new Float64Array(edges.inside.length).fill(Number.POSITIVE_INFINITY);
  const parcel = new Int32Array(edges.inside.length).fill(-1);
  spread(edges, seeds, distance, parcel, 0);
  return parcel;
}

/** Of each parcel the vertex nearest to the mean of its points; a seed stays where there is none. */
function middles({ points, open }: Edges, parcel: Int32Array, seeds: readonly number[]): number[] {
  const count = seeds.length;
  const sums = new Float64Array(4 * count);
  parcel.forEach((own, vertex) => {
    if (own < 0) return;
    for (let axis = 0; axis < 3; axis++) sums[4 * own + axis] += points[3 * vertex + axis];
    sums[4 * own + 3]++;
  });
  const best = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const found = seeds.slice();
  for (const vertex of open) {
    const own = parcel[vertex];
    if (own < 0) continue;
    let squares = 0;
    for (let axis = 0; axis < 3; axis++) {
      const apart = points[3 * vertex + axis] - sums[4 * own + axis] / sums[4 * own + 3];
      squares += apart * apart;
    }
    if (squares < best[own]) {
      best[own] = squares;
      found[own] = vertex;
    }
  }
  return found;
}

/**
 * Dijkstra's shortest paths along the edges inside, from several seeds at once: lowers `distance` and names the seed, from `first` on, wherever one
 * of them is nearer than what was known.
 */
function spread(
  edges: Edges,
  seeds: readonly number[],
  distance: Float64Array,
  parcel: Int32Array,
  first: number,
): void {
  const { starts, vertices, inside, barrier, points } = edges;
  const queue = new NearestFirst(distance);
  seeds.forEach((seed, index) => {
    distance[seed] = 0;
    parcel[seed] = first + index;
    queue.add(seed, 0);
  });
  for (let vertex = queue.take(); vertex >= 0; vertex = queue.take()) {
    for (let at = starts[vertex]; at < starts[vertex + 1]; at++) {
      const other = vertices[at];
      if (!inside[other]) continue;
      let squares = 0;
      for (let axis = 0; axis < 3; axis++) {
        const apart = points[3 * other + axis] - points[3 * vertex + axis];
        squares += apart * apart;
      }
      const effort = barrier ? 1 + (barrier[vertex] + barrier[other]) / 2 : 1;
      const reached = distance[vertex] + effort * Math.sqrt(squares);
      if (reached >= distance[other]) continue;
      distance[other] = reached;
      parcel[other] = parcel[vertex];
      queue.add(other, reached);
    }
  }
}

/** A binary heap of vertices by their distance; entries that were overtaken by a shorter way are passed over. */
class NearestFirst {
  private readonly heap: { readonly vertex: number; readonly at: number }[] = [];

  constructor(private readonly distance: Float64Array) {}

  add(vertex: number, at: number): void {
    const { heap } = this;
    let place = heap.length;
    heap.push({ vertex, at });
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (heap[above].at <= at) break;
      heap[place] = heap[above];
      place = above;
    }
    heap[place] = { vertex, at };
  }

  /** The nearest vertex, -1 where none is left. */
  take(): number {
    const { heap } = this;
    while (heap.length > 0) {
      const top = heap[0];
      const last = heap.pop() as (typeof heap)[number];
      if (heap.length > 0) this.sink(last);
      if (top.at === this.distance[top.vertex]) return top.vertex;
    }
    return -1;
  }

  private sink(entry: { readonly vertex: number; readonly at: number }): void {
    const { heap } = this;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below + 1 < heap.length && heap[below + 1].at < heap[below].at) below++;
      if (below >= heap.length || heap[below].at >= entry.at) break;
      heap[place] = heap[below];
      place = below;
    }
    heap[place] = entry;
  }
}
