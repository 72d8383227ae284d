import type { Surface } from '../../data/space/surface.js';
import { UnvanishError } from '../../errors.js';
import { normalsOf } from './surfaceShape.js';

/** Where a hemisphere is looked at from: `lateral` from outside, `medial` from the other hemisphere; the others from above and so on. */
export type Viewpoint = 'lateral' | 'medial' | 'dorsal' | 'ventral' | 'anterior' | 'posterior';

/** The picture that a view is of. */
export interface ViewFrame {
  /** Pixels. */
  readonly columns: number;
  readonly rows: number;
  /** Millimetres along the edge of a pixel. */
  readonly pixelSize: number;
}

/** Samples along each edge of a pixel: edges are smooth where a pixel is the mean of its samples. */
export const SAMPLES = 2;

/**
 * What can be seen of a surface from one side, found once for all maps that are drawn on it: the triangle under each sample of a
 * picture, and where in the triangle it lies. Samples are row by row from the top, `SAMPLES` along each edge of a pixel.
 */
export interface SurfaceView {
  readonly surface: Surface;
  readonly viewpoint: Viewpoint;
  readonly columns: number;
  readonly rows: number;
  /** The triangle in each sample, -1 where there is none. [sample]. */
  readonly triangle: Int32Array;
  /** The shares of the triangle's first and second vertex; the third has the rest. [sample, 2]. */
  readonly weights: Float32Array;
}

/** A direction along one axis of the body. */
interface Direction {
  readonly axis: 0 | 1 | 2;
  readonly sign: 1 | -1;
}

/** Directions of the body that run to the right of the picture, up, and towards who looks: right-handed, so nothing is mirrored. */
interface Camera {
  readonly right: Direction;
  readonly up: Direction;
  readonly near: Direction;
}

const [toRight, toLeft] = [
  { axis: 0, sign: 1 },
  { axis: 0, sign: -1 },
] as const;
const [toFront, toBack] = [
  { axis: 1, sign: 1 },
  { axis: 1, sign: -1 },
] as const;
const [upwards, downwards] = [
  { axis: 2, sign: 1 },
  { axis: 2, sign: -1 },
] as const;

const fromLeft: Camera = { right: toBack, up: upwards, near: toLeft };
const fromRight: Camera = { right: toFront, up: upwards, near: toRight };

function cameraOf(hemisphere: Surface['hemisphere'], viewpoint: Viewpoint): Camera {
  switch (viewpoint) {
    case 'lateral':
      return hemisphere === 'left' ? fromLeft : fromRight;
    case 'medial':
      return hemisphere === 'left' ? fromRight : fromLeft;
    case 'dorsal':
      return { right: toRight, up: toFront, near: upwards };
    case 'ventral':
      return { right: toLeft, up: toFront, near: downwards };
    case 'anterior':
      return { right: toLeft, up: upwards, near: toFront };
    case 'posterior':
      return { right: toRight, up: upwards, near: toBack };
  }
}

/** Width and height of a surface from a viewpoint, in millimetres. */
export function viewExtent({ hemisphere, points }: Surface, viewpoint: Viewpoint): [width: number, height: number] {
  const { right, up } = cameraOf(hemisphere, viewpoint);
  const size = ({ axis }: Direction) => {
    const [low, high] = rangeOf(points, axis);
    return high - low;
  };
  return [size(right), size(up)];
}

/**
 * A surface as it is seen from one side without perspective, in the middle of the picture; of triangles behind each other the nearest.
 * Left hemisphere, lateral: the front is on the left; medial: on the right. The right hemisphere has it the other way round.
 *
 * @throws UnvanishError `size` where the triangles lie over each other so often that drawing them would take minutes.
 */
export function surfaceView(surface: Surface, viewpoint: Viewpoint, frame: ViewFrame): SurfaceView {
  const { columns, rows, pixelSize } = frame;
  const { points, triangles } = surface;
  const camera = cameraOf(surface.hemisphere, viewpoint);
  const [width, height] = [columns * SAMPLES, rows * SAMPLES];
  const x = along(points, camera.right, SAMPLES / pixelSize, width / 2);
  const y = along(points, camera.up, -SAMPLES / pixelSize, height / 2);
  const near = along(points, camera.near, 1, 0);
  const triangle = new Int32Array(width * height).fill(-1);
  const weights = new Float32Array(2 * width * height);
  const nearest = new Float64Array(width * height).fill(Number.NEGATIVE_INFINITY);
  const boxAround = (a: number, b: number, c: number) => ({
    // Sample i lies at i + 1/2.
    top: Math.max(0, Math.ceil(Math.min(y[a], y[b], y[c]) - 0.5)),
    bottom: Math.min(height - 1, Math.floor(Math.max(y[a], y[b], y[c]) - 0.5)),
    left: Math.max(0, Math.ceil(Math.min(x[a], x[b], x[c]) - 0.5)),
    end: Math.min(width - 1, Math.floor(Math.max(x[a], x[b], x[c]) - 0.5)),
  });
  let boxes = 0;
  for (let at = 0; at < triangles.length; at += 3) {
    const { top, bottom, left, end } = boxAround(triangles[at], triangles[at + 1], triangles[at + 2]);
    boxes += Math.max(0, bottom - top + 1) * Math.max(0, end - left + 1);
  }
  if (boxes > MOST_DRAWN) throw tooMuch(surface);
  for (let t = 0; t < triangles.length / 3; t++) {
    const [a, b, c] = [triangles[3 * t], triangles[3 * t + 1], triangles[3 * t + 2]];
    const [ax, ay, bx, by, cx, cy] = [x[a], y[a], x[b], y[b], x[c], y[c]];
    // Twice the area, by which the three parts that a point cuts a triangle into become shares.
    const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    if (area === 0) continue;
    const { top, bottom, left, end } = boxAround(a, b, c);
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= end; column++) {
        const px = column + 0.5;
        const py = row + 0.5;
        const first = ((bx - px) * (cy - py) - (by - py) * (cx - px)) / area;
        const second = ((cx - px) * (ay - py) - (cy - py) * (ax - px)) / area;
        const third = 1 - first - second;
        // A sample on an edge belongs to both triangles, so that rounding leaves no hole between them.
        if (first < -ROUNDING || second < -ROUNDING || third < -ROUNDING) continue;
        const depth = first * near[a] + second * near[b] + third * near[c];
        const sample = row * width + column;
        if (depth <= nearest[sample]) continue;
        nearest[sample] = depth;
        triangle[sample] = t;
        weights[2 * sample] = first;
        weights[2 * sample + 1] = second;
      }
    }
  }
  return { surface, viewpoint, columns, rows, triangle, weights };
}

const ROUNDING = 1e-9;
/** Samples in the boxes around all triangles; of a folded cortex they are about ten times those of the picture. */
const MOST_DRAWN = 2 ** 29;

function tooMuch({ hemisphere, triangles }: Surface): UnvanishError {
  return new UnvanishError(
    'size',
    `the surface of the ${hemisphere} hemisphere has ${triangles.length / 3} triangles that lie over each other too often to be drawn`,
    'take a mesh that is one sheet, such as a pial surface',
  );
}

/** The components of what each vertex has, in every sample: weighted means over the triangle's vertices; 0 where there is none. */
export function interpolated(view: SurfaceView, values: ArrayLike<number>, components = 1): Float32Array {
  const { triangle, weights } = view;
  const { triangles } = view.surface;
  const out = new Float32Array(triangle.length * components);
  for (let sample = 0; sample < triangle.length; sample++) {
    const corner = 3 * triangle[sample];
    if (corner < 0) continue;
    const [first, second] = [weights[2 * sample], weights[2 * sample + 1]];
    const [a, b, c] = [triangles[corner], triangles[corner + 1], triangles[corner + 2]];
    for (let at = 0; at < components; at++) {
      out[sample * components + at] =
        first * values[a * components + at] +
        second * values[b * components + at] +
        (1 - first - second) * values[c * components + at];
    }
  }
  return out;
}

/** The vertex that has most of each sample, -1 where there is none: labels of vertices have crisp borders. */
export function nearestVertices({ triangle, weights, surface }: SurfaceView): Int32Array {
  return triangle.map((t, sample) => {
    if (t < 0) return -1;
    const [first, second] = [weights[2 * sample], weights[2 * sample + 1]];
    const third = 1 - first - second;
    return surface.triangles[3 * t + (first >= second && first >= third ? 0 : second >= third ? 1 : 2)];
  });
}

/** Where the light comes from: the left of the picture, above, and from who looks. A unit vector. */
const LIGHT = [-0.36, 0.48, 0.8] as const;

/** How much light each sample of a view gives back, from 0 to 1: 1 where the surface faces the light. [sample]. */
export function lightIn(view: SurfaceView): Float32Array {
  const { triangle, surface } = view;
  const { right, up, near } = cameraOf(surface.hemisphere, view.viewpoint);
  const normals = interpolated(view, normalsOf(surface), 3);
  const light = new Float32Array(triangle.length);
  for (let sample = 0; sample < triangle.length; sample++) {
    if (triangle[sample] < 0) continue;
    const x = right.sign * normals[3 * sample + right.axis];
    const y = up.sign * normals[3 * sample + up.axis];
    const z = near.sign * normals[3 * sample + near.axis];
    const length = Math.sqrt(x * x + y * y + z * z) || 1;
    // The inside of an open mesh is lit as its outside; at the rim normals may point a little away.
    const inside = z < -0.5 * length ? -1 : 1;
    const facing = (inside * (LIGHT[0] * x + LIGHT[1] * y) + LIGHT[2] * Math.max(0, inside * z)) / length;
    light[sample] = Math.max(0, facing);
  }
  return light;
}

/** The coordinate of each vertex along a direction, from the middle of the surface, scaled and moved. */
function along(points: Float32Array, { axis, sign }: Direction, scale: number, origin: number): Float64Array {
  const [low, high] = rangeOf(points, axis);
  const middle = (low + high) / 2;
  return Float64Array.from({ length: points.length / 3 }, (_, vertex) => {
    return origin + sign * scale * (points[3 * vertex + axis] - middle);
  });
}

function rangeOf(points: Float32Array, axis: number): [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = axis; at < points.length; at += 3) {
    low = Math.min(low, points[at]);
    high = Math.max(high, points[at]);
  }
  return [low, high];
}
