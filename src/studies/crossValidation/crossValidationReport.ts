import type { Dataset } from '../../data/dataset.js';
import type { Cortex } from '../../data/space/surfaceFeatures.js';
import type { Block } from '../../report/block.js';
import type { Report, Section } from '../../report/document.js';
import { confusionFigure } from '../../report/figures/confusionFigure.js';
import { heatmapGrid } from '../../report/figures/panelGrid.js';
import { trainingCurves } from '../../report/figures/trainingCurves.js';
import { formatNumber, timeText } from '../../report/numberFormat.js';
import type { TrainingOptions } from '../../training/options.js';
import { columnsOf } from '../trial/measurementTable.js';
import { type Brain, brainOverTime } from './brainFigures.js';
import { crossValidationSentences } from './crossValidationSentences.js';
import type { CrossValidatedModel, CrossValidationSummary } from './crossValidationSummary.js';
import { accuracyTable, classTable, featureTable, foldTable } from './crossValidationTables.js';
import type { HeldOutRemoval } from './heldOutRemoval.js';
import type { HeldOutSaliency } from './heldOutSaliency.js';
import { removalTable, shareLabel } from './removalTable.js';
import { shareMapFigure, timeShareFigure } from './saliencyFigures.js';

/** What was cross-validated, as a report says it. */
export interface CrossValidatedRun {
  /** Where the series came from. */
  readonly name: string;
  readonly data: Dataset;
  /** The cortex that maps are drawn on. */
  readonly cortex?: Cortex | undefined;
  /** How recordings became samples, where they did. */
  readonly origin?: readonly (readonly [term: string, value: string | number])[];
  /** How samples were divided: `leaving one run out, 12 folds`. */
  readonly division: string;
  readonly training: TrainingOptions;
  /** Share of each training part that chose the epoch. */
  readonly validation: number;
  readonly standardise: string;
  /** What the removal of inputs costs, where that was measured. */
  readonly removal?: HeldOutRemoval | undefined;
  readonly facts: readonly (readonly [string, string | number])[];
}

type ModelWithMaps = CrossValidatedModel & { readonly saliency: HeldOutSaliency };

const TOP_FEATURES = 10;
/** More classes than this make the figure of maps by class too long. */
const MOST_CLASS_MAPS = 12;

/** The self-contained report of a cross-validation: what one wants to know first comes first. */
export function crossValidationReport(summary: CrossValidationSummary, run: CrossValidatedRun): Report {
  const { models, classes } = summary;
  const mapped = models.filter((model): model is ModelWithMaps => model.saliency !== undefined);
  return {
    title: `Cross-validation on ${run.name}`,
    lead: crossValidationSentences(summary, run).join(' '),
    sections: [
      {
        heading: 'Does it beat chance?',
        blocks: [{ kind: 'table', ...accuracyTable(summary) }],
      },
      {
        heading: 'Which classes are told apart',
        blocks: [
          {
            kind: 'grid',
            figures: models.map(({ label, confusion: { counts } }) => (width: number) => {
              return confusionFigure({ title: label, counts, classNames: classes.map(({ name }) => name) }, width);
            }),
            caption: 'Samples held out, by true class (row) and predicted class (column); colours are shares of a row.',
          },
          { kind: 'table', ...classTable(summary) },
        ],
      },
      ...(mapped.length > 0 ? saliencySections(mapped, summary, run) : [noMaps()]),
      ...(run.removal ? [removalSection(run.removal, summary)] : []),
      {
        heading: 'Each fold, and the models trained on all data',
        blocks: [
          { kind: 'table', ...foldTable(summary) },
          {
            kind: 'grid',
            figures: models.flatMap(({ label, final: { history, bestEpoch } }) =>
              trainingCurves({ name: `${label}, all data`, history, bestEpoch }),
            ),
            caption:
              'The models that the run keeps are trained on all data by the same recipe; their accuracy on unseen samples is what the folds say. Training figures are of the running epoch, with dropout.',
          },
        ],
      },
      { heading: 'How this was made', blocks: howMade(summary, run) },
    ],
    footer: run.facts,
  };
}

function saliencySections(
  models: readonly ModelWithMaps[],
  summary: CrossValidationSummary,
  { data, cortex }: CrossValidatedRun,
): Section[] {
  const even = 1 / (data.time * data.features);
  const folds = summary.folds.length;
  return [
    {
      heading: 'Which features, and when',
      blocks: [
        {
          kind: 'grid',
          figures: models.map(({ label, saliency: { shares } }) => shareMapFigure(label, shares, data)),
          caption: `Mean over ${folds} folds of the maps of samples held out: |dP/dx|, P the probability of the true class, each map taken by its shares.`,
        },
        ...brainBlocks(models, { data, cortex }),
        ...models.map(
          ({ label, saliency }): Block => ({
            kind: 'table',
            ...featureTable(label, saliency, { folds, most: TOP_FEATURES, timeOf: (step) => timeText(data, step) }),
          }),
        ),
        {
          kind: 'figure',
          figure: timeShareFigure(
            models.map(({ label, saliency: { byTime } }) => ({ label, byTime })),
            data,
          ),
          caption: `Mean over ${folds} folds; bands are 95 % confidence intervals over folds.`,
        },
        ...onTaskBlocks(models),
        ...measuredBlocks(models),
        ...(data.classNames.length <= MOST_CLASS_MAPS ? [classMaps(models, summary, even, data)] : []),
      ],
    },
  ];
}

function brainBlocks(models: readonly ModelWithMaps[], brain: Brain): Block[] {
  return brainOverTime(models, brain).map((figure) => ({
    kind: 'figure',
    figure,
    caption: 'The same maps where their features lie; 1 is an even share over features and time steps.',
  }));
}

function classMaps(
  models: readonly ModelWithMaps[],
  { classes }: CrossValidationSummary,
  even: number,
  { time, features }: Dataset,
): Block {
  return {
    kind: 'details',
    summary: 'The maps of each class',
    blocks: [
      {
        kind: 'figure',
        figure: heatmapGrid({
          title: 'Mean maps of the samples of each class',
          columns: models.map(({ label }) => ({
            label,
            scale: 'sequential',
            unit: 'times an even share',
            domain: 'panel',
          })),
          rows: classes.map(({ name, samples }, index) => ({
            label: `${name} (${samples} samples)`,
            panels: models.map(({ saliency: { byClass } }) => {
              const own = byClass[index];
              return own && { values: own.map((share) => share / even), time, features };
            }),
          })),
        }),
        caption: 'Mean over all samples held out of a class.',
      },
    ],
  };
}

function onTaskBlocks(models: readonly ModelWithMaps[]): Block[] {
  const known = models.filter(({ saliency }) => saliency.onTask);
  const shares = known[0]?.saliency.onTask?.shares;
  if (!shares) return [];
  return [
    {
      kind: 'table',
      caption: 'How much of the most salient inputs lies on task time steps, in % [95 % interval]',
      columns: shares.map((share, index) => ({
        key: `${index}`,
        label: `Top ${shareLabel(share)}`,
        style: 'percent',
      })),
      rows: [
        ...known.map(({ label, saliency }) => ({
          header: label,
          cells: Object.fromEntries((saliency.onTask?.onTask ?? []).map((value, index) => [`${index}`, value])),
        })),
        {
          header: 'evenly spread saliency',
          kind: 'chance',
          cells: Object.fromEntries(shares.map((_, index) => [`${index}`, known[0].saliency.onTask?.uniform.mean])),
        },
      ],
    },
  ];
}

function measuredBlocks(models: readonly ModelWithMaps[]): Block[] {
  if (!models.some(({ measured }) => measured)) return [];
  return [
    {
      kind: 'table',
      caption:
        'How well the maps of samples held out mark the truth mask: mean over samples [95 % confidence interval]',
      columns: columnsOf(Object.keys(models[0]?.measured ?? {})),
      rows: models.map(({ label, measured }) => ({ header: label, cells: { ...measured } })),
    },
  ];
}

function removalSection(removal: HeldOutRemoval, summary: CrossValidationSummary): Section {
  const becomes = { zero: 'zero', mean: 'the training mean', noise: 'noise', interpolation: 'a line over time' };
  return {
    heading: 'What is lost when salient inputs are removed',
    blocks: [
      {
        kind: 'text',
        paragraphs: [
          `Inputs of samples held out are removed, the most salient first, and become ${becomes[removal.fill]} (of the series as the model sees them). No model has seen samples with holes: what is lost at random is what any loss is to be compared with.`,
        ],
      },
      { kind: 'table', ...removalTable({ removal, summary }) },
    ],
  };
}

function noMaps(): Section {
  return {
    heading: 'Which features, and when',
    blocks: [
      {
        kind: 'text',
        paragraphs: [
          'The maps of all samples and models are more than 1 GiB together and were not kept. Explain the model of this run instead: its maps say the same, though of samples that it was trained on.',
        ],
      },
    ],
  };
}

function howMade({ models }: CrossValidationSummary, run: CrossValidatedRun): Block[] {
  const { training, validation, standardise, division, origin = [] } = run;
  const choice =
    validation > 0
      ? `${formatNumber(validation, 'percent')} % of each fold’s training part (whole groups, where there are groups) chose the epoch and did not train`
      : 'nothing was chosen: the last epoch was kept';
  return [
    {
      kind: 'text',
      paragraphs: [
        'No sample had a say in the model that predicts it: scaling and choice of the epoch come from a fold’s training part alone. Architecture and recipe are as they were given and the same in all folds; had they been picked by looking at these accuracies, the accuracies would be too good.',
      ],
    },
    {
      kind: 'facts',
      entries: [
        ...origin,
        ['division', division],
        ['choice of the epoch', choice],
        ['standardised by', standardise],
        ['saliency', 'gradient of the true class’s probability, magnitude'],
        ...Object.entries(training).map(([name, value]) => [name, `${value}`] as const),
      ],
    },
    ...models.map(
      ({ label, config }): Block => ({
        kind: 'details',
        summary: `${label}: configuration`,
        blocks: [{ kind: 'facts', entries: Object.entries(config).map(([name, value]) => [name, `${value}`]) }],
      }),
    ),
  ];
}
