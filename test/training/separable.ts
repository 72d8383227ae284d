import { createDataset, type Dataset } from '../../src/data/dataset.js';
import { Draws } from '../reference/draws.js';

/** What of a problem is to differ from the default: 24 samples of 6 steps and 4 features in two classes. */
export interface Problem {
  samples?: number;
  time?: number;
  features?: number;
  seed?: number;
  /** Labels that have nothing to do with the series, so that training never ends early. */
  randomLabels?: boolean;
  /** Lengths between 1 and `time` instead of whole series. */
  unequal?: boolean;
}

/** Two classes in turn, with noise of +-1 about means of -1 and 1. */
export function separable(problem: Problem = {}): Dataset {
  const { samples = 24, time = 6, features = 4, seed = 1, randomLabels = false, unequal = false } = problem;
  const random = new Draws(seed);
  const size = time * features;
  const noise = random.floats(samples * size);
  const x = noise.map((value, i) => value + (Math.floor(i / size) % 2 === 1 ? 1 : -1));
  const labels = Int32Array.from({ length: samples }, (_, i) => (randomLabels ? random.below(2) : i % 2));
  const lengths = unequal ? Int32Array.from({ length: samples }, () => 1 + random.below(time)) : undefined;
  return createDataset({ x, shape: [samples, time, features], labels, lengths, classNames: ['low', 'high'] });
}
