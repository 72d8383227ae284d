import { type Dataset, lengthOf } from '../../data/dataset.js';
import { baselineValues } from '../baseline.js';
import { completeness } from '../completeness.js';
import type { AttributionMethod } from '../method.js';

/**
 * Integrated gradients, the gradient along the straight path from a baseline x' to the sample x:
 *
 *   IG_{t,n} = (x_{t,n} - x'_{t,n}) 1/m sum_{k=0}^{m-1} dS/dx_{t,n} at x' + (k + 1/2)/m (x - x')
 *
 * with m steps: the integral by the midpoint rule, whose error falls with m^2 and which never takes the gradient at
 * the baseline itself (Captum's default is the Gauss-Legendre rule; both tend to the same integral). Where the target is `predicted` it
 * is the class predicted of x, along the whole path.
 */
export const integratedGradients: AttributionMethod = {
  name: 'integrated-gradients',
  description: 'the gradient of the class output, integrated along the straight path from a baseline to the input',
  quantity: 'IG',
  paper: 'Sundararajan, Taly and Yan, Axiomatic Attribution for Deep Networks, 2017, https://arxiv.org/abs/1703.01365',
  settings: ['steps', 'baseline'],

  async attribute(classifier, dataset, options = {}) {
    const { output = 'probability', target = 'true', signed = false, steps = 50, baseline = 'zero', ...pass } = options;
    const from = baselineValues(baseline, dataset);
    const values = await classifier.pathGradient(dataset, { output, target, steps, baseline: from, ...pass });
    multiplyByDifference(values, dataset, from);
    const { signal } = pass;
    const sums = await completeness(classifier, dataset, values, { output, target, baseline: from, signal });
    if (!signed) for (let i = 0; i < values.length; i++) values[i] = Math.abs(values[i]);
    return {
      values,
      shape: [dataset.samples, dataset.time, dataset.features],
      method: 'integrated-gradients',
      output,
      target,
      signed,
      settings: { steps, baseline },
      completeness: sums,
    };
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
