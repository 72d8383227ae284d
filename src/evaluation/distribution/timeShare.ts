import { UnvanishError } from '../../errors.js';
import { checkArgument } from '../../options.js';
import { type SeriesShape, validCells } from '../maps.js';

/**
 * Share of the saliency at each time step: sum over features of |R_t| / sum over time and features of |R|.
 *
 * A zero map prefers no time step: each valid step has the share 1 / length. Padding has 0.
 *
 * @param map Saliency, finite, [time, feature].
 * @returns [time], adding up to 1.
 */
export function saliencyByTime(map: Float32Array, shape: SeriesShape): Float64Array {
  const mass = massByTime(map, shape);
  const total = mass.reduce((sum, share) => sum + share, 0);
  for (let step = 0; step < shape.length; step++) mass[step] = total > 0 ? mass[step] / total : 1 / shape.length;
  return mass;
}

/** Share of the saliency in the last `steps` valid time steps, in [0, 1]; 1 where the sample has no more than those. */
export function shareOfLast(map: Float32Array, shape: SeriesShape, steps: number): number {
  const last = checkedSteps(steps, shape);
  const split = shape.length - last;
  return shareOf(map, shape, split, shape.length);
}

/** Share of the saliency in the first `steps` time steps, in [0, 1]; 1 where the sample has no more than those. */
export function shareOfFirst(map: Float32Array, shape: SeriesShape, steps: number): number {
  return shareOf(map, shape, 0, checkedSteps(steps, shape));
}

function shareOf(map: Float32Array, shape: SeriesShape, from: number, to: number): number {
  const mass = massByTime(map, shape);
  let inside = 0;
  let outside = 0;
  for (let step = 0; step < shape.length; step++) {
    if (step >= from && step < to) inside += mass[step];
    else outside += mass[step];
  }
  // Adding the parts, rather than all steps in order, keeps the share at or below 1 in spite of rounding.
  const total = inside + outside;
  return total > 0 ? inside / total : (to - from) / shape.length;
}

function massByTime(map: Float32Array, shape: SeriesShape): Float64Array {
  validCells(shape, map);
  const { time, features, length } = shape;
  const mass = new Float64Array(time);
  for (let step = 0; step < length; step++) {
    for (let feature = 0; feature < features; feature++) mass[step] += Math.abs(map[step * features + feature]);
  }
  return mass;
}

function checkedSteps(steps: number, shape: SeriesShape): number {
  checkArgument(typeof shape?.length === 'number', 'shape', shape, '{ time, features, length }');
  if (!Number.isInteger(steps) || steps < 0)
    throw new UnvanishError('option', `a share of ${steps} time steps was asked for: give a whole number, 0 or more`);
  return Math.min(steps, shape.length);
}

/** The sum of the shares of saliency at steps `from` to `to` (not included), from what `saliencyByTime` gave. */
export function shareIn(byTime: ArrayLike<number>, from: number, to: number): number {
  let sum = 0;
  for (let step = Math.max(0, from); step < Math.min(to, byTime.length); step++) sum += byTime[step];
  return sum;
}
