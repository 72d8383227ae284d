import { backward, forward, type Parameters, zerosLike } from '../reference/classifier.js';
import { classOutputGradient, crossEntropy, crossEntropyGradient } from '../reference/loss.js';
import { type Matrix, rowsOf, zeros } from '../reference/matrix.js';
import type { ClassifierCase } from './arbitraryCase.js';

/** The float64 twin's logits, [sample][class]. */
export function twinLogits({ config, parameters, series }: ClassifierCase): Matrix {
  return series.map((x) => forward(config, parameters, x).logits);
}

/** The float64 twin's mean loss over all samples and its gradients, by parameter name. */
export function twinGradients(one: ClassifierCase): { loss: number; gradients: Parameters } {
  const { config, parameters, series, labels } = one;
  const passes = series.map((x) => forward(config, parameters, x));
  const logits = passes.map((pass) => pass.logits);
  const dlogits = crossEntropyGradient(logits, labels);
  const gradients = zerosLike(parameters);
  passes.forEach((pass, sample) => {
    backward(pass, dlogits[sample], gradients);
  });
  return { loss: crossEntropy(logits, labels), gradients };
}

/** The float64 twin's signed map of one sample's label, [length][feature]. */
export function twinMap(
  { config, parameters, series, labels }: ClassifierCase,
  sample: number,
  output: 'probability' | 'logit',
): Matrix {
  const pass = forward(config, parameters, series[sample]);
  const dlogits = classOutputGradient(pass.logits, labels[sample], output);
  return backward(pass, dlogits, zerosLike(parameters));
}

/** The float64 twin's integrated gradients of one sample's label, [length][feature], from a baseline [time, feature]. */
export function twinIntegratedGradients(
  one: ClassifierCase,
  sample: number,
  { baseline, steps, output }: { baseline: ArrayLike<number>; steps: number; output: 'probability' | 'logit' },
): Matrix {
  const x = one.series[sample];
  const from = rowsOf(baseline, x.length, x[0].length);
  const sum = zeros(x.length, x[0].length);
  for (let k = 0; k < steps; k++) {
    const alpha = (k + 0.5) / steps;
    const point = x.map((row, t) => row.map((value, n) => from[t][n] + alpha * (value - from[t][n])));
    const map = twinMap({ ...one, series: one.series.with(sample, point) }, sample, output);
    map.forEach((row, t) => {
      row.forEach((value, n) => {
        sum[t][n] += value;
      });
    });
  }
  return sum.map((row, t) => row.map((value, n) => ((x[t][n] - from[t][n]) * value) / steps));
}
