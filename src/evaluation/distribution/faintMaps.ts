import { type Dataset, lengthOf } from '../../data/dataset.js';

/** How many of some maps say little. */
export interface FaintMaps {
  readonly samples: number;
  /** Maps that are 0 everywhere. */
  readonly zero: number;
  /** Of the others, those of a probability so near 0 or 1 that its slope is below a hundred-thousandth: beside other samples' they vanish. */
  readonly saturated: number;
}

/** p (1 - p) below it is faint: a mean over samples would not see such a map beside those of doubtful samples. */
const FAINTEST = 1e-5;

/**
 * Counts maps that are 0 everywhere and, of gradients of probabilities, those of samples that the model is sure of.
 *
 * @param maps [sample, time, feature].
 * @param explained probabilities [sample, class], and the class that is explained of each sample, where the maps are of its probability.
 */
export function faintMaps(
  maps: Float32Array,
  dataset: Dataset,
  explained?: { readonly probabilities: Float32Array; readonly classes: ArrayLike<number> },
): FaintMaps {
  const { samples, time, features } = dataset;
  let [zero, saturated] = [0, 0];
  for (let sample = 0; sample < samples; sample++) {
    const start = sample * time * features;
    const map = maps.subarray(start, start + lengthOf(dataset, sample) * features);
    if (map.every((value) => value === 0)) zero++;
    else if (explained) {
      const { probabilities, classes } = explained;
      const width = probabilities.length / samples;
      const own = probabilities.subarray(sample * width, (sample + 1) * width);
      // 1 - p is the sum of the others: of a rounded p near 1 nothing would be left.
      const others = own.reduce((sum, p, j) => (j === classes[sample] ? sum : sum + p), 0);
      if (own[classes[sample]] * others < FAINTEST) saturated++;
    }
  }
  return { samples, zero, saturated };
}

/** What is to be said of maps of probabilities, from one model or several parts of data, many of which are faint; undefined where few are. */
export function faintSentence(each: readonly FaintMaps[]): string | undefined {
  const sum = (of: (one: FaintMaps) => number) => each.reduce((total, one) => total + of(one), 0);
  const [samples, zero, saturated] = [sum((one) => one.samples), sum((one) => one.zero), sum((one) => one.saturated)];
  if (zero === 0 && saturated < samples / 4) return undefined;
  const some = (count: number) => (count === samples ? 'all' : `${count} of ${samples}`);
  const parts = [
    zero > 0 && `${some(zero)} are 0 everywhere`,
    saturated > 0 &&
      `${some(saturated)} are of samples that the model is so sure of that the slope of their probability is below 0.00001, and count for next to nothing in a mean over samples`,
  ];
  return `Of the maps, ${parts.filter((part) => part !== false).join('; ')}: maps of the logit (--output logit) say more.`;
}
