import { checkDataset, createDataset, type Dataset, lengthOf, seriesOf } from '../data/dataset.js';
import { checkClassifier } from '../model/checkClassifier.js';
import type { Classifier, Output, PassOptions } from '../model/classifier.js';
import { checkArgument } from '../options.js';

/** A sample whose input is changed. */
export interface Perturbation {
  readonly sample: number;
  /** Changes a copy of the sample's series, [time, feature], in place; padding is not read. */
  readonly change: (x: Float32Array) => void;
}

/** What is asked of the changed inputs. */
export interface PerturbOptions extends PassOptions {
  readonly output: Output;
  /** The class whose output S is, of each sample of the dataset, [sample]. */
  readonly targets: Int32Array;
  /** How many perturbations there are, for the progress. */
  readonly count: number;
}

/**
 * S of changed inputs, [perturbation]: the one driver of all methods and measurements that change the input and look at the
 * output. Inputs are made and asked in batches that together take no more than the classifier's memory, whatever the number
 * of perturbations; what one gives does not depend on the others in its batch. Of neighbours that begin alike, as changes of one
 * sample from the same step on do, the steps before are computed once, where the encoder can go on from there.
 *
 * @throws UnvanishError as `Classifier.logits`.
 */
export async function perturb(
  classifier: Classifier,
  dataset: Dataset,
  perturbations: Iterable<Perturbation>,
  { output, targets, count, signal, onProgress }: PerturbOptions,
): Promise<Float64Array> {
  checkClassifier(classifier, 'perturb: the first argument');
  checkDataset(dataset, 'perturb: the second argument');
  const isIterable = typeof perturbations?.[Symbol.iterator] === 'function';
  checkArgument(isIterable, 'perturb: the third argument', perturbations, 'an iterable of { sample, change }');
  checkArgument(targets instanceof Int32Array, 'perturb: targets', targets, 'an Int32Array [sample]');
  const { time, features, lengths } = dataset;
  const size = time * features;
  const most = Math.max(1, Math.min(count, Math.floor(classifier.memory / (4 * size))));
  const outputs = new Float64Array(count);
  const x = new Float32Array(most * size);
  const samples: number[] = [];
  let done = 0;
  const ask = async () => {
    if (samples.length === 0) return;
    const changed = createDataset({
      x: x.subarray(0, samples.length * size),
      shape: [samples.length, time, features],
      lengths: lengths && Int32Array.from(samples, (sample) => lengthOf(dataset, sample)),
    });
    const values = await outputsOf(classifier, changed, output, { signal });
    const { classes } = classifier.config;
    samples.forEach((sample, row) => {
      outputs[done + row] = values[row * classes + targets[sample]];
    });
    done += samples.length;
    samples.length = 0;
    onProgress?.({ done, total: count });
  };
  for (const { sample, change } of perturbations) {
    const series = x.subarray(samples.length * size, (samples.length + 1) * size);
    series.set(seriesOf(dataset, sample));
    change(series);
    samples.push(sample);
    if (samples.length === most) await ask();
  }
  await ask();
  return outputs;
}

/** The outputs of every class, [sample, class]. */
export function outputsOf(
  classifier: Classifier,
  dataset: Dataset,
  output: Output,
  options: PassOptions,
): Promise<Float32Array> {
  return classifier.outputs(dataset, output, options);
}
