import { shareIn } from '../../evaluation/distribution/timeShare.js';
import { type Block, gridWidth, type Prose, renderBlock } from '../../report/block.js';
import { html, type Markup, unbrokenWords } from '../../report/markup.js';
import { formatNumber, formatQuantity } from '../../report/numberFormat.js';
import { renderPage } from '../../report/page.js';
import { chanceMeanings, saliencyByTimeOfBox, studySettings } from '../boxes/boxBlocks.js';
import { BOX_LAST_STEPS, type BoxOutcome, type BoxStudyOptions } from '../boxes/boxes.js';
import type { BoxSummary } from '../boxes/boxSummary.js';
import { movingBoxCharts, startOf } from '../boxes/movingBoxBlocks.js';
import { chanceSentences, orderSentences, summaryTable } from '../boxes/summaryTable.js';
import { vanishingMaps } from '../boxes/vanishingBlocks.js';
import { accuracyTable } from '../crossValidation/crossValidationTables.js';
import { onTaskTable, removalTable } from '../crossValidation/fmriTables.js';
import {
  diagnosisComparisonTable,
  FAR_STEPS,
  type NamedDiagnosis,
  pathComparison,
  recurrenceComparison,
} from '../diagnosis/diagnosisComparison.js';
import { equationsBlock } from '../diagnosis/equations.js';
import type { FmriResult } from '../fmri/fmri.js';
import {
  brainBlocks,
  regionMapBlocks,
  removalBlocks,
  taskShareBlocks,
  timeBlocks,
  truthBlocks,
} from '../fmri/fmriBlocks.js';
import { accuracySentences, type FmriRun, onTaskSentences, removalSentences } from '../fmri/fmriReport.js';
import { digitsGrid, digitsStrip, mnistTable, saliencyByRow } from '../mnist/mnistBlocks.js';
import type { TrialResult } from '../trial/trial.js';
import { highlightsFigure } from './posterHighlights.js';
import { posterStyle } from './posterStyle.js';
import { posterTable } from './posterTable.js';
/** What a poster is made of. */
export interface Poster {
  readonly table: readonly BoxOutcome[];
  readonly tableStudy: BoxStudyOptions;
  readonly tableSummary: readonly BoxSummary[];
  readonly moving: readonly BoxOutcome[];
  readonly movingSummary: readonly BoxSummary[];
  readonly movingSeeds: number;
  /** Of the models that the opening figure shows, on the earlier box: the plain one first. */
  readonly diagnoses: readonly NamedDiagnosis[];
  /** The digits' models, or how to get the digits. */
  readonly digits: readonly TrialResult[] | { readonly missing: string };
  readonly fmri: { readonly result: FmriResult; readonly run: FmriRun };
  /** What is smaller than on a whole poster, in words; empty on a whole one. */
  readonly reduced: readonly string[];
  readonly facts: readonly (readonly [string, string | number])[];
}

/** One panel of the poster. */
interface PosterSection {
  /** Its place in the grid. */
  readonly area:
    | 'vanishing'
    | 'equations'
    | 'diagnosis'
    | 'table'
    | 'moving'
    | 'digits'
    | 'brain'
    | 'removal'
    | 'shares'
    | 'made';
  readonly heading: string;
  /** What it shows, in a sentence or two. */
  readonly says: Prose;
  /** Drawn as wide as a page, above the others. */
  readonly wide?: readonly Block[] | undefined;
  readonly blocks: readonly Block[];
}

/** The models that the paper's opening figure shows, and their colours in all charts of the poster. */
const SHOWN = [
  { key: 'lstm', slot: 0 },
  { key: 'matrix', slot: 3 },
] as const;

/** The boxes that show it, by where in time the evidence lies. */
const VANISHING = ['earlier', 'middle', 'latter'];

/** The paper's poster with our own measurements, as one self-contained page. */
export function renderPoster(poster: Poster): string {
  const { tableSummary, diagnoses, reduced, facts } = poster;
  const title = 'Input-cell attention reduces vanishing saliency of recurrent neural networks';
  const sections = [
    vanishing(poster),
    equations(),
    diagnosis(poster),
    tableOne(poster),
    movingBox(poster),
    digits(poster),
    ...taskFmri(poster),
    made(poster),
  ];
  const earlier = tableSummary.find(({ box }) => box === 'earlier');
  return renderPage({
    title: `${title}: the poster, measured again`,
    style: posterStyle,
    body: html`<header>
<div class="uv-masthead"><div><p class="uv-eyebrow">The paper’s poster, measured again from raw data</p>
<h1>${unbrokenWords(title)}</h1>
<p class="uv-authors">After Aya Abdelsalam Ismail, Mohamed Gunady, Luiz Pessoa, Héctor Corrada Bravo, Soheil Feizi, NeurIPS 2019
(<a href="https://arxiv.org/abs/1910.12370">arXiv:1910.12370</a>). Every number and picture here was made by <code>${commandOf(facts)}</code>.</p></div>
<div><p class="uv-lead">A recurrent network is asked which inputs mattered, and when. The gradient of a plain LSTM answers with the last steps, wherever the
evidence was. Input-cell attention lets each step see all steps so far: the network then learns what the LSTM is blind to, and its saliency reaches back in
time. How well it marks the evidence is another question, which the chance rows answer.</p>
${reduced.length > 0 && html`<p class="uv-reduced"><strong>Smaller than the whole poster:</strong> ${reduced.join('; ')}.</p>`}</div></div>
${
  earlier &&
  html`<h2 class="uv-highlights-heading">The earlier box: <span class="uv-plain">LSTM</span> <span aria-hidden="true">→</span><span class="uv-unseen">and</span> <span class="uv-attending">LSTM with input-cell attention</span></h2>
${highlightsFigure(earlier, BOX_LAST_STEPS, diagnoses)}`
}
<nav aria-label="Contents"><ol>${sections.map(({ area, heading }) => html`<li><a href="#${area}">${heading}</a></li>`)}</ol></nav>
</header>
<main class="uv-poster">${sections.map(renderSection)}</main>
<footer>${renderBlock({ kind: 'facts', entries: facts })}</footer>`,
  });
}

function renderSection({ area, heading, says, wide = [], blocks }: PosterSection): Markup {
  return html`<section class="uv-area-${area}" aria-labelledby="${area}"><h2 id="${area}">${unbrokenWords(heading)}</h2>
<p class="uv-says">${says}</p>
${wide.map((block) => renderBlock(block))}
<div class="uv-blocks">${blocks.map((block) => renderBlock(block, gridWidth))}</div></section>`;
}

/** Of each box the models of the opening figure, of one seed. */
function shownOf(outcomes: readonly BoxOutcome[], seed: number): BoxOutcome[] {
  return outcomes.map((outcome) => ({
    ...outcome,
    trials: SHOWN.flatMap(({ key }) => outcome.trials.filter((trial) => trial.key === key && trial.seed === seed)),
  }));
}

function vanishing({ table, tableStudy }: Poster): PosterSection {
  const outcomes = shownOf(
    table.filter(({ box }) => VANISHING.includes(box)),
    tableStudy.seeds[0],
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
        caption: `Mean over ${tableStudy.testSamples} test samples, on a logarithmic scale that is cut off at .01 %.`,
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

function tableOne({ tableSummary, tableStudy }: Poster): PosterSection {
  return {
    area: 'table',
    heading: 'Table 1: how well maps mark the box',
    says: [...orderSentences(tableSummary), ...chanceSentences(tableSummary)].join(' '),
    blocks: [{ kind: 'table', ...posterTable(tableSummary, tableStudy.seeds.length) }],
  };
}

function movingBox({ moving, movingSummary, movingSeeds, tableStudy }: Poster): PosterSection {
  const reach = (key: string) => {
    const values = movingSummary.map(
      ({ models }) => models.find((model) => model.key === key)?.values.weightedJaccard.mean ?? Number.NaN,
    );
    return `${formatNumber(Math.min(...values))} to ${formatNumber(Math.max(...values))}`;
  };
  return {
    area: 'moving',
    heading: 'The same box, earlier and later',
    says: `What a model’s maps are worth should not depend on when the evidence came. Weighted Jaccard over the five places: LSTM ${reach('lstm')}, with input-cell attention ${reach('matrix')}.`,
    blocks: [
      movingBoxCharts(movingSummary, movingSeeds),
      {
        kind: 'figure',
        figure: vanishingMaps(shownOf(moving, tableStudy.seeds[0]), [0, 1], (box) => `from time ${startOf(box)}`),
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
  const last = ({ evaluation: { saliencyByTime } }: TrialResult) =>
    `${formatNumber(shareIn(saliencyByTime, 21, 28), 'percent')} %`;
  const name = ({ spec }: TrialResult) => spec.model;
  return {
    ...head,
    says: `28 rows are 28 time steps. Share of the saliency in the last 7 rows: ${digits.map((result) => `${name(result)}: ${last(result)}`).join('; ')}; evenly spread 25 %.`,
    blocks: [
      {
        kind: 'figure',
        figure: (width) =>
          width < gridWidth ? digitsGrid(digits) : html`<div class="uv-strip">${digitsStrip(digits)}</div>`,
        caption:
          'The first test image of each digit, and below it the magnitude of the gradient of the true digit’s probability; each map has its own colour scale. Time runs down.',
      },
      saliencyByRow(digits),
      { kind: 'table', ...mnistTable(digits) },
    ],
  };
}

/** The paper's last three figures. */
function taskFmri({ fmri: { result, run } }: Poster): PosterSection[] {
  const regions = regionMapBlocks(result, run.data);
  const time = timeBlocks(result, run.data);
  return [
    {
      area: 'brain',
      heading: 'Task fMRI: which regions, and when',
      says: accuracySentences(result, run).join(' '),
      // Where there is a brain to draw there may be too many voxels for a matrix; the chart of time then stands alone.
      wide: [...brainBlocks(result, run.data, run.meanImage), ...(regions.length === 0 ? time : [])],
      blocks: regions.length === 0 ? [] : [...regions, ...time],
    },
    {
      area: 'removal',
      heading: 'Accuracy lost by removal',
      says: removalSentences(result).join(' '),
      blocks: removalBlocks(result).filter(({ kind }) => kind === 'figure'),
    },
    {
      area: 'shares',
      heading: 'On task and off task',
      says: onTaskSentences(result).join(' '),
      blocks: taskShareBlocks(result).filter(({ kind }) => kind === 'figure'),
    },
  ];
}

function made({ table, tableStudy, tableSummary, movingSummary, movingSeeds, fmri }: Poster): PosterSection {
  return {
    area: 'made',
    heading: 'How this was made',
    says: 'Nothing was chosen by a test sample: a part of the training samples chooses the epoch. The same command with the same seed gives the same numbers, bit for bit, on any machine.',
    blocks: [
      { kind: 'facts', entries: [...studySettings(table, tableStudy), ...fmri.run.origin] },
      chanceMeanings(table),
      {
        kind: 'details',
        summary: 'All measurements of table 1 and of the moving box, with their confidence intervals',
        blocks: [
          { kind: 'table', ...summaryTable(tableSummary, BOX_LAST_STEPS, tableStudy.seeds.length) },
          { kind: 'table', ...summaryTable(movingSummary, BOX_LAST_STEPS, movingSeeds) },
        ],
      },
      {
        kind: 'details',
        summary: 'All measurements of task fMRI, with their confidence intervals',
        blocks: [
          { kind: 'table', ...accuracyTable(fmri.result.summary) },
          { kind: 'table', ...removalTable(fmri.result) },
          { kind: 'table', ...onTaskTable(fmri.result) },
          ...truthBlocks(fmri.result),
        ],
      },
    ],
  };
}

/** `a, b and c`. */
function inWords(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

function commandOf(facts: Poster['facts']): string {
  return `${facts.find(([term]) => term === 'command')?.[1] ?? 'unvanish reproduce poster'}`;
}
