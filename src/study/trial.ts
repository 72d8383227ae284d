import { attributionMethod } from '../attribution/index.js';
import type { Dataset } from '../data/dataset.js';
import { labelsOf, lengthOf, maskOf, seriesOf } from '../data/dataset.js';
import { type Standardisation, standardise } from '../data/standardisation.js';
import { correctPredictions, predictedClasses } from '../evaluation/accuracy.js';
import { type Estimate, proportionEstimate } from '../evaluation/estimate.js';
import { evaluateMaps, type MapEvaluation } from '../evaluation/evaluateMaps.js';
import { Classifier, type Output, type Target } from '../model/classifier.js';
import type { ClassifierConfig, ClassifierOptions } from '../model/config.js';
import { encodeModel } from '../model/savedModel.js';
import type { TrainingOptions } from '../training/options.js';
import type { EpochRecord, StopReason } from '../training/state.js';
import { type TrainingHooks, train } from '../training/trainer.js';

/** One (model, training recipe, seed, attribution) on given data: plain data, so that it can run anywhere. */
export interface TrialSpec {
  /** Names it in files and progress: unique in its study. */
  readonly id: string;
  /** What people call the model: `LSTM`. */
  readonly model: string;
  /** The architecture; sizes that the data decide are filled in. */
  readonly architecture: Omit<ClassifierOptions, 'inputSize' | 'classes'>;
  readonly training: TrainingOptions;
  readonly attribution: { readonly method: string; readonly output: Output; readonly target: Target };
  /** Steps at the end whose share of the saliency is measured. */
  readonly lastSteps: number;
  /** Test samples whose series and maps are kept for figures. */
  readonly examples: readonly number[] | 'first of each class';
}

/** Data ready for a trial, standardised where that is wanted. */
export interface TrialData {
  readonly training: Dataset;
  /** Chooses the epoch. */
  readonly validation: Dataset;
  /** Measured once, at the end. */
  readonly test: Dataset;
  readonly standardisation?: Standardisation | undefined;
}

/** One test sample with its map, for figures. */
export interface ExampleMap {
  readonly sample: number;
  readonly label: number;
  readonly predicted: number;
  readonly time: number;
  readonly features: number;
  readonly length: number;
  /** The series as the model saw it, [time, feature]. */
  readonly x: Float32Array;
  /** [time, feature]. */
  readonly map: Float32Array;
  readonly mask?: Uint8Array | undefined;
}

/** What a trial came to; survives structured cloning. */
export interface TrialResult {
  readonly spec: TrialSpec;
  readonly config: ClassifierConfig;
  readonly history: readonly EpochRecord[];
  readonly bestEpoch: number;
  readonly stopped: StopReason;
  readonly accuracy: Estimate;
  /** 1 where a test sample's class is predicted, [sample]. */
  readonly correct: Uint8Array;
  readonly evaluation: MapEvaluation;
  readonly examples: readonly ExampleMap[];
  /** The trained model, as a safetensors file. */
  readonly weights: Uint8Array;
}

/** Trains, tests, explains the test data and measures the maps. */
export async function runTrial(spec: TrialSpec, data: TrialData, hooks: TrainingHooks = {}): Promise<TrialResult> {
  const { training, validation, test, standardisation } = data;
  const classifier = await Classifier.create(
    { ...spec.architecture, inputSize: training.features, classes: training.classNames.length },
    { seed: spec.training.seed ?? 0 },
  );
  const { history, bestEpoch, stopped } = await train(classifier, { training, validation }, spec.training, hooks);
  const logits = await classifier.logits(test);
  const { method, output, target } = spec.attribution;
  const maps = await attributionMethod(method).attribute(classifier, test, { output, target });
  const labels = labelsOf(test);
  const predicted = predictedClasses(logits, training.classNames.length);
  const size = test.time * test.features;
  return {
    spec,
    config: classifier.config,
    history,
    bestEpoch,
    stopped,
    accuracy: proportionEstimate(correctPredictions(logits, labels), test.samples) as Estimate,
    correct: Uint8Array.from(predicted, (label, sample) => Number(label === labels[sample])),
    evaluation: evaluateMaps(maps.values, test, { lastSteps: spec.lastSteps }),
    examples: exampleSamples(spec.examples, labels, training.classNames.length).map((sample) => ({
      sample,
      label: labels[sample],
      predicted: predicted[sample],
      time: test.time,
      features: test.features,
      length: lengthOf(test, sample),
      x: seriesOf(test, sample).slice(),
      map: maps.values.slice(sample * size, (sample + 1) * size),
      mask: maskOf(test, sample)?.slice(),
    })),
    weights: encodeModel({
      classifier,
      standardisation,
      featureNames: test.featureNames,
      classNames: training.classNames,
      space: training.space,
    }),
  };
}

function exampleSamples(wanted: TrialSpec['examples'], labels: Int32Array, classes: number): readonly number[] {
  const samples =
    wanted === 'first of each class' ? Array.from({ length: classes }, (_, k) => labels.indexOf(k)) : wanted;
  return samples.filter((sample) => sample >= 0 && sample < labels.length);
}

/** Standardises all parts with the statistics of the training part. */
export function standardiseAll(parts: TrialData, standardisation: Standardisation): TrialData {
  return {
    training: standardise(parts.training, standardisation),
    validation: standardise(parts.validation, standardisation),
    test: standardise(parts.test, standardisation),
    standardisation,
  };
}
