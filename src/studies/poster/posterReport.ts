import { gridWidth, renderBlock } from '../../report/block.js';
import { html, type Markup, unbrokenWords } from '../../report/markup.js';
import { renderPage } from '../../report/page.js';
import { BOX_LAST_STEPS } from '../boxes/boxTrials.js';
import { boxTrialModels } from '../boxes/boxWork.js';
import { orderSentences } from '../boxes/summaryTable.js';
import { crossValidationModels } from '../crossValidation/crossValidationFiles.js';
import { fmriJson } from '../fmri/fmriJson.js';
import { mnistModels } from '../mnist/mnistReport.js';
import type { StudyFacts, StudyModel, StudyWork } from '../study.js';
import { trialJson } from '../trial/resultJson.js';
import { highlightsFigure } from './posterHighlights.js';
import type { PosterOptions } from './posterOptions.js';
import { type PosterSection, posterSections } from './posterSections.js';
import { posterStyle } from './posterStyle.js';
import { posterTables } from './posterTable.js';
import {
  type Poster,
  type PosterPlan,
  type PosterSource,
  posterPlan,
  posterSummary,
  SHOWN,
  VANISHING_BOXES,
} from './posterWork.js';

/** Every figure and table of the paper's poster, on one page. */
export const work: StudyWork<PosterOptions, PosterSource, PosterPlan, Poster> = {
  plan: posterPlan,
  summarise: posterSummary,
  models: posterModels,
  document: posterJson,
  report: renderPoster,
  paragraphs: ({ tableConclusions: { boxes, order }, plan, digits }, draw) => {
    const tables = posterTables(boxes, plan.sizes.tableSeeds);
    const without = 'missing' in digits ? [`Without digits. ${digits.missing}`] : [];
    return [...tables.map((table) => `${table.caption}\n${draw(table)}`), ...orderSentences(order), ...without];
  },
};

/** The models of all studies, in a folder of their own; a box that is in two of them has its models once. */
function posterModels({ digits, table, moving, fmri }: Poster): StudyModel[] {
  const all = [
    ...('missing' in digits ? [] : mnistModels(digits)),
    ...[...table, ...moving].flatMap(boxTrialModels),
    ...crossValidationModels(fmri.summary).map((model) => ({ ...model, key: `fmri-${model.key}` })),
  ];
  const byKey = new Map(all.map((model) => [model.key, { ...model, file: `models/${model.key}.safetensors` }]));
  return [...byKey.values()];
}

function posterJson({ plan, reduced, table, tableConclusions, movingSummary, diagnoses, digits, fmri }: Poster) {
  return {
    sizes: plan.sizes,
    reduced,
    vanishing: VANISHING_BOXES.map((box) => {
      const trials = table.find((outcome) => outcome.box === box)?.trials ?? [];
      const shown = trials.filter(
        ({ model, seed }) => SHOWN.some(({ key }) => key === model.key) && seed === plan.options.seed,
      );
      return { box, models: shown.map(({ result }) => trialJson(result)) };
    }),
    diagnoses: diagnoses.map(({ name, diagnosis }) => ({ box: VANISHING_BOXES[0], model: name, ...diagnosis })),
    table: tableConclusions.boxes,
    movingBox: movingSummary,
    digits: 'missing' in digits ? digits : digits.map(trialJson),
    fmri: fmriJson(fmri),
  };
}

/** The paper's poster with our own measurements, as one self-contained page. */
function renderPoster(poster: Poster, facts: StudyFacts): string {
  const { tableConclusions, reduced } = poster;
  const title = 'Input-cell attention reduces vanishing saliency of recurrent neural networks';
  const sections = posterSections(poster);
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
<h2 class="uv-highlights-heading">Means over the ${tableConclusions.boxes.length} boxes: <span class="uv-plain">LSTM</span> <span aria-hidden="true">→</span><span class="uv-unseen">and</span> <span class="uv-attending">LSTM with input-cell attention</span></h2>
${highlightsFigure(tableConclusions.boxes, BOX_LAST_STEPS)}
<nav aria-label="Contents"><ol>${sections.map(({ area, heading }) => html`<li><a href="#${area}">${heading}</a></li>`)}</ol></nav>
</header>
<main class="uv-poster">${sections.map(renderSection)}</main>
<footer>${renderBlock({ kind: 'facts', entries: facts })}</footer>`,
  });
}

function renderSection({ area, heading, says, wide = [], blocks }: PosterSection): Markup {
  return html`<section class="uv-area-${area}" aria-labelledby="${area}"><h2 id="${area}">${unbrokenWords(heading)}</h2>
<p class="uv-says">${says}</p>
${wide.length > 0 && html`<div class="uv-wide">${wide.map(({ block, width }) => renderBlock(block, width))}</div>`}
${blocks.length > 0 && html`<div class="uv-blocks">${blocks.map((block) => renderBlock(block, gridWidth))}</div>`}</section>`;
}

function commandOf(facts: StudyFacts): string {
  return `${facts.find(([term]) => term === 'command')?.[1] ?? 'unvanish reproduce poster'}`;
}
