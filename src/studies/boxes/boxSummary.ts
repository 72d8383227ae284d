import type { RandomStream } from '../../backend/random.js';
import type { MapEvaluation } from '../../evaluation/localisation/evaluateMaps.js';
import { measurements } from '../../evaluation/localisation/index.js';
import { type Estimate, estimate } from '../../statistics/estimate.js';
import { holm, pairedPermutationTest } from '../../statistics/pairedPermutation.js';
import type { TrialResult } from '../trial/trial.js';
import type { BoxOutcome } from './boxes.js';
import { type BoxModel, publishedBoxes } from './boxModels.js';

/** What is summarised: the measurements of maps, `accuracy` and `shareOfLast`. */
type SummaryColumn = string;

/** How a model differs from the plain one of the same cell, on the same test samples. */
interface BoxComparison {
  /** Key of the plain model. */
  readonly against: string;
  /** Mean over seeds and test samples of this model's value minus that of the other. */
  readonly difference: number;
  /** Of a paired permutation test over the test samples of all seeds; see `matters`. */
  readonly p: number;
  /** The same after Holm's correction for all comparisons of the study. */
  readonly adjusted: number;
  /** Whether the difference has the same sign for every seed. */
  readonly seedsAgree: boolean;
  /**
   * adjusted < .05 and the seeds agree. The test speaks of new test samples for these trained models; that it would come
   * out the same for newly trained ones is what the agreement of the seeds says.
   */
  readonly matters: boolean;
}

/** One model on one box, over all seeds. */
export interface ModelSummary {
  readonly key: string;
  readonly label: string;
  /** Each seed's mean over its test samples, in the order of the seeds. */
  readonly bySeed: Readonly<Record<SummaryColumn, readonly number[]>>;
  /** Mean over seeds, with its 95 % confidence interval. */
  readonly values: Readonly<Record<SummaryColumn, Estimate>>;
  readonly comparison: Readonly<Record<SummaryColumn, BoxComparison>> | undefined;
  /** The paper's values, where it has some. */
  readonly published: Readonly<Record<SummaryColumn, number>> | undefined;
}

/** One box of a study over several seeds. */
export interface BoxSummary {
  readonly box: string;
  readonly models: readonly ModelSummary[];
  readonly chance: readonly {
    readonly label: string;
    readonly description: string;
    readonly values: Readonly<Record<SummaryColumn, Estimate>>;
  }[];
}

const columns: readonly SummaryColumn[] = [...measurements.map(({ name }) => name), 'accuracy', 'shareOfLast'];

/** Summarises a study; `stream` flips signs in the tests. */
export function summariseBoxes(
  outcomes: readonly BoxOutcome[],
  models: readonly BoxModel[],
  stream: RandomStream,
): BoxSummary[] {
  let position = 0;
  const bits = (count: number) => stream.bits(count, position++);
  const all = outcomes.flatMap((outcome) =>
    models.flatMap((model) => {
      const plain = models.find(
        ({ key, architecture }) => key === architecture.cell && key === model.architecture.cell,
      );
      if (!plain || plain.key === model.key) return [];
      return columns.map((column) => ({
        box: outcome.box,
        key: model.key,
        column,
        against: plain.key,
        ...compared(samplesOf(outcome, model.key, column), samplesOf(outcome, plain.key, column), bits),
      }));
    }),
  );
  const adjusted = holm(all.map(({ p }) => p));
  const comparisons = all.map((comparison, index) => ({
    ...comparison,
    adjusted: adjusted[index],
    matters: adjusted[index] < 0.05 && comparison.seedsAgree,
  }));
  return outcomes.map((outcome) => ({
    box: outcome.box,
    models: models.map((model): ModelSummary => {
      const bySeed = byColumn((column) => samplesOf(outcome, model.key, column).map(mean));
      const own = comparisons.filter(({ box, key }) => box === outcome.box && key === model.key);
      const published = publishedBoxes[model.key]?.[outcome.box];
      return {
        key: model.key,
        label: model.label,
        bySeed,
        values: byColumn((column) => estimate(bySeed[column]) as Estimate),
        comparison:
          own.length > 0
            ? Object.fromEntries(own.map(({ box: _, key: __, column, ...comparison }) => [column, comparison]))
            : undefined,
        published: published && {
          weightedJaccard: published[0],
          euclidean: published[1],
          accuracy: published[2],
        },
      };
    }),
    chance: (outcome.chance[0]?.rows ?? []).map(({ label, description }, row) => ({
      label,
      description,
      values: Object.fromEntries(
        columns.flatMap((column) => {
          const seeds = outcome.chance.map(({ rows }) => chanceMean(rows[row].evaluation, column));
          const defined = seeds.filter((value) => value !== undefined);
          return defined.length > 0 ? [[column, estimate(defined) as Estimate]] : [];
        }),
      ),
    })),
  }));
}

function byColumn<Value>(of: (column: SummaryColumn) => Value): Record<SummaryColumn, Value> {
  return Object.fromEntries(columns.map((column) => [column, of(column)]));
}

/** Values of one model's test samples, a list a seed. */
function samplesOf({ trials }: BoxOutcome, key: string, column: SummaryColumn): number[][] {
  return trials.filter((trial) => trial.key === key).map(({ result }) => sampleValues(result, column));
}

function sampleValues({ evaluation, correct }: TrialResult, column: SummaryColumn): number[] {
  if (column === 'accuracy') return Array.from(correct);
  const values = measuredOf(evaluation, column)?.perSample ?? [];
  // Boxes leave no truth mask empty or full, so that every sample has every measurement.
  return values.map((value) => value ?? Number.NaN);
}

function measuredOf({ measured, shareOfLast }: MapEvaluation, column: SummaryColumn) {
  return column === 'shareOfLast' ? shareOfLast : measured[column as keyof typeof measured];
}

function chanceMean(evaluation: MapEvaluation, column: SummaryColumn): number | undefined {
  return measuredOf(evaluation, column)?.estimate?.mean;
}

function compared(own: number[][], other: number[][], bits: (count: number) => Uint32Array) {
  const differences = own.map((values, seed) => values.map((value, sample) => value - other[seed][sample]));
  const signs = differences.map((values) => Math.sign(mean(values)));
  return {
    difference: mean(differences.flat()),
    p: pairedPermutationTest(differences.flat(), bits),
    seedsAgree: signs.every((sign) => sign === signs[0] && sign !== 0),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
