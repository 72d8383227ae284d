import type { MapEvaluation } from '../../evaluation/evaluate.js';
import { familyOf, measurements, usualMeasurements } from '../../evaluation/index.js';
import { type Estimate, estimate } from '../../statistics/estimate.js';
import {
  holmWithin,
  type PairedPermutationOptions,
  pairedPermutationTest,
} from '../../statistics/pairedPermutation.js';
import type { TrialResult } from '../trial/trial.js';
import type { BoxModel, ModelRole } from './boxModels.js';
import type { BoxOutcome, BoxStudyOptions } from './boxTrials.js';

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
  /** The same after Holm's correction for all comparisons of the study whose columns are of the same family. */
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
  readonly role: ModelRole;
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
  /**
   * How input-cell attention differs from self-attention in weighted Jaccard, corrected over boxes; where a study has both. `key` is that of the
   * model with the normalised feed, which the authors' scripts have, or else with that of the paper.
   */
  readonly attention: (BoxComparison & { readonly key: string }) | undefined;
  readonly chance: readonly {
    /** As `ChanceRow` has it. */
    readonly name: string;
    readonly label: string;
    readonly description: string;
    readonly values: Readonly<Record<SummaryColumn, Estimate>>;
  }[];
}

/** The summary of a study over its seeds; its permutation tests draw from the first. */
export function summaryOverSeeds(outcomes: readonly BoxOutcome[], { models, seeds }: BoxStudyOptions): BoxSummary[] {
  return summariseBoxes(outcomes, models, seeds[0]);
}

/** Summarises a study; `seed` is that of the signs that the tests flip. */
export function summariseBoxes(
  outcomes: readonly BoxOutcome[],
  models: readonly BoxModel[],
  seed: number,
): BoxSummary[] {
  const measured = outcomes[0]?.trials[0]?.result.evaluation.measured ?? {};
  const columns: readonly SummaryColumn[] = [...Object.keys(measured), 'accuracy', 'shareOfLast'];
  const pairs = outcomes.flatMap((outcome) =>
    models.flatMap((model) => {
      const plain = models.find(
        ({ role, architecture }) => role === 'plain' && architecture.cell === model.architecture.cell,
      );
      return plain && plain.key !== model.key ? [{ outcome, key: model.key, against: plain.key }] : [];
    }),
  );
  const all = pairs.flatMap(({ outcome, key, against }, pair) =>
    columns.map((column) => {
      const test = testNumber(pair, pairs.length, column, columns);
      const values = [samplesOf(outcome, key, column), samplesOf(outcome, against, column)] as const;
      return { box: outcome.box, key, column, against, ...compared(...values, { seed, test }) };
    }),
  );
  // Within families, so that a measurement of another kind does not move what is said of these.
  const adjusted = holmWithin(
    all.map(({ p }) => p),
    all.map(({ column }) => familyOf(column)),
  );
  const comparisons = all.map((comparison, index) => ({
    ...comparison,
    adjusted: adjusted[index],
    matters: adjusted[index] < 0.05 && comparison.seedsAgree,
  }));
  const attention = attentionCompared(outcomes, models, { seed, from: pairs.length * columns.length });
  return outcomes.map((outcome, index) => ({
    box: outcome.box,
    attention: attention?.[index],
    models: models.map((model): ModelSummary => {
      const bySeed = byColumn(columns, (column) => samplesOf(outcome, model.key, column).map(mean));
      const own = comparisons.filter(({ box, key }) => box === outcome.box && key === model.key);
      return {
        key: model.key,
        label: model.label,
        role: model.role,
        bySeed,
        values: byColumn(columns, (column) => estimate(bySeed[column], boundsOf(column)) as Estimate),
        comparison:
          own.length > 0
            ? Object.fromEntries(own.map(({ box: _, key: __, column, ...comparison }) => [column, comparison]))
            : undefined,
        published: model.published?.[outcome.box],
      };
    }),
    chance: (outcome.chance[0]?.rows ?? []).map(({ name, label, description }, row) => ({
      name,
      label,
      description,
      values: Object.fromEntries(
        columns.flatMap((column) => {
          const seeds = outcome.chance.map(({ rows }) => chanceMean(rows[row].evaluation, column));
          const defined = seeds.filter((value) => value !== undefined);
          return defined.length > 0 ? [[column, estimate(defined, boundsOf(column)) as Estimate]] : [];
        }),
      ),
    })),
  }));
}

/** The two kinds of attention of the published table, on each box; their tests are numbered behind all others. */
function attentionCompared(
  outcomes: readonly BoxOutcome[],
  models: readonly BoxModel[],
  { seed, from }: { readonly seed: number; readonly from: number },
): (BoxComparison & { readonly key: string })[] | undefined {
  const keysOf = (wanted: ModelRole) => models.filter(({ role, published }) => role === wanted && published);
  const feeds = keysOf('input-cell attention');
  const own = (feeds.find(({ architecture }) => architecture.inputCellAttention === 'normalised') ?? feeds[0])?.key;
  const against = keysOf('self-attention')[0]?.key;
  if (own === undefined || against === undefined) return undefined;
  const column = 'weightedJaccard';
  const found = outcomes.map((outcome, index) =>
    compared(samplesOf(outcome, own, column), samplesOf(outcome, against, column), { seed, test: from + index }),
  );
  const adjusted = holmWithin(
    found.map(({ p }) => p),
    found.map(() => column),
  );
  return found.map((each, index) => ({
    key: own,
    against,
    ...each,
    adjusted: adjusted[index],
    matters: adjusted[index] < 0.05 && each.seedsAgree,
  }));
}

/** The columns that there are unless told; their tests come first. */
const usualColumns: readonly SummaryColumn[] = [...usualMeasurements, 'accuracy', 'shareOfLast'];

/** Between which the values of a column lie by their nature; accuracies and shares of saliency are shares. */
function boundsOf(column: SummaryColumn): readonly [number, number] | undefined {
  return measurements.has(column) ? measurements.get(column).bounds : [0, 1];
}

/** The number of a test: those of the usual columns have the same, and so the same flips, whatever else is measured. */
function testNumber(pair: number, pairs: number, column: SummaryColumn, columns: readonly SummaryColumn[]): number {
  const usual = usualColumns.indexOf(column);
  if (usual >= 0) return pair * usualColumns.length + usual;
  const others = columns.filter((other) => !usualColumns.includes(other));
  return pairs * usualColumns.length + pair * others.length + others.indexOf(column);
}

function byColumn<Value>(
  columns: readonly SummaryColumn[],
  of: (column: SummaryColumn) => Value,
): Record<SummaryColumn, Value> {
  return Object.fromEntries(columns.map((column) => [column, of(column)]));
}

/** Values of one model's test samples, a list a seed. */
function samplesOf({ trials }: BoxOutcome, key: string, column: SummaryColumn): number[][] {
  return trials.filter(({ model }) => model.key === key).map(({ result }) => sampleValues(result, column));
}

function sampleValues({ evaluation, correct }: TrialResult, column: SummaryColumn): number[] {
  if (column === 'accuracy') return Array.from(correct);
  const values = measuredOf(evaluation, column)?.perSample ?? [];
  // Boxes leave no truth mask empty or full, so that every sample has every measurement.
  return values.map((value) => value ?? Number.NaN);
}

function measuredOf({ measured, shareOfLast }: MapEvaluation, column: SummaryColumn) {
  return column === 'shareOfLast' ? shareOfLast : measured[column];
}

function chanceMean(evaluation: MapEvaluation, column: SummaryColumn): number | undefined {
  return measuredOf(evaluation, column)?.estimate?.mean;
}

function compared(own: number[][], other: number[][], options: PairedPermutationOptions) {
  const differences = own.map((values, seed) => values.map((value, sample) => value - other[seed][sample]));
  const signs = differences.map((values) => Math.sign(mean(values)));
  return {
    difference: mean(differences.flat()),
    p: pairedPermutationTest(differences.flat(), options),
    seedsAgree: signs.every((sign) => sign === signs[0] && sign !== 0),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
