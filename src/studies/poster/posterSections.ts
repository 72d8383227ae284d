import { shareIn } from '../../evaluation/distribution/timeShare.js';
import { type Block, gridWidth, type Prose } from '../../report/block.js';
import { html } from '../../report/markup.js';
import { formatNumber, formatQuantity } from '../../report/numberFormat.js';
import type { Table } from '../../report/table.js';
import { chanceMeanings, saliencyByTimeOfBox, studySettings } from '../boxes/boxBlocks.js';
import { BOX_LAST_STEPS, type BoxOutcome } from '../boxes/boxTrials.js';
import { movingBoxCharts, placeSentences, startOf } from '../boxes/movingBoxBlocks.js';
import { noiseSentence, orderSentences, summaryTable } from '../boxes/summaryTable.js';
import { vanishingMaps } from '../boxes/vanishingBlocks.js';
import { accuracyTable } from '../crossValidation/crossValidationTables.js';
import { removalTable } from '../crossValidation/removalTable.js';
import {
  diagnosisComparisonTable,
  FAR_STEPS,
  type NamedDiagnosis,
  pathComparison,
  recurrenceComparison,
} from '../diagnosis/diagnosisComparison.js';
import { equationsBlock } from '../diagnosis/equations.js';
import {
  brainBlocks,
  regionMapBlocks,
  removalBlocks,
  taskShareBlocks,
  timeBlocks,
  truthBlocks,
} from '../fmri/fmriBlocks.js';
import { publishedRemovalTable, publishedSharesTable } from '../fmri/fmriPublished.js';
import { accuracySentences, onTaskSentences, regionSentences, removalSentences } from '../fmri/fmriSentences.js';
import { onTaskTable } from '../fmri/fmriTables.js';
import { digitsGrid, digitsStrip, mnistTable, saliencyByRow } from '../mnist/mnistBlocks.js';
import type { TrialResult } from '../trial/trial.js';
import { posterMovingTable, posterTables } from './posterTable.js';
import { type Poster, SHOWN, VANISHING_BOXES } from './posterWork.js';

/** One panel of the poster. */
export interface PosterSection {
  /** What it is called in addresses and styles. */
  readonly area:
    | 'vanishing'
    | 'equations'
    | 'diagnosis'
    | 'table'
    | 'moving'
    | 'digits'
    | 'brain'
    | 'regions'
    | 'removal'
    | 'shares'
    | 'made';
  readonly heading: string;
  /** What it shows, in a sentence or two. */
  readonly says: Prose;
  /** Across the whole poster, above the others, each drawn for a width. */
  readonly wide?: readonly { readonly block: Block; readonly width: number }[] | undefined;
  readonly blocks: readonly Block[];
}

/** The panels, in the order in which they are read. */
export function posterSections(poster: Poster): PosterSection[] {
  return [
    vanishing(poster),
    equations(),
    diagnosis(poster),
    tableOne(poster),
    movingBox(poster),
    digits(poster),
    ...taskFmri(poster),
    made(poster),
  ];
}

/** Of each box the models of the opening figure, of one seed. */
function shownOf(outcomes: readonly BoxOutcome[], seed: number): BoxOutcome[] {
  return outcomes.map((outcome) => ({
    ...outcome,
    trials: SHOWN.flatMap(({ key }) =>
      outcome.trials.filter((trial) => trial.model.key === key && trial.seed === seed),
    ),
  }));
}

function vanishing({ table, plan }: Poster): PosterSection {
  const outcomes = shownOf(
    table.filter(({ box }) => VANISHING_BOXES.includes(box)),
    plan.options.seed,
  );
  const share = (model: number) =>
    outcomes
      .map(({ trials }) => trials[model]?.result.evaluation.shareOfLast.estimate?.mean ?? Number.NaN)
      .map((value) => formatNumber(value, 'percent'));
  return {
    area: 'vanishing',
    heading: 'Saliency vanishes over time',
    says: `Evidence early, in the middle, late: the LSTM has ${inWords(share(0))} % of its saliency in the last ${BOX_LAST_STEPS} of 100 steps; with input-cell attention it is ${inWords(share(1))} %, and evenly spread saliency would have ${BOX_LAST_STEPS} %.`,
    blocks: [
      {
        kind: 'figure',
        figure: vanishingMaps(outcomes, [0, 1]),
        caption:
          'Samples above, maps below. The class shows only inside the outlined box. Maps are the magnitude of the gradient of the true class’s probability, of the first test sample.',
      },
      {
        kind: 'grid',
        figures: outcomes.map((outcome) =>
          saliencyByTimeOfBox(
            outcome,
            SHOWN.map(({ slot }) => slot),
          ),
        ),
        caption: `Mean over ${plan.sizes.testSamples} test samples, on a logarithmic scale that is cut off at .01 %.`,
      },
    ],
  };
}

function equations(): PosterSection {
  return {
    area: 'equations',
    heading: 'One change: what the cell sees',
    says: 'Input-cell attention gives the cell, in the place of one step, a matrix of weighted means over all steps so far. Nothing else of the LSTM changes.',
    blocks: [equationsBlock()],
  };
}

function diagnosis({ diagnoses }: Poster): PosterSection {
  const [plain, attending] = diagnoses;
  const half = ({ diagnosis: { halfLife } }: NamedDiagnosis) => formatQuantity(Number(halfLife.median.toPrecision(2)));
  const kept = ({ diagnosis: { recurrences } }: NamedDiagnosis) =>
    formatQuantity(Number((recurrences[0]?.jointNorm[FAR_STEPS]?.median ?? Number.NaN).toPrecision(2)));
  return {
    area: 'diagnosis',
    heading: 'Why it vanishes, measured',
    says:
      plain && attending
        ? `Half of the LSTM’s saliency lies in its last ${half(plain)} steps, with input-cell attention in the last ${half(attending)}. Of a change of its state the LSTM keeps ${kept(plain)} over ${FAR_STEPS} steps, with attention it is ${kept(attending)}; and there ${formatNumber(attending.diagnosis.directShare.median, 'percent')} % of the saliency takes the attention path, which passes no recurrence.`
        : '',
    blocks: [
      recurrenceComparison(diagnoses),
      pathComparison(diagnoses),
      { kind: 'table', ...diagnosisComparisonTable(diagnoses) },
    ],
  };
}

function tableOne({ tableConclusions: { boxes, order, noise }, plan }: Poster): PosterSection {
  return {
    area: 'table',
    heading: 'Table 1: how well maps mark the box',
    says: [...orderSentences(order), noiseSentence(noise)].join(' '),
    blocks: posterTables(boxes, plan.sizes.tableSeeds).map((table) => ({ kind: 'table', ...table })),
  };
}

function movingBox({ moving, movingSummary, plan }: Poster): PosterSection {
  const reach = (key: string) => {
    const values = movingSummary.map(
      ({ models }) => models.find((model) => model.key === key)?.values.weightedJaccard.mean ?? Number.NaN,
    );
    return `${formatNumber(Math.min(...values))} to ${formatNumber(Math.max(...values))}`;
  };
  return {
    area: 'moving',
    heading: 'The same box, earlier and later',
    says: [
      `What a model’s maps are worth should not depend on when the evidence came. Weighted Jaccard over the five places: LSTM ${reach('lstm')}, with input-cell attention ${reach('matrix')}.`,
      ...placeSentences(movingSummary),
    ].join(' '),
    blocks: [
      movingBoxCharts(movingSummary, plan.sizes.movingSeeds),
      { kind: 'table', ...posterMovingTable(movingSummary, plan.sizes.movingSeeds) },
      {
        kind: 'figure',
        figure: vanishingMaps(shownOf(moving, plan.options.seed), [0, 1], (box) => `from time ${startOf(box)}`),
        caption: 'The same test sample with the box at each place.',
      },
    ],
  };
}

function digits({ digits }: Poster): PosterSection {
  const head = { area: 'digits', heading: 'Digits, read row by row' } as const;
  if ('missing' in digits)
    return {
      ...head,
      says: 'MNIST’s 28 rows are 28 time steps of 28 features. The images are not on this machine, so that this panel is empty.',
      blocks: [{ kind: 'text', paragraphs: [`${digits.missing}.`] }],
    };
  const percent = (share: number) => `${formatNumber(share, 'percent')} %`;
  const last = ({ evaluation: { saliencyByTime } }: TrialResult) => percent(shareIn(saliencyByTime, 21, 28));
  const name = ({ spec }: TrialResult) => spec.model;
  // A map of a model that does not read the digits says nothing of digits.
  const reading = digits.filter(({ accuracy }) => accuracy.mean >= READS);
  const shown = reading.length > 0 ? reading : digits;
  const worth =
    reading.length === digits.length
      ? ''
      : reading.length > 0
        ? ` Maps are of the models that read at least ${percent(READS)} of the test digits.`
        : ` None of these models reads ${percent(READS)} of the test digits (${digits.map((result) => `${name(result)}: ${percent(result.accuracy.mean)}`).join('; ')}): their maps are of models that were trained too little to say much of digits.`;
  return {
    ...head,
    says: `28 rows are 28 time steps. Share of the saliency in the last 7 rows: ${digits.map((result) => `${name(result)}: ${last(result)}`).join('; ')}; evenly spread 25 %.${worth}`,
    blocks: [
      {
        kind: 'figure',
        figure: (width) =>
          width < gridWidth ? digitsGrid(shown) : html`<div class="uv-strip">${digitsStrip(shown)}</div>`,
        caption:
          'The first test image of each digit, and below it the magnitude of the gradient of the true digit’s probability; each map has its own colour scale. Time runs down.',
      },
      saliencyByRow(digits),
      { kind: 'table', ...mnistTable(digits) },
    ],
  };
}

/** Accuracy from which a model’s maps of digits are shown as such. */
const READS = 0.97;

/** Brains over time and by class beside each other, in the shares that the style gives them. */
const BRAIN_WIDTHS = { time: 1000, classes: 600 } as const;

/** The paper's last three figures, and the brain. */
function taskFmri({ fmri }: Poster): PosterSection[] {
  const brains = brainBlocks(fmri);
  return [
    {
      area: 'regions',
      heading: 'Task fMRI: which regions, and when',
      says: [...accuracySentences(fmri), ...regionSentences(fmri)].join(' '),
      blocks: [...regionMapBlocks(fmri), ...timeBlocks(fmri)],
    },
    {
      area: 'removal',
      heading: 'Accuracy lost by removal',
      says: removalSentences(fmri).join(' '),
      blocks: [...figuresOf(removalBlocks(fmri)), ...tableBlock(publishedRemovalTable(fmri))],
    },
    {
      area: 'shares',
      heading: 'On task and off task',
      says: onTaskSentences(fmri).join(' '),
      blocks: [...figuresOf(taskShareBlocks(fmri)), ...tableBlock(publishedSharesTable(fmri))],
    },
    ...(brains.length === 0
      ? []
      : [
          {
            area: 'brain' as const,
            heading: 'Task fMRI, on the brain',
            says: `The same maps where their features lie: at several times of a sample${brains[0].byClass ? ', and by class over all times' : ''}.`,
            wide: brains.flatMap(({ overTime, byClass }) => [
              { block: overTime, width: BRAIN_WIDTHS.time },
              ...(byClass ? [{ block: byClass, width: BRAIN_WIDTHS.classes }] : []),
            ]),
            blocks: [],
          },
        ]),
  ];
}

function figuresOf(blocks: readonly Block[]): Block[] {
  return blocks.filter(({ kind }) => kind === 'figure');
}

function tableBlock(table: Table | undefined): Block[] {
  return table ? [{ kind: 'table', ...table }] : [];
}

function made({ table, tableConclusions, movingSummary, fmri, plan }: Poster): PosterSection {
  return {
    area: 'made',
    heading: 'How this was made',
    says: 'Nothing was chosen by a test sample: a part of the training samples chooses the epoch. The same command with the same seed gives the same numbers, bit for bit, on any machine.',
    blocks: [
      { kind: 'facts', entries: [...studySettings(table, plan.table.study), ...plan.fmri.source.origin] },
      chanceMeanings(table),
      {
        kind: 'details',
        summary: 'All measurements of table 1 and of the moving box, with their confidence intervals',
        blocks: [
          { kind: 'table', ...summaryTable(tableConclusions.boxes, BOX_LAST_STEPS, plan.sizes.tableSeeds) },
          { kind: 'table', ...summaryTable(movingSummary, BOX_LAST_STEPS, plan.sizes.movingSeeds) },
        ],
      },
      {
        kind: 'details',
        summary: 'All measurements of task fMRI, with their confidence intervals',
        blocks: [
          { kind: 'table', ...accuracyTable(fmri.summary) },
          { kind: 'table', ...removalTable(fmri) },
          { kind: 'table', ...onTaskTable(fmri) },
          ...truthBlocks(fmri),
        ],
      },
    ],
  };
}

/** `a, b and c`. */
function inWords(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
