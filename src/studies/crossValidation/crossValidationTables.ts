import { formatP } from '../../report/numberFormat.js';
import type { Table, TableRow } from '../../report/table.js';
import type { Estimate } from '../../statistics/estimate.js';
import type { CrossValidatedModel, CrossValidationSummary, FoldScore } from './crossValidationSummary.js';
import type { HeldOutSaliency } from './heldOutSaliency.js';

/** Accuracy of all models on samples held out, beside chance. */
export function accuracyTable({ models, groups, samples }: CrossValidationSummary): Table {
  const compared = models.length > 1;
  const first = models[0];
  const units = groups === undefined ? 'samples' : 'groups';
  return {
    caption: `Accuracy on samples held out: ${samples} samples${groups === undefined ? '' : ` in ${groups} groups`}, each predicted by a model that did not see it [95 % confidence interval]`,
    columns: [
      {
        key: 'accuracy',
        label: 'Accuracy %',
        style: 'percent',
        better: 'higher',
        description: `Share of all samples that are predicted right; its interval takes ${units} as what is independent of each other.`,
      },
      {
        key: 'balanced',
        label: 'Balanced %',
        style: 'percent',
        better: 'higher',
        description: 'Mean over classes of the share of their samples that is predicted right.',
      },
      {
        key: 'chance',
        label: 'Chance %',
        style: 'percent',
        description: `What the same predictions reach where labels change places at random${chanceNote(models)}; 95 % of such draws stay at or below the bound.`,
      },
      { key: 'bound', label: '95 % bound', style: 'percent' },
      { key: 'p', label: 'p', description: 'How often chance does as well: permutation of labels.' },
      ...(compared
        ? [
            {
              key: 'difference',
              label: 'To the first',
              style: 'percent' as const,
              description: `Accuracy minus that of ${first.label}, in points.`,
            },
            {
              key: 'pDifference',
              label: 'p of that',
              description: `Paired permutation test over ${units}, with Holm’s correction.`,
            },
          ]
        : []),
    ],
    rows: models.map(
      ({ label, accuracy, confusion, chance, comparison }): TableRow => ({
        header: label,
        cells: {
          accuracy,
          balanced: confusion.balancedAccuracy,
          chance: chance.chance,
          bound: chance.chanceHigh,
          p: formatP(chance.p),
          difference: comparison && -comparison.difference,
          pDifference: comparison && formatP(comparison.adjusted),
        },
      }),
    ),
  };
}

function chanceNote(models: readonly CrossValidatedModel[]): string {
  const [{ chanceOf }] = models;
  if (chanceOf === 'groups') {
    return ' (each group, being of one class, counts as one sample, predicted as most of its samples are)';
  }
  const within = ' within groups, where there are groups';
  if (chanceOf === 'samples') return within;
  return `${within} (samples of one class that follow each other and share time steps count as one, predicted as most of them are)`;
}

/** How each class fares. */
export function classTable({
  classes,
  models,
}: Pick<CrossValidationSummary, 'classes'> & {
  readonly models: readonly Pick<CrossValidatedModel, 'label' | 'confusion'>[];
}): Table {
  return {
    caption: 'Each class: how many samples there are, and how they are predicted [95 % Wilson interval]',
    headerLabel: 'class',
    columns: [
      { key: 'samples', label: 'Samples', style: 'integer' },
      {
        key: 'recall',
        label: 'Recall %',
        style: 'percent',
        description: 'Share of the class’s samples that are predicted right.',
      },
      {
        key: 'precision',
        label: 'Precision %',
        style: 'percent',
        description: 'Share of what is predicted to be of the class that is.',
      },
      { key: 'confused', label: 'Most often taken for', align: 'left' },
    ],
    rows: models.flatMap(({ label, confusion: { counts, byClass } }) =>
      classes.map(
        ({ name, samples }, index): TableRow => ({
          group: models.length > 1 ? label : undefined,
          header: name,
          cells: {
            samples,
            recall: byClass[index].recall,
            precision: byClass[index].precision,
            confused: mostConfused(counts[index], index, classes),
          },
        }),
      ),
    ),
  };
}

function mostConfused(
  row: readonly number[],
  own: number,
  classes: readonly { readonly name: string }[],
): string | undefined {
  const others = row.map((count, label) => (label === own ? 0 : count));
  const most = Math.max(...others);
  return most > 0 ? `${classes[others.indexOf(most)].name} (${most})` : undefined;
}

/** A confusion matrix as text: true classes down, predicted ones across. */
export function confusionTable({ classes }: CrossValidationSummary, { label, confusion }: CrossValidatedModel): Table {
  return {
    caption: `${label}: true class by row, predicted class by column`,
    headerLabel: 'true \\ predicted',
    columns: classes.map(({ name }, index) => ({ key: `${index}`, label: name, style: 'integer' })),
    rows: classes.map(({ name }, truth) => ({
      header: name,
      cells: Object.fromEntries(confusion.counts[truth].map((count, predicted) => [`${predicted}`, count])),
    })),
  };
}

/** Accuracy in each fold, and the epoch, or step, that was tested where that is not the same in all. */
export function foldTable({ folds, models }: CrossValidationSummary): Table {
  const scores = models.flatMap((model) => model.folds);
  const chosen = new Set(scores.map(({ bestEpoch, bestStep }) => bestStep ?? bestEpoch)).size > 1;
  const what = scores.every(({ bestStep }) => bestStep === undefined) ? 'epoch' : 'step';
  return {
    caption: chosen ? `Accuracy % in each fold, and the ${what} that was kept` : 'Accuracy % in each fold',
    headerLabel: 'held out',
    columns: [
      { key: 'training', label: 'Trained with', style: 'integer' },
      { key: 'test', label: 'Held out', style: 'integer' },
      ...models.flatMap(({ key, label }) => [
        { key: `${key} accuracy`, label, style: 'percent' as const },
        ...(chosen ? [{ key: `${key} epoch`, label: what === 'epoch' ? 'Epoch' : 'Step' }] : []),
      ]),
    ],
    rows: folds.map(({ name, training, test }, index) => ({
      header: name,
      cells: {
        training,
        test,
        ...Object.fromEntries(
          models.flatMap(({ key, folds: scores }) => [
            [`${key} accuracy`, scores[index].accuracy],
            [`${key} epoch`, keptOf(scores[index])],
          ]),
        ),
      },
    })),
  };
}

function keptOf({ bestEpoch, epochs, bestStep, stepsTaken }: FoldScore): string {
  return bestStep === undefined ? `${bestEpoch} of ${epochs}` : `${bestStep} of ${stepsTaken}`;
}

/** The features with most saliency. */
export function featureTable(
  label: string,
  { byFeature }: HeldOutSaliency,
  { folds, most, timeOf }: { folds: number; most: number; timeOf: (step: number) => string },
): Table {
  const even = 1 / byFeature.length;
  return {
    caption: `${label}: the features with most saliency; mean over folds [95 % confidence interval over folds]`,
    headerLabel: 'feature',
    columns: [
      {
        key: 'times',
        label: 'Times even',
        style: 'quantity',
        description: `Its share of a held-out sample’s saliency, over an even share of 1 / ${byFeature.length}.`,
      },
      {
        key: 'folds',
        label: 'Folds in top tenth',
        align: 'right',
        description: `In how many of ${folds} folds it is among the top tenth of the features.`,
      },
      { key: 'peak', label: 'Most at', align: 'right', description: 'The time step where it has most saliency.' },
    ],
    rows: [...byFeature]
      .sort((a, b) => a.rank - b.rank)
      .slice(0, most)
      .map(({ name, share, foldsInTop, peak }) => ({
        header: name,
        cells: { times: scaled(share, 1 / even), folds: `${foldsInTop} of ${folds}`, peak: timeOf(peak) },
      })),
  };
}

function scaled({ mean, low, high, n }: Estimate, factor: number): Estimate {
  return { mean: mean * factor, low: low * factor, high: high * factor, n };
}
