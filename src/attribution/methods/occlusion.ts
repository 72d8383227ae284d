import { z } from 'zod';
import { lengthOf } from '../../data/dataset.js';
import type { SettingsOf } from '../../options.js';
import { baselineField, baselineValues } from '../baseline.js';
import type { AttributionMethod } from '../method.js';
import { outputsOf, type Perturbation, perturb } from '../perturb.js';

const size = z.number().int().min(1);

const settings = {
  window: size.default(1).describe('time steps that are occluded together'),
  featureWindow: size.default(1).describe('neighbouring features that are occluded together'),
  stride: size.default(1).describe('time steps from one window to the next'),
  featureStride: size.default(1).describe('features from one window to the next'),
  baseline: baselineField
    .default('zero')
    .describe('what takes the place of the input; mean: of the explained samples, for each time step and feature'),
};

type Settings = SettingsOf<typeof settings>;

/**
 * Occlusion: S(x) - S(x with a window of the input replaced by the baseline), averaged over the windows that cover a cell,
 *
 *   A_{t,n} = 1 / |W_{t,n}| sum_{w in W_{t,n}} ( S(x) - S(x with x_w := x'_w) )
 *
 * Windows begin at every stride; the last ones are cut off where the series ends, within each sample's own length. As Captum's
 * `Occlusion`.
 */
export const occlusion: AttributionMethod<typeof settings> = {
  name: 'occlusion',
  description: 'how much the class output falls where a window of the input is replaced by a baseline',
  quantity: 'S(x) − S(x occluded)',
  paper:
    'Zeiler and Fergus, Visualizing and Understanding Convolutional Networks, 2014, https://arxiv.org/abs/1311.2901',
  settings,

  // Each is a forward pass alone, a third of both.
  passes: (chosen, { time, features }) => windowsOf(time, features, chosen).length / 3,

  async compute({ classifier, dataset, output, targets, settings: chosen, out, signal, onProgress }) {
    const { time, features, samples } = dataset;
    const { classes } = classifier.config;
    const baseline = baselineValues(chosen.baseline, dataset);
    const classOf = await targets();
    const whole = await outputsOf(classifier, dataset, output, { signal });
    const windows = Array.from({ length: samples }, (_, sample) =>
      windowsOf(lengthOf(dataset, sample), features, chosen),
    );
    const count = windows.reduce((sum, own) => sum + own.length, 0);
    const options = { output, targets: classOf, count, signal, onProgress };
    const occluded = await perturb(classifier, dataset, perturbations(windows, features, baseline), options);
    const values = out ?? new Float32Array(samples * time * features);
    let at = 0;
    windows.forEach((own, sample) => {
      const sums = new Float64Array(time * features);
      const covered = new Uint32Array(time * features);
      for (const window of own) {
        const fall = whole[sample * classes + classOf[sample]] - occluded[at++];
        eachCell(window, features, (cell) => {
          sums[cell] += fall;
          covered[cell]++;
        });
      }
      for (let cell = 0; cell < sums.length; cell++) {
        values[sample * sums.length + cell] = covered[cell] > 0 ? sums[cell] / covered[cell] : 0;
      }
    });
    return { values };
  },
};

/** Steps `from` to `to`, and features `first` to `last`, both ends not included. */
interface Window {
  readonly from: number;
  readonly to: number;
  readonly first: number;
  readonly last: number;
}

function windowsOf(length: number, features: number, settings: Settings): Window[] {
  const { window, featureWindow, stride, featureStride } = settings;
  return starts(length, window, stride).flatMap((from) =>
    starts(features, featureWindow, featureStride).map((first) => ({
      from,
      to: Math.min(length, from + window),
      first,
      last: Math.min(features, first + featureWindow),
    })),
  );
}

/** Where windows begin, until one reaches the end. */
function starts(size: number, window: number, stride: number): number[] {
  const count = 1 + Math.ceil(Math.max(0, size - window) / stride);
  return Array.from({ length: count }, (_, index) => index * stride);
}

function* perturbations(
  windows: readonly Window[][],
  features: number,
  baseline: Float32Array,
): Iterable<Perturbation> {
  for (const [sample, own] of windows.entries()) {
    for (const window of own) {
      yield {
        sample,
        change: (x) =>
          eachCell(window, features, (cell) => {
            x[cell] = baseline[cell];
          }),
      };
    }
  }
}

function eachCell({ from, to, first, last }: Window, features: number, visit: (cell: number) => void): void {
  for (let step = from; step < to; step++) {
    for (let feature = first; feature < last; feature++) visit(step * features + feature);
  }
}
