import type { Engine } from '../../backend/engine.js';
import type { Pointer } from '../../backend/kernels.js';
import { addProduct, type Matrix, multiply, stack, transposed } from '../../backend/matrix.js';
import type { TimeChunk } from '../passes/batch.js';

/**
 * Rows of a path whose gradients are added up before they are multiplied by a weight: always the same ones, so that a result
 * does not depend on how many are computed together.
 */
export const PATH_GROUP = 8;

/** Rows [.., time, width] of each sample, or of each group of a path's points: `stride` elements from one to the next. */
export interface SampleRows {
  readonly at: Pointer;
  readonly stride: number;
}

/** The series of a chunk, each [time, feature]; of a path its two ends. */
export function inputOf({ x, stride, alphas, samples, time, features }: TimeChunk): Matrix {
  return stack(x, alphas ? 2 : samples, time, features, { step: stride });
}

/**
 * Sets out [sample, time, width] = x W, W [feature, width], with `add` [width] added to every row unless it is 0. On a path the product
 * is that of its two ends, and what lies between them is interpolated: x_k W = x' W + alpha_k (x W - x' W).
 */
export function timesInput(engine: Engine, chunk: TimeChunk, weight: Matrix, out: Pointer, add: Pointer): void {
  const { samples, time, alphas } = chunk;
  const { columns: width } = weight;
  const size = time * width;
  const x = inputOf(chunk);
  const to = alphas ? engine.allocate(2 * size) : out;
  multiply(engine, x, weight, stack(to, x.count, time, width), add);
  if (alphas) engine.kernels.interpolateRows(to, to + 4 * size, alphas, out, samples, size);
}

/** Where the gradient of a chunk's input is made: in its place in dx, or, on a path, beside it until `endInputGradient`. */
export function beginInputGradient(engine: Engine, chunk: TimeChunk, dx: Pointer): SampleRows {
  const { stride, samples, time, features, from, alphas } = chunk;
  if (!alphas) return { at: dx + 4 * from * features, stride };
  const size = time * features;
  return { at: engine.allocate(Math.ceil(samples / PATH_GROUP) * size), stride: size };
}

/** Adds the gradients of a path's groups to dx [time, feature], in order. */
export function endInputGradient(engine: Engine, chunk: TimeChunk, { at, stride }: SampleRows, dx: Pointer): void {
  const { samples, features, from, alphas } = chunk;
  if (!alphas) return;
  engine.kernels.sumRows(at, Math.ceil(samples / PATH_GROUP), stride, dx + 4 * from * features, stride);
}

/** From d [sample, time, width] = dL/d(x W) makes the gradient d W^T, or adds it to what is there. */
export function timesInputBackward(
  engine: Engine,
  chunk: TimeChunk,
  weight: Matrix,
  d: Pointer,
  { at, stride }: SampleRows,
  how: 'set' | 'add',
): void {
  const { samples, time, features, alphas } = chunk;
  const { columns: width } = weight;
  const [rows, count] = alphas ? groupSums(engine, d, samples, time * width) : [d, samples];
  const gradient = stack(at, count, time, features, { step: stride });
  const product = how === 'add' ? addProduct : multiply;
  product(engine, stack(rows, count, time, width), transposed(weight), gradient);
}

/** The input itself, [sample, time, feature]; of a path all its points. */
export function inputValues(engine: Engine, chunk: TimeChunk): SampleRows {
  const { x, stride, samples, time, features, alphas } = chunk;
  if (!alphas) return { at: x, stride };
  const size = time * features;
  const at = engine.allocate(samples * size);
  engine.kernels.interpolateRows(x, x + 4 * stride, alphas, at, samples, size);
  return { at, stride: size };
}

/** Where the gradient of `inputValues` is made: in its place, but for that of a path's points; at 0 where it is not wanted. */
export function beginInputValues(engine: Engine, chunk: TimeChunk, input: SampleRows | undefined): SampleRows {
  const { stride, samples, time, features, alphas } = chunk;
  if (!alphas) return { at: input?.at ?? 0, stride };
  return { at: engine.allocate(samples * time * features), stride: time * features };
}

/** Adds up the gradients of a path's points by groups, from where `beginInputValues` had them made. */
export function endInputValues(engine: Engine, chunk: TimeChunk, d: SampleRows, { at, stride }: SampleRows): void {
  const { samples, alphas } = chunk;
  if (!alphas) return;
  const [sums, groups] = groupSums(engine, d.at, samples, stride);
  engine.floats(at, groups * stride).set(engine.floats(sums, groups * stride));
}

/** The sums of rows [samples, size] over each group of a path's points, [group, size], and how many there are. */
function groupSums(engine: Engine, rows: Pointer, samples: number, size: number): [sums: Pointer, groups: number] {
  const groups = Math.ceil(samples / PATH_GROUP);
  const sums = engine.allocateZeros(groups * size);
  for (let group = 0; group < groups; group++) {
    const first = group * PATH_GROUP;
    const count = Math.min(PATH_GROUP, samples - first);
    engine.kernels.sumRows(rows + 4 * first * size, count, size, sums + 4 * group * size, size);
  }
  return [sums, groups];
}
