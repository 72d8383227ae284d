import { z } from 'zod';
import { UnvanishError } from '../../errors.js';
import { parseOptions } from '../../options.js';
import type { Estimate } from '../../statistics/estimate.js';
import { groupedMeans, groupsSchema } from '../../statistics/groupedMeans.js';
import { checkNames, checkNumbers } from '../../statistics/numbers.js';
import { checkMaps, checkShapes, type EvaluatedData, type SeriesShape, validCells } from '../maps.js';
import { saliencyByTime } from './timeShare.js';

const saliencyProfileSchema = groupsSchema
  .omit({ bounds: true })
  .extend({
    samples: z
      .array(z.int().min(0))
      .readonly()
      .optional()
      .describe('positions of the samples to take, such as those of one class; all unless told'),
  })
  .describe('saliency profile');

export type SaliencyProfileOptions = z.input<typeof saliencyProfileSchema>;

/** One time step or feature of a profile. */
export interface ProfileEntry {
  /** Share of the saliency of a sample, mean over samples with its interval. All entries add up to 1. */
  readonly share: Estimate;
  /** What saliency that prefers nothing would give. */
  readonly uniform: number;
}

/** Which features mattered, and when. */
export interface SaliencyProfile {
  /** In the order of time; `seconds` from the first step where the data say how long a step is. */
  readonly byTime: readonly (ProfileEntry & { readonly step: number; readonly seconds?: number })[];
  /** In the order of the data. */
  readonly byFeature: readonly (ProfileEntry & { readonly name: string })[];
}

/**
 * How the saliency of samples is spread over time steps and over features, beside even saliency.
 *
 * A zero map counts as evenly spread. Padding has no share: a step that only some samples reach has the less.
 *
 * @param maps [sample, time, feature], by absolute value.
 * @throws UnvanishError `shape` or `not-finite` where maps do not fit the data, `option` where no samples are taken.
 */
export function saliencyProfile(
  maps: Float32Array,
  data: EvaluatedData & { readonly featureNames: readonly string[]; readonly samplingInterval?: number },
  options: SaliencyProfileOptions = {},
): SaliencyProfile {
  checkMaps(maps, data);
  const { time, features, featureNames, samplingInterval } = data;
  checkNames('data: featureNames', featureNames);
  const { samples: chosen, groups } = parseOptions(saliencyProfileSchema, options);
  const samples = chosen ?? Array.from({ length: data.samples }, (_, sample) => sample);
  if (samples.length === 0) throw new UnvanishError('option', 'a profile of no samples was asked for');
  const size = time * features;
  const timeShares = new Float64Array(samples.length * time);
  const featureShares = new Float64Array(samples.length * features);
  const evenTime = new Float64Array(time);
  samples.forEach((sample, row) => {
    const shape = { time, features, length: data.lengths?.[sample] ?? time };
    const map = maps.subarray(sample * size, (sample + 1) * size);
    timeShares.set(saliencyByTime(map, shape), row * time);
    featureShares.set(saliencyByFeature(map, shape), row * features);
    for (let step = 0; step < shape.length; step++) evenTime[step] += 1 / shape.length / samples.length;
  });
  const independent = { bounds: [0, 1], groups: groups && samples.map((sample) => groups[sample] ?? '') } as const;
  return {
    byTime: groupedMeans(timeShares, time, independent).map((share, step) => ({
      step,
      ...(samplingInterval !== undefined && { seconds: step * samplingInterval }),
      share,
      uniform: evenTime[step],
    })),
    byFeature: groupedMeans(featureShares, features, independent).map((share, feature) => ({
      name: featureNames[feature],
      share,
      uniform: 1 / features,
    })),
  };
}

/**
 * Share of the saliency of each feature: sum over time of |R_f| / sum over time and features of |R|. A zero map prefers no
 * feature: each has the share 1 / features.
 *
 * @param map Saliency, finite, [time, feature].
 * @returns [feature], adding up to 1.
 */
export function saliencyByFeature(map: Float32Array, shape: SeriesShape): Float64Array {
  const cells = validCells(shape, map);
  const { features } = shape;
  const mass = new Float64Array(features);
  for (let cell = 0; cell < cells; cell++) mass[cell % features] += Math.abs(map[cell]);
  const total = mass.reduce((sum, value) => sum + value, 0);
  return mass.map((value) => (total > 0 ? value / total : 1 / features));
}

/**
 * The share of saliency at each time step and feature, |R| / sum |R| of a sample, mean over samples: each sample weighs the
 * same, whatever the size of its gradients. A zero map counts as evenly spread; padding has no share.
 *
 * @param maps [sample, time, feature], by absolute value, finite.
 * @param samples The samples to take, such as those of one class.
 * @returns [time, feature], adding up to 1.
 * @throws UnvanishError `shape` where a map does not fit, `option` where no samples are taken.
 */
export function meanShares(maps: Float32Array, data: EvaluatedData, samples: readonly number[]): Float64Array {
  checkShapes(maps, data);
  checkNumbers('samples', samples);
  if (samples.length === 0) throw new UnvanishError('option', 'the mean of no saliency maps was asked for');
  const { time, features, lengths } = data;
  const size = time * features;
  const sum = new Float64Array(size);
  for (const sample of samples) {
    const map = maps.subarray(sample * size, (sample + 1) * size);
    const cells = validCells({ time, features, length: lengths?.[sample] ?? time }, map);
    let total = 0;
    for (let cell = 0; cell < cells; cell++) total += Math.abs(map[cell]);
    for (let cell = 0; cell < cells; cell++) sum[cell] += total > 0 ? Math.abs(map[cell]) / total : 1 / cells;
  }
  return sum.map((share) => share / samples.length);
}
