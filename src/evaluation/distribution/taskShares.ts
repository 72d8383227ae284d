import { z } from 'zod';
import { UnvanishError } from '../../errors.js';
import { checkArgument, parseOptions } from '../../options.js';
import type { Estimate } from '../../statistics/estimate.js';
import { groupedMeans, groupsSchema } from '../../statistics/groupedMeans.js';
import { checkShares, SALIENT_SHARES, salientCount } from '../faithfulness/salientCells.js';
import { rankCells } from '../localisation/ranking.js';
import { checkMaps, type EvaluatedData, markedCells, type SeriesShape } from '../maps.js';

/**
 * What counts as on task: time steps, [sample, time], as `Dataset.onTask` has them (or those of any labelled interval), or
 * single inputs, [time, feature] or [sample, time, feature], as `Dataset.mask` has them.
 */
export type OnTask = { readonly steps: Uint8Array } | { readonly cells: Uint8Array };

const taskSharesSchema = groupsSchema
  .omit({ bounds: true })
  .extend({
    shares: z
      .array(z.number())
      .readonly()
      .default(SALIENT_SHARES.slice(1))
      .describe('shares of the valid inputs, above 0 to 1, rising'),
  })
  .describe('task shares');

export type TaskSharesOptions = z.input<typeof taskSharesSchema>;

/** Where the most salient inputs lie. */
export interface TaskShares {
  readonly shares: readonly number[];
  /** At each share, how much of the most salient inputs is on task, in [0, 1]; the rest is off task. */
  readonly onTask: readonly Estimate[];
  /** What saliency that prefers nothing would give at every share: the share of all inputs that is on task. */
  readonly uniform: Estimate;
  /** At each share the values of the samples that were measured, [share][sample], in the order of `measured`. */
  readonly perSample: readonly Float64Array[];
  /** Which samples have inputs both on and off task; the others are left out, since nothing can be told of them. */
  readonly measured: readonly number[];
}

/**
 * How much of the most salient inputs of each sample lies on task, as in Ismail et al. 2019, section 4.4: means over samples
 * with intervals, beside what uniform saliency would give. Padding is never counted.
 *
 * Inputs of equal saliency count in equal parts: a zero map gives what uniform saliency gives.
 *
 * @param maps [sample, time, feature], by absolute value.
 * @throws UnvanishError `shape` where maps or what is on task do not fit the data, `not-finite` where a map is not, `option`
 *   where a share is wrong, `labels` where no sample has inputs both on and off task.
 */
export function taskShares(
  maps: Float32Array,
  data: EvaluatedData,
  onTask: OnTask,
  options: TaskSharesOptions = {},
): TaskShares {
  const { shares, groups } = parseOptions(taskSharesSchema, options);
  checkShares(shares);
  if (shares[0] === 0) throw new UnvanishError('option', 'shares[0] is 0: no input lies in the top 0 %');
  checkMaps(maps, data);
  const marks = marksOf(onTask, data);
  const size = data.time * data.features;
  const measured: number[] = [];
  const rows: number[] = [];
  for (let sample = 0; sample < data.samples; sample++) {
    const shape: SeriesShape = {
      time: data.time,
      features: data.features,
      length: data.lengths?.[sample] ?? data.time,
    };
    const own = marks(sample);
    const marked = markedCells(own, shape);
    if (marked === undefined) continue;
    measured.push(sample);
    rows.push(
      marked / (shape.length * shape.features),
      ...topShares(maps.subarray(sample * size, (sample + 1) * size), own, shape, shares),
    );
  }
  if (measured.length === 0)
    throw new UnvanishError('labels', 'no sample has inputs both on and off task: there is nothing to tell apart');
  const columns = shares.length + 1;
  const [uniform, ...estimates] = groupedMeans(rows, columns, {
    bounds: [0, 1],
    groups: groups && measured.map((sample) => groups[sample]),
  });
  return {
    shares,
    onTask: estimates,
    uniform,
    perSample: shares.map((_, share) => Float64Array.from(measured, (_, row) => rows[row * columns + 1 + share])),
    measured,
  };
}

/** Of the top share of the cells, how many are marked; a tie that does not fit in whole counts by its part. */
function topShares(map: Float32Array, marks: Uint8Array, shape: SeriesShape, shares: readonly number[]): number[] {
  const { marked, unmarked } = rankCells(map, marks, shape);
  let rank = 0;
  let counted = 0;
  let hits = 0;
  return shares.map((share) => {
    const wanted = Math.max(1, salientCount(share, shape));
    while (counted + marked[rank] + unmarked[rank] < wanted) {
      hits += marked[rank];
      counted += marked[rank] + unmarked[rank];
      rank++;
    }
    return (hits + (marked[rank] * (wanted - counted)) / (marked[rank] + unmarked[rank])) / wanted;
  });
}

/** The marks of one sample, [time, feature]. */
function marksOf(onTask: OnTask, { samples, time, features }: EvaluatedData): (sample: number) => Uint8Array {
  const size = time * features;
  checkArgument(
    typeof onTask === 'object' &&
      onTask !== null &&
      ('steps' in onTask ? onTask.steps : onTask.cells) instanceof Uint8Array,
    'onTask',
    onTask,
    '{ steps } or { cells }, a Uint8Array,',
  );
  if ('steps' in onTask) {
    const { steps } = onTask;
    if (steps.length !== samples * time) throw wrongSize(steps.length, `[sample, time] = [${samples}, ${time}]`);
    return (sample) =>
      Uint8Array.from({ length: size }, (_, cell) => steps[sample * time + Math.floor(cell / features)]);
  }
  const { cells } = onTask;
  if (cells.length === size) return () => cells;
  if (cells.length !== samples * size)
    throw wrongSize(
      cells.length,
      `[time, feature] = [${time}, ${features}] or [sample, time, feature] = [${samples}, ${time}, ${features}]`,
    );
  return (sample) => cells.subarray(sample * size, (sample + 1) * size);
}

function wrongSize(found: number, expected: string): UnvanishError {
  return new UnvanishError('shape', `what is on task holds ${found} values where ${expected} was expected`);
}
