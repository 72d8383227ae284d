import { z } from 'zod';
import type { Dataset } from '../data/dataset.js';
import { fitStandardisation } from '../data/standardisation.js';
import { UnvanishError } from '../errors.js';
import { shownValue } from '../options.js';

/**
 * Names of baselines, inputs that stand for the absence of information: `zero` (of standardised data the training mean);
 * `mean`, of the data that are explained, over samples, for each time step and feature, without padding.
 */
export const baselineNames = ['zero', 'mean'] as const;
export type BaselineName = (typeof baselineNames)[number];
/** A baseline by name, or its values [time, feature]. */
export type BaselineChoice = BaselineName | Float32Array;

/** A method's setting that is a baseline; the command line takes the names. */
export const baselineField = z
  .custom<BaselineChoice>(
    (value) => value instanceof Float32Array || (baselineNames as readonly unknown[]).includes(value),
    {
      error: ({ input }) =>
        `one of ${baselineNames.join(', ')}, or a Float32Array [time, feature], was expected, found ${shownValue(input)}`,
    },
  )
  .meta({ enum: baselineNames, value: 'what' });

/**
 * The values of a baseline, [time, feature].
 *
 * @throws UnvanishError `shape` for values of another size, `not-finite`, `option` for the mean of a single sample, which is
 *   that sample.
 */
export function baselineValues(choice: BaselineChoice, dataset: Dataset): Float32Array {
  if (choice instanceof Float32Array) return choice;
  if (choice === 'zero') return new Float32Array(dataset.time * dataset.features);
  if (dataset.samples === 1) {
    throw new UnvanishError(
      'option',
      'the baseline is the mean of the explained data, but they are one sample, whose map would be 0',
      'explain several samples together, or take the baseline zero',
    );
  }
  return fitStandardisation(dataset, 'cell').mean;
}
