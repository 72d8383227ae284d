import { z } from 'zod';
import { type Dataset, lengthOf } from '../../data/dataset.js';
import { baselineField, baselineValues } from '../baseline.js';
import type { AttributionMethod } from '../method.js';

const settings = {
  steps: z.number().int().min(1).default(50).describe('points of the path at which the gradient is taken'),
  baseline: baselineField
    .default('zero')
    .describe('where the path begins; mean: of the explained samples, for each time step and feature'),
};

/**
 * Integrated gradients, the gradient along the straight path from a baseline x' to the sample x:
 *
 *   IG_{t,n} = (x_{t,n} - x'_{t,n}) 1/m sum_{k=0}^{m-1} dS/dx_{t,n} at x' + (k + 1/2)/m (x - x')
 *
 * with m steps: the integral by the midpoint rule, whose error falls with m^2 and which never takes the gradient at
 * the baseline itself (Captum's default is the Gauss-Legendre rule; both tend to the same integral). Where the target is `predicted` it
 * is the class predicted of x, along the whole path.
 */
export const integratedGradients: AttributionMethod<typeof settings> = {
  name: 'integrated-gradients',
  description: 'the gradient of the class output, integrated along the straight path from a baseline to the input',
  quantity: 'IG',
  paper: 'Sundararajan, Taly and Yan, Axiomatic Attribution for Deep Networks, 2017, https://arxiv.org/abs/1703.01365',
  settings,

  passes: ({ steps }) => steps,

  async compute({ classifier, dataset, output, targets, settings: { steps, baseline }, out, signal, onProgress }) {
    const from = baselineValues(baseline, dataset);
    const ofTargets = { ...dataset, labels: await targets() };
    const options = { output, target: 'true', steps, baseline: from, out, signal, onProgress } as const;
    const values = await classifier.pathGradient(ofTargets, options);
    multiplyByDifference(values, dataset, from);
    return { values, completesFrom: from };
  },
};

/** values *= x - x', where there is no padding. */
function multiplyByDifference(values: Float32Array, dataset: Dataset, baseline: Float32Array): void {
  const { samples, time, features, x } = dataset;
  for (let sample = 0; sample < samples; sample++) {
    const start = sample * time * features;
    const end = lengthOf(dataset, sample) * features;
    for (let i = 0; i < end; i++) values[start + i] *= x[start + i] - baseline[i];
  }
}
