import type { Engine } from '../../backend/engine.js';
import type { Pointer } from '../../backend/kernels.js';
import type { TimeChunk } from '../passes/batch.js';

/** A weight [feature, width] that the input is multiplied by: element (i, j) at `at` + 4 (i row + j col). */
export interface InputWeight {
  readonly at: Pointer;
  readonly row: number;
  readonly col: number;
  readonly width: number;
}

/**
 * Rows of a path whose gradients are added up before they are multiplied by a weight: always the same ones, so that a result
 * does not depend on how many are computed together.
 */
export const PATH_GROUP = 8;

/**
 * Sets out [sample, time, width] = x W, with `add` [width] added to every row unless it is 0. On a path the product is that of its
 * two ends, and what lies between them is interpolated: x_k W = x' W + alpha_k (x W - x' W).
 */
export function timesInput(engine: Engine, chunk: TimeChunk, weight: InputWeight, out: Pointer, add: Pointer): void {
  const { kernels } = engine;
  const { x, stride, samples, time, features: n, alphas } = chunk;
  const { at, row, col, width } = weight;
  const size = time * width;
  const [count, to] = alphas ? [2, engine.allocate(2 * size)] : [samples, out];
  kernels.products(count, x, stride, n, 1, at, 0, row, col, to, size, width, time, width, n, add);
  if (alphas) kernels.interpolateRows(to, to + 4 * size, alphas, out, samples, size);
}

/** Where the gradient of a chunk's input is made: that of each sample, or of each group of a path's points, [.., time, feature]. */
export interface InputGradient {
  readonly at: Pointer;
  /** Elements from one sample, or group, to the next. */
  readonly stride: number;
}

/** The gradient of a chunk, made in its place in dx, or, on a path, beside it until `endInputGradient`. */
export function beginInputGradient(engine: Engine, chunk: TimeChunk, dx: Pointer): InputGradient {
  const { stride, samples, time, features, from, alphas } = chunk;
  if (!alphas) return { at: dx + 4 * from * features, stride };
  const size = time * features;
  return { at: engine.allocate(Math.ceil(samples / PATH_GROUP) * size), stride: size };
}

/** Adds the gradients of a path's groups to dx [time, feature], in order. */
export function endInputGradient(engine: Engine, chunk: TimeChunk, { at, stride }: InputGradient, dx: Pointer): void {
  const { samples, features, from, alphas } = chunk;
  if (!alphas) return;
  engine.kernels.sumRows(at, Math.ceil(samples / PATH_GROUP), stride, dx + 4 * from * features, stride);
}

/** From d [sample, time, width] = dL/d(x W) makes the gradient d W^T, or adds it. */
export function timesInputBackward(
  engine: Engine,
  chunk: TimeChunk,
  weight: InputWeight,
  d: Pointer,
  { at, stride }: InputGradient,
  accumulate: boolean,
): void {
  const { samples, time, features: n, alphas } = chunk;
  const { at: w, row, col, width } = weight;
  const size = time * width;
  const add = accumulate ? at : 0;
  const [rows, count] = alphas ? groupSums(engine, d, samples, size) : [d, samples];
  engine.kernels.products(count, rows, size, width, 1, w, 0, col, row, at, stride, n, time, n, width, add);
}

/** The input itself as rows [sample, time, feature], samples `stride` elements apart. */
export function inputValues(engine: Engine, chunk: TimeChunk): { at: Pointer; stride: number } {
  const { x, stride, samples, time, features, alphas } = chunk;
  if (!alphas) return { at: x, stride };
  const size = time * features;
  const at = engine.allocate(samples * size);
  engine.kernels.interpolateRows(x, x + 4 * stride, alphas, at, samples, size);
  return { at, stride: size };
}

/** The gradient of `inputValues` from d, those of the values: on a path they are added up, else they are in place. */
export function inputValuesBackward(engine: Engine, chunk: TimeChunk, d: Pointer, { at, stride }: InputGradient): void {
  const { samples, alphas } = chunk;
  if (!alphas) return;
  const [sums, groups] = groupSums(engine, d, samples, stride);
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
