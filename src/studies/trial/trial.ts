import { type AttributionSpec, attribute } from '../../attribution/attribute.js';
import { checkDataset, type Dataset, labelsOf, lengthOf, maskOf, seriesOf } from '../../data/dataset.js';
import { type Standardisation, standardise } from '../../data/standardisation.js';
import { type EvaluationOptions, evaluate, type MapEvaluation } from '../../evaluation/evaluate.js';
import { correctPredictions, predictedClasses } from '../../evaluation/performance/accuracy.js';
import { Classifier } from '../../model/classifier.js';
import type { ClassifierConfig, ClassifierOptions } from '../../model/config.js';
import { encodeModel } from '../../model/weights/savedModel.js';
import { type Estimate, proportionEstimate } from '../../statistics/estimate.js';
import type { TrainingOptions } from '../../training/options.js';
import type { EpochRecord, StopReason } from '../../training/state.js';
import { type TrainingHooks, type TrainingResult, train } from '../../training/trainer.js';
import { type StepFigures, stepsOf } from './trainingEnd.js';

/** One (model, training recipe, seed, attribution) on given data: plain data, so that it can run anywhere. */
export interface TrialSpec {
  /** Names it in files and progress: unique in its study. */
  readonly id: string;
  /** What people call the model: `LSTM`. */
  readonly model: string;
  /** The architecture; sizes that the data decide are filled in. */
  readonly architecture: Omit<ClassifierOptions, 'inputSize' | 'classes'>;
  readonly training: TrainingOptions;
  /** As `EngineOptions` has it: what comes of it is of this machine alone. */
  readonly fastMath?: boolean | undefined;
  /** What the test samples are explained by, as `attribute` takes it. */
  readonly attribution: AttributionSpec;
  /** Steps at the end whose share of the saliency is measured. */
  readonly lastSteps: number;
  /** What else is measured of the maps than against the truth mask, as in `EvaluationOptions`. */
  readonly measurements?: EvaluationOptions['measurements'];
  /** Settings of measurements, by their names. */
  readonly measurementSettings?: EvaluationOptions['settings'];
  /** Test samples whose series and maps are kept for figures. */
  readonly examples: readonly number[] | 'first of each class';
}

/** Data ready for a trial, standardised where that is wanted. */
export interface TrialData {
  readonly training: Dataset;
  /** Chooses the parameters; without it the last ones count. */
  readonly validation?: Dataset | undefined;
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
export interface TrialResult extends StepFigures {
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

/** A trial's model after its training. */
export interface TrainedModel extends TrainingResult {
  readonly classifier: Classifier;
  /** The model as a safetensors file. */
  readonly weights: Uint8Array;
}

/** Trains the model of a trial. */
export async function trainModel(
  spec: Pick<TrialSpec, 'architecture' | 'training' | 'fastMath'>,
  { training, validation, standardisation }: Omit<TrialData, 'test'>,
  hooks: TrainingHooks = {},
): Promise<TrainedModel> {
  const { classNames, featureNames, space, samplingInterval } = training;
  const classifier = await Classifier.create(
    { ...spec.architecture, inputSize: training.features, classes: classNames.length },
    { seed: spec.training.seed ?? 0, fastMath: spec.fastMath },
  );
  const result = await train(classifier, { training, validation }, spec.training, hooks);
  return {
    ...result,
    classifier,
    weights: encodeModel({ classifier, standardisation, featureNames, classNames, space, samplingInterval }),
  };
}

/** What a model makes of test data: predictions, maps, and what these measure. */
export interface TestedModel {
  /** [sample, class] */
  readonly logits: Float32Array;
  /** [sample] */
  readonly predicted: Int32Array;
  /** [sample, time, feature] */
  readonly maps: Float32Array;
  readonly evaluation: MapEvaluation;
}

/** Predicts and explains the test data and measures the maps. */
export async function testModel(
  spec: Pick<TrialSpec, 'attribution' | 'lastSteps' | 'measurements' | 'measurementSettings' | 'training'>,
  classifier: Classifier,
  test: Dataset,
): Promise<TestedModel> {
  const { attribution, lastSteps, measurements, measurementSettings: settings, training } = spec;
  const logits = await classifier.logits(test);
  const { values: maps } = await attribute(classifier, test, attribution);
  const predicted = predictedClasses(logits, classifier.config.classes);
  const { target } = attribution;
  const chosen = { measurements, settings, lastSteps };
  const evaluation = await evaluate(maps, test, { ...chosen, classifier, target, seed: training.seed });
  return { logits, predicted, maps, evaluation };
}

/** Trains, tests, explains the test data and measures the maps. */
export async function runTrial(spec: TrialSpec, data: TrialData, hooks: TrainingHooks = {}): Promise<TrialResult> {
  checkDataset(data?.training, 'runTrial: training');
  checkDataset(data.test, 'runTrial: test');
  const { training, test } = data;
  const trained = await trainModel(spec, data, hooks);
  const { classifier, history, bestEpoch, stopped, weights } = trained;
  const { logits, predicted, maps, evaluation } = await testModel(spec, classifier, test);
  const labels = labelsOf(test);
  const size = test.time * test.features;
  return {
    spec,
    config: classifier.config,
    history,
    bestEpoch,
    ...stepsOf(trained),
    stopped,
    accuracy: proportionEstimate(correctPredictions(logits, labels), test.samples) as Estimate,
    correct: Uint8Array.from(predicted, (label, sample) => Number(label === labels[sample])),
    evaluation,
    examples: exampleSamples(spec.examples, labels, training.classNames.length).map((sample) => ({
      sample,
      label: labels[sample],
      predicted: predicted[sample],
      time: test.time,
      features: test.features,
      length: lengthOf(test, sample),
      x: seriesOf(test, sample).slice(),
      map: maps.slice(sample * size, (sample + 1) * size),
      mask: maskOf(test, sample)?.slice(),
    })),
    weights,
  };
}

function exampleSamples(wanted: TrialSpec['examples'], labels: Int32Array, classes: number): readonly number[] {
  const samples =
    wanted === 'first of each class' ? Array.from({ length: classes }, (_, k) => labels.indexOf(k)) : wanted;
  return samples.filter((sample) => sample >= 0 && sample < labels.length);
}

/** Standardises all parts with the statistics of the training part. */
export function standardiseAll<Parts extends Omit<TrialData, 'test'> & { readonly test?: Dataset | undefined }>(
  parts: Parts,
  standardisation: Standardisation,
): Parts & { readonly standardisation: Standardisation } {
  const { training, validation, test } = parts;
  return {
    ...parts,
    training: standardise(training, standardisation),
    ...(validation && { validation: standardise(validation, standardisation) }),
    ...(test && { test: standardise(test, standardisation) }),
    standardisation,
  };
}
