import { z } from 'zod';
import { checkDataset, type Dataset, lengthOf, maskOf, seriesOf } from '../../data/dataset.js';
import { checkArgument, parseOptions } from '../../options.js';
import { RandomIntegers, seedField } from '../../statistics/randomIntegers.js';
import { checkEvaluatedData, type SeriesShape } from '../maps.js';
import { blurredMagnitude } from './blur.js';

/** How the chance rows come about. */
export const chanceSchema = z
  .strictObject({ seed: seedField.describe('seed of the uniform random row') })
  .describe('chance rows');

export type ChanceOptions = z.input<typeof chanceSchema>;

/** A map that needs no model, measured like any other so that a table shows what its numbers are worth. */
export interface ChanceRow {
  /** What programs call it. */
  readonly name: string;
  /** What people call it: the row's head in a table. */
  readonly label: string;
  /** One sentence that a report can print: what the map is and why the row is there. */
  readonly description: string;
  /** Whether it is made of the series, and so says nothing without them. */
  readonly ofSeries: boolean;
  /** The map of one sample, [time, feature], zero in the padding. */
  readonly map: (sample: number) => Float32Array;
}

/**
 * The chance rows of a dataset: uniform random map, constant map, |x|, |x| blurred, and, where the dataset has a
 * truth mask, the oracle.
 *
 * The rows made of x should get the series as they are, before standardisation: scaling each (time, feature) by its
 * own spread over both classes makes |x| as large inside a +-1 box as outside it, and the rows would look harmless.
 *
 * @throws UnvanishError `option` where arguments are wrong.
 */
export function chanceRows(dataset: Dataset, options: ChanceOptions): readonly ChanceRow[] {
  checkDataset(dataset, 'data');
  const random = new RandomIntegers(parseOptions(chanceSchema, options).seed, 'chance');
  const shapeOf = (sample: number): SeriesShape => ({
    time: dataset.time,
    features: dataset.features,
    length: lengthOf(dataset, sample),
  });
  const blank = () => new Float32Array(dataset.time * dataset.features);
  const rows: ChanceRow[] = [
    {
      name: 'uniform',
      ofSeries: false,
      label: 'uniform random',
      description:
        'Uniform random numbers that know neither data nor model: what does not beat this row has found nothing, however large its weighted Jaccard looks.',
      map: (sample) => withoutPadding(random.uniform(dataset.time * dataset.features, sample), shapeOf(sample)),
    },
    {
      name: 'constant',
      ofSeries: false,
      label: 'constant',
      description:
        'The same saliency everywhere: what a map scores that carries no information (weighted Jaccard 0, distance 1, AUROC .5, AUPRC the share of cells that matter).',
      map: (sample) => withoutPadding(blank().fill(1), shapeOf(sample)),
    },
    {
      name: 'magnitude',
      ofSeries: true,
      label: '|x|',
      description:
        'The absolute value of the input itself, without any model: what a map shows that only echoes its input.',
      map: (sample) => seriesOf(dataset, sample).map(Math.abs),
    },
    {
      name: 'blurredMagnitude',
      ofSeries: true,
      label: '|x| blurred',
      description:
        'The absolute value of the input smoothed over time and features (moving averages of 7 by 7, twice), without any model: smoothing alone finds the boxes, so a smoothed map says little about a model.',
      map: (sample) => blurredMagnitude(seriesOf(dataset, sample), shapeOf(sample)),
    },
  ];
  if (dataset.mask) {
    rows.push({
      name: 'oracle',
      ofSeries: false,
      label: 'oracle',
      description: 'The truth mask itself: the best that any map can score.',
      map: (sample) => withoutPadding(marks(maskOf(dataset, sample) as Uint8Array), shapeOf(sample)),
    });
  }
  return rows;
}

/** All maps of a chance row, in sample order, as `evaluate` takes them: [sample, time, feature]. */
export function chanceMaps(row: ChanceRow, dataset: Pick<Dataset, 'samples' | 'time' | 'features'>): Float32Array {
  checkArgument(typeof row?.map === 'function', 'row', row, 'a chance row');
  checkEvaluatedData(dataset);
  const size = dataset.time * dataset.features;
  const maps = new Float32Array(dataset.samples * size);
  for (let sample = 0; sample < dataset.samples; sample++) maps.set(row.map(sample), sample * size);
  return maps;
}

function marks(mask: Uint8Array): Float32Array {
  return Float32Array.from(mask, (value) => (value !== 0 ? 1 : 0));
}

function withoutPadding(map: Float32Array, shape: SeriesShape): Float32Array {
  return map.fill(0, shape.length * shape.features);
}
