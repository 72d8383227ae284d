import type { Dataset } from '../../data/dataset.js';
import type { Block } from '../../report/block.js';
import type { Report } from '../../report/document.js';
import { confusionFigure } from '../../report/figures/confusionFigure.js';
import { trainingCurves } from '../../report/figures/trainingCurves.js';
import { beyondChance, formatNumber, formatQuantity, pText } from '../../report/numberFormat.js';
import type { TrainingOptions } from '../../training/options.js';
import type { CrossValidatedModel } from '../crossValidation/crossValidationSummary.js';
import { accuracyTable, foldTable } from '../crossValidation/crossValidationTables.js';
import { regionTable } from '../crossValidation/fmriTables.js';
import type { RemovalRanking } from '../crossValidation/heldOutRemoval.js';
import type { FmriPlan, FmriResult } from './fmri.js';
import { brainBlocks, regionMapBlocks, removalBlocks, taskShareBlocks, timeBlocks, truthBlocks } from './fmriBlocks.js';

/** What a study of task fMRI was of, as its report says it. */
export interface FmriRun {
  /** What the data are: `simulated task fMRI`. */
  readonly name: string;
  readonly data: Dataset;
  /** How samples were divided: `leaving one run out, 12 folds`. */
  readonly division: string;
  readonly training: TrainingOptions;
  /** How the data came about, as terms and values. */
  readonly origin: readonly (readonly [string, string | number])[];
  /** The mean image of each feature, [feature], where the data are of images. */
  readonly meanImage?: ArrayLike<number> | undefined;
}

/** What a plan is of. */
export function fmriRun({ source, division, training }: FmriPlan): FmriRun {
  const { dataset: data, name, origin, meanImage } = source;
  return { name, origin, meanImage, data, division, training };
}

/** The self-contained report of `reproduce fmri`: which regions, when, how surely, and whether it beats chance, first. */
export function fmriReport(
  result: FmriResult,
  run: FmriRun,
  facts: readonly (readonly [string, string | number])[],
): Report {
  const { summary } = result;
  const { data } = run;
  const truth = truthBlocks(result);
  const shares = taskShareBlocks(result);
  const said = (sentences: readonly string[]): Block[] =>
    sentences.length > 0 ? [{ kind: 'text', paragraphs: sentences }] : [];
  return {
    title: `Which regions, and when: ${run.name}`,
    lead: [...accuracySentences(result, run), ...regionSentences(result, data)].join(' '),
    sections: [
      {
        heading: 'Which regions, and when',
        blocks: [
          ...brainBlocks(result, data, run.meanImage),
          ...regionMapBlocks(result, data),
          ...timeBlocks(result, data),
          ...regionTables(result, data),
        ],
      },
      {
        heading: 'Does it beat chance?',
        blocks: [
          { kind: 'table', ...accuracyTable(summary) },
          {
            kind: 'grid',
            figures: summary.models.map(
              ({ label, confusion: { counts } }) =>
                (width: number) =>
                  confusionFigure({ title: label, counts, classNames: summary.classes.map(({ name }) => name) }, width),
            ),
            caption: 'Samples held out, by true class (row) and predicted class (column); colours are shares of a row.',
          },
        ],
      },
      {
        heading: 'What is lost when salient inputs are removed',
        blocks: [...said(removalSentences(result)), ...removalBlocks(result)],
      },
      ...(shares.length > 0
        ? [{ heading: 'On task and off task', blocks: [...said(onTaskSentences(result)), ...shares] }]
        : []),
      ...(truth.length > 0
        ? [
            {
              heading: 'Do the maps find the truth?',
              blocks: [...said(truthSentences(result)), ...truth, ...chanceMeanings(result)],
            },
          ]
        : []),
      { heading: 'How this was made', blocks: howMade(result, run) },
    ],
    footer: facts,
  };
}

/** The answers, a sentence or two each. */
export function fmriSentences(result: FmriResult, run: FmriRun): string[] {
  return [
    ...accuracySentences(result, run),
    ...regionSentences(result, run.data),
    ...onTaskSentences(result),
    ...removalSentences(result),
    ...truthSentences(result),
  ];
}

/** How well each model tells the classes apart, beside chance. */
export function accuracySentences({ summary, groupKind }: FmriResult, { division }: FmriRun): string[] {
  const [first, ...others] = summary.models;
  const classes = summary.classes.map(({ name }) => name);
  const named =
    classes.length <= 4 ? `${classes.slice(0, -1).join(', ')} and ${classes.at(-1)}` : `${classes.length} classes`;
  return [
    `${first.label} tells ${named} apart in ${percent(first.accuracy.mean)} of ${summary.samples} samples of ${groupKind}s that it was not trained on (${division}), ${beside(first)}.`,
    ...others.map((model) => `${model.label} does in ${percent(model.accuracy.mean)}, ${beside(model)}.`),
  ];
}

function beside({ chance: { chance, p } }: CrossValidatedModel): string {
  const verdict = beyondChance(p) ? 'where chance gives' : 'not surely above the chance of';
  return `${verdict} ${percent(chance)} (label permutation, ${pText(p)})`;
}

/** More regions than this are not told by name for each class. */
const MOST_NAMED = 60;

/** Which regions the first model goes by, and when most. */
function regionSentences({ summary, profiles, groupKind }: FmriResult, data: Dataset): string[] {
  const [first] = summary.models;
  const even = 1 / data.features;
  const { byTime = [], byFeature = [] } = first.saliency ?? {};
  const peak = byTime.reduce((best, { mean }, step) => (mean > byTime[best].mean ? step : best), 0);
  const { samplingInterval } = data;
  const at =
    samplingInterval === undefined
      ? `at step ${peak}`
      : `${formatQuantity(peak * samplingInterval)}\u00a0s after a sample begins`;
  if (data.features > MOST_NAMED || summary.classes.length > FEW_CLASSES) {
    const sure = byFeature.filter(({ share: { low } }) => low > even).sort((a, b) => a.rank - b.rank);
    const most = sure.slice(0, 3).map(({ name }) => name);
    const byChance = Math.round(0.025 * data.features);
    return [
      `${sure.length} of ${data.features} ${featureWord(data)}s have more than an even share of the saliency of ${first.label} over all folds (by chance about ${byChance} would)${most.length > 0 ? `, most of all ${most.join(', ')}` : ''}; saliency is highest ${at}.`,
    ];
  }
  const byClass = summary.classes.map(({ name }, index) => {
    const top = [...profiles[0][index].byFeature]
      .sort((a, b) => b.share.mean - a.share.mean)
      .filter(({ share: { low } }) => low > even)
      .slice(0, 3);
    return `${top.length > 0 ? top.map((region) => region.name).join(', ') : 'no region surely'} for ${name}`;
  });
  return [
    `${first.label} goes by ${byClass.join('; ')} (most of the saliency, and more than an even share over all ${groupKind}s), most of all ${at}.`,
  ];
}

/** What the features are called. */
function featureWord({ featureNames }: Dataset): string {
  return featureNames[0]?.startsWith('voxel ') ? 'voxel' : 'region';
}

/** How much of what is most salient lies on task, beside uniform saliency. */
export function onTaskSentences({ summary, moreOnTask }: FmriResult): string[] {
  const [first, second] = summary.models;
  const own = first.saliency?.onTask;
  const other = second?.saliency?.onTask;
  if (!own || !other || !moreOnTask) return [];
  const sure = moreOnTask[0].low > 0 || moreOnTask[0].high < 0 ? '' : ', a difference that is not sure';
  return [
    `Of the ${share(own.shares[0])} of inputs that are most salient to ${first.label}, ${percent(own.onTask[0].mean)} lie on task; of those to ${second.label}, ${percent(other.onTask[0].mean)}${sure}. Uniform saliency would give ${percent(own.uniform.mean)}.`,
  ];
}

/** What the removal of inputs costs each model, by whose maps they are ranked. */
export function removalSentences({ removal, summary }: FmriResult): string[] {
  const points = (value: number) => formatNumber(value, 'percent');
  const { shares } = removal.curves[0].curve;
  return summary.models.flatMap(({ key, label, chance }) => {
    // The area over its range is the mean accuracy.
    const lost = (ranking: RemovalRanking) => {
      const curve = removal.curves.find((candidate) => candidate.key === key && candidate.ranking === ranking)?.curve;
      return curve ? points(curve.whole.mean - curve.area.accuracy.estimate.mean) : '';
    };
    if (!beyondChance(chance.p)) return [`${label} does not surely beat chance, so it has nothing to lose.`];
    const other = summary.models.find((model) => model.key !== key)?.label;
    return [
      `With ${share(shares[0])} to ${share(shares[shares.length - 1])} of a sample’s inputs removed, ${label} loses ${lost('own')} points of accuracy on average by its own maps, ${lost('other')} by the maps of ${other} and ${lost('random')} at random.`,
    ];
  });
}

function truthSentences({ summary, chance }: FmriResult): string[] {
  if (!chance) return [];
  const scores = summary.models.map(
    ({ label, measured }) => `${label} ${formatNumber(measured?.auroc?.mean ?? Number.NaN)}`,
  );
  const noise = chance[0]?.evaluation.measured.auroc.estimate?.mean ?? Number.NaN;
  return [
    `What the tasks differ in is known here: the maps find it with an AUROC of ${scores.join(', ')}; maps of noise have ${formatNumber(noise)}.`,
  ];
}

/** With a space that no line is broken at. */
const percent = (value: number) => `${formatNumber(value, 'percent')}\u00a0%`;
const share = (value: number) => percent(value).replace('.0', '');

/** More classes than this make a long table. */
const FEW_CLASSES = 4;

/** The regions of the first model, and folded away those of the others, and of many classes. */
function regionTables(result: FmriResult, data: Dataset): Block[] {
  return result.summary.models.map(({ label }, model): Block => {
    const table: Block = { kind: 'table', ...regionTable(result, data, model) };
    return model === 0 && result.summary.classes.length <= FEW_CLASSES
      ? table
      : { kind: 'details', summary: `Regions with most saliency: ${label}`, blocks: [table] };
  });
}

function chanceMeanings({ chance = [] }: FmriResult): Block[] {
  return [{ kind: 'facts', entries: chance.map(({ label, description }) => [label, description]) }];
}

function howMade({ summary, removal }: FmriResult, { training, division, origin, data }: FmriRun): Block[] {
  return [
    {
      kind: 'facts',
      entries: [
        ...origin,
        ['samples × time steps × regions', `${data.samples} × ${data.time} × ${data.features}`],
        ['division', division],
        ['standardised', 'each region over all time, with the statistics of a fold’s training part'],
        ['choice of the epoch', 'none: the last one is kept'],
        ['saliency', 'gradient of the true class’s probability, magnitude'],
        ['removed inputs become', removal.fill],
        ...Object.entries(training).map(([name, value]) => [name, `${value}`] as const),
      ],
    },
    { kind: 'details', summary: 'Each fold', blocks: [{ kind: 'table', ...foldTable(summary) }] },
    ...summary.models.map(
      ({ label, config, final: { history, bestEpoch } }): Block => ({
        kind: 'details',
        summary: `${label}: configuration, and training on all data`,
        blocks: [
          { kind: 'facts', entries: Object.entries(config).map(([name, value]) => [name, `${value}`]) },
          {
            kind: 'grid',
            figures: trainingCurves({ name: label, history, bestEpoch }),
            caption: 'The model that is kept in the run folder; with dropout, of the running epoch.',
          },
        ],
      }),
    ),
  ];
}
