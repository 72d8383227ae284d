import { type Dataset, labelsOf } from '../../data/dataset.js';
import type { Fold } from '../../data/folds.js';
import type { FaintMaps } from '../../evaluation/distribution/faintMaps.js';
import { measurements } from '../../evaluation/index.js';
import { type Confusion, confusion } from '../../evaluation/performance/confusion.js';
import type { ClassifierConfig } from '../../model/config.js';
import { type Estimate, estimate } from '../../statistics/estimate.js';
import { groupedProportionEstimate } from '../../statistics/groupedProportion.js';
import { groupMembers } from '../../statistics/groupMembers.js';
import { type LabelPermutationTest, labelPermutationTest } from '../../statistics/labelPermutation.js';
import { holm, pairedPermutationTest } from '../../statistics/pairedPermutation.js';
import type { EpochRecord, StopReason } from '../../training/state.js';
import type { ModelRole } from '../boxes/boxModels.js';
import type { StepFigures } from '../trial/trainingEnd.js';
import type { CrossValidationData, FinalResult, FoldResult, ModelOutcome } from './crossValidationTrials.js';
import { type HeldOutSaliency, heldOutSaliency, inDataOrder } from './heldOutSaliency.js';

/** Draws that a permutation test of an accuracy may take: with many samples fewer permutations say as much. */
const MOST_DRAWS = 2e8;
const LEAST_PERMUTATIONS = 999;

/** One model in one fold. */
export interface FoldScore extends StepFigures {
  readonly fold: string;
  readonly samples: number;
  /** Share of the samples held out that are predicted right. */
  readonly accuracy: number;
  readonly epochs: number;
  /** The epoch whose parameters were tested. */
  readonly bestEpoch: number;
  readonly stopped: StopReason;
}

/** How a model differs from the first one, on the same samples held out. */
export interface ModelComparison {
  /** Key of the first model. */
  readonly against: string;
  /** The first model's accuracy minus this one's. */
  readonly difference: number;
  /** Of a paired permutation test over groups, or over samples where there are none. */
  readonly p: number;
  /** The same after Holm's correction for all comparisons. */
  readonly adjusted: number;
}

/** What all folds say of one model. */
export interface CrossValidatedModel {
  readonly key: string;
  readonly label: string;
  readonly role: ModelRole | undefined;
  readonly config: ClassifierConfig;
  /** Over all samples, each predicted by the model of the fold that held it out. */
  readonly accuracy: Estimate;
  readonly confusion: Confusion;
  /** Whether the accuracy beats chance; of groups where each group is of one class, else of samples. */
  readonly chance: LabelPermutationTest;
  readonly chanceOf: ChanceUnit;
  readonly folds: readonly FoldScore[];
  readonly comparison: ModelComparison | undefined;
  /** Predicted class of each sample, in the order of the data. */
  readonly predicted: Int32Array;
  /** Probability of each class, [sample, class], in the order of the data. */
  readonly probabilities: Float32Array;
  /** Undefined where maps were too much to keep. */
  readonly saliency: HeldOutSaliency | undefined;
  /** How many maps say little, by fold. */
  readonly faint: readonly FaintMaps[];
  /** Measurements of the maps against the truth mask, where the data have one: means over samples. */
  readonly measured: Readonly<Record<string, Estimate | undefined>> | undefined;
  /** The model trained on all data. */
  readonly final: FinalResult & { readonly history: readonly EpochRecord[] };
}

/** A cross-validation, summed up. */
export interface CrossValidationSummary {
  readonly samples: number;
  /** How many groups there are, or without groups episodes; undefined where samples stand for themselves. */
  readonly groups: number | undefined;
  readonly classes: readonly { readonly name: string; readonly samples: number }[];
  readonly folds: readonly { readonly name: string; readonly training: number; readonly test: number }[];
  /** The first is the one that the others are compared with. */
  readonly models: readonly CrossValidatedModel[];
}

/** Sums up what all folds of all models came to; `seed` is that of the permutations. */
export function summariseCrossValidation(
  { dataset, groups }: CrossValidationData,
  folds: readonly Fold[],
  outcomes: readonly ModelOutcome[],
  seed: number,
): CrossValidationSummary {
  const labels = labelsOf(dataset);
  const predictions = outcomes.map(({ folds: results }) => predictionsOf(dataset, folds, results));
  const correct = predictions.map((predicted) => predicted.map((label, sample) => Number(label === labels[sample])));
  const { episodes, classNames } = dataset;
  const independent = groups ?? episodes;
  const comparisons = compared(correct, independent, seed);
  return {
    samples: dataset.samples,
    groups: independent && new Set(independent).size,
    classes: dataset.classNames.map((name, label) => ({
      name,
      samples: labels.reduce((count, other) => count + Number(other === label), 0),
    })),
    folds: folds.map(({ name, training, test }) => ({ name, training: training.length, test: test.length })),
    models: outcomes.map(({ model, folds: results, final }, index): CrossValidatedModel => {
      const predicted = predictions[index];
      const chance = chanceTest({ labels, predicted, groups, episodes, classes: classNames.length }, seed);
      return {
        key: model.key,
        label: model.label,
        role: model.role,
        config: final.config,
        accuracy: groupedProportionEstimate(correct[index], independent) as Estimate,
        confusion: confusion(labels, predicted, dataset.classNames.length),
        chance: chance.test,
        chanceOf: chance.of,
        folds: folds.map(({ name, test }, fold) => ({
          fold: name,
          samples: test.length,
          accuracy: test.reduce((sum, sample) => sum + correct[index][sample], 0) / test.length,
          epochs: results[fold].history.length,
          bestEpoch: results[fold].bestEpoch,
          bestStep: results[fold].bestStep,
          stepsTaken: results[fold].stepsTaken,
          stopped: results[fold].stopped,
        })),
        comparison: comparisons[index] && { against: outcomes[0].model.key, ...comparisons[index] },
        predicted,
        probabilities: inDataOrder(
          folds,
          results.map(({ probabilities }) => probabilities),
          [dataset.samples, dataset.classNames.length],
        ),
        saliency: heldOutSaliency(
          { dataset, groups: independent },
          folds,
          results.map(({ maps }) => maps),
        ),
        faint: results.map(({ faint }) => faint),
        measured: dataset.mask && measuredOf(results),
        final,
      };
    }),
  };
}

function predictionsOf({ samples }: Dataset, folds: readonly Fold[], results: readonly FoldResult[]): Int32Array {
  const predicted = new Int32Array(samples);
  folds.forEach(({ test }, fold) => {
    test.forEach((sample, row) => {
      predicted[sample] = results[fold].predicted[row];
    });
  });
  return predicted;
}

/** The first model against each other one; the first itself has none. */
function compared(
  correct: readonly Int32Array[],
  groups: readonly string[] | undefined,
  seed: number,
): (Omit<ModelComparison, 'against'> | undefined)[] {
  const tests = correct.slice(1).map((other, test) => {
    const differences = correct[0].map((right, sample) => right - other[sample]);
    const total = differences.reduce((sum, value) => sum + value, 0);
    // Samples of a group go together: the whole group is turned round, or not.
    const units = groups ? sumsByGroup(differences, groups) : differences;
    return {
      difference: total / differences.length,
      p: pairedPermutationTest(units, { seed, test }),
    };
  });
  const adjusted = holm(tests.map(({ p }) => p));
  return [undefined, ...tests.map((test, index) => ({ ...test, adjusted: adjusted[index] }))];
}

function sumsByGroup(values: Int32Array, groups: readonly string[]): number[] {
  return [...groupMembers(groups).values()].map((own) => own.reduce((sum, sample) => sum + values[sample], 0));
}

interface Predictions {
  readonly labels: Int32Array;
  readonly predicted: Int32Array;
  readonly groups: readonly string[] | undefined;
  /** As in `Dataset`. */
  readonly episodes: readonly string[] | undefined;
  readonly classes: number;
}

/** What counts as one prediction in a test against chance. */
export type ChanceUnit = 'groups' | 'episodes' | 'samples';

/**
 * Labels change places within groups. Where each group is of one class (patients and controls) that would change nothing:
 * then a group counts as one sample, predicted as most of its samples are. Samples that share time steps are no independent
 * evidence: those of an episode that follow each other and are of one class count as one likewise.
 */
export function chanceTest(
  { labels, predicted, groups, episodes, classes }: Predictions,
  seed: number,
): { of: ChanceUnit; test: LabelPermutationTest } {
  const permutations = Math.max(LEAST_PERMUTATIONS, Math.min(9999, Math.floor(MOST_DRAWS / labels.length)));
  const own = groups ? [...groupMembers(groups).values()] : [];
  const pure =
    own.length > 0 && own.every((samples) => samples.every((sample) => labels[sample] === labels[samples[0]]));
  if (!pure && !episodes) {
    const test = labelPermutationTest({ labels, predicted, groups, classes }, { seed, permutations });
    return { of: 'samples', test };
  }
  const units = pure ? own : ofOneClass(episodes ?? [], labels);
  const votes = units.map((samples) => {
    const counts = new Uint32Array(classes);
    for (const sample of samples) counts[predicted[sample]] += 1;
    return counts.indexOf(Math.max(...counts));
  });
  const firsts = units.map(([first]) => first);
  const truths = firsts.map((first) => labels[first]);
  const within = pure ? undefined : groups && firsts.map((first) => groups[first]);
  return {
    of: pure ? 'groups' : 'episodes',
    test: labelPermutationTest({ labels: truths, predicted: votes, groups: within, classes }, { seed, permutations }),
  };
}

/** Samples that follow each other in one episode and are of one class. */
function ofOneClass(episodes: readonly string[], labels: Int32Array): number[][] {
  const units: number[][] = [];
  episodes.forEach((episode, sample) => {
    const before = units.at(-1)?.at(-1);
    if (before !== undefined && episodes[before] === episode && labels[before] === labels[sample]) {
      units.at(-1)?.push(sample);
    } else units.push([sample]);
  });
  return units;
}

function measuredOf(results: readonly FoldResult[]): Record<string, Estimate | undefined> {
  return Object.fromEntries(
    Object.keys(results[0]?.evaluation.measured ?? {}).map((name) => {
      const values = results.flatMap(({ evaluation }) => evaluation.measured[name].perSample);
      return [
        name,
        estimate(
          values.filter((value) => value !== undefined),
          measurements.get(name).bounds,
        ),
      ];
    }),
  );
}
