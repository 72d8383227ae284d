import { coldStart } from './coldStart.mjs';
import { gradientMaps, integratedGradients, large, tensorflow, training } from './comparisons.mjs';
import { growth } from './growth.mjs';
import { kernels } from './kernels.mjs';
import { length } from './length.mjs';
import { machine } from './machine.mjs';
import { fastMath, threads } from './ownComparison.mjs';
import { peakShare } from './peakShare.mjs';
import { products } from './products.mjs';
import { sizes } from './sizes.mjs';

/**
 * Every part of the benchmark, in its order: `name`, `title`, `measure({ peers, progress, cores })`, whose result goes into the JSON
 * file, and `tables(result)`, Markdown of that. It is measured on one core, the fastest, unless it has `cores: 'all'` or asks for others.
 */
export const parts = [
  machine,
  training,
  gradientMaps,
  integratedGradients,
  large,
  tensorflow,
  threads,
  fastMath,
  peakShare,
  kernels,
  products,
  length,
  growth,
  sizes,
  coldStart,
];
