import { html, type Markup } from '../../report/markup.js';
import { formatNumber, type NumberStyle } from '../../report/numberFormat.js';
import type { BoxSummary, ModelSummary } from '../boxes/boxSummary.js';

/** One measurement of two models in large figures, means over boxes. */
interface Highlight {
  readonly term: string;
  readonly plain: string;
  readonly attending: string;
  readonly unit?: string | undefined;
  /** How far the values of single boxes go. */
  readonly range: string;
  /** What it is to be compared with: published values, chance. */
  readonly beside: string;
}

/** The LSTM and the LSTM with input-cell attention over all boxes, in a few large figures: means, and how far single boxes are from them. */
export function highlightsFigure(summaries: readonly BoxSummary[], lastSteps: number): Markup {
  const models = (key: string) =>
    summaries.map((summary) => summary.models.find((candidate) => candidate.key === key) as ModelSummary);
  const [lstm, attention] = [models('lstm'), models('matrix')];
  const byBox = (of: readonly ModelSummary[], column: string) => of.map(({ values }) => values[column].mean);
  const chance = (column: string, row = 'uniform') =>
    mean(
      summaries.map((summary) => summary.chance.find(({ name }) => name === row)?.values[column]?.mean ?? Number.NaN),
    );
  const measured = (column: string, style?: NumberStyle) => {
    const [plain, attending] = [byBox(lstm, column), byBox(attention, column)];
    return {
      plain: formatNumber(mean(plain), style),
      attending: formatNumber(mean(attending), style),
      range: `by box ${span(plain, style)} and ${span(attending, style)}`,
    };
  };
  const published = (column: PublishedColumn, style?: NumberStyle) => {
    const [plain, attending] = [lstm, attention].map((of) =>
      of.map((model) => model.published?.[column] ?? Number.NaN),
    );
    return `published ${formatNumber(mean(plain), style)} and ${formatNumber(mean(attending), style)}`;
  };
  const outside = summaries.filter((_, index) => attention[index].values.auroc.mean < 0.5).map(({ box }) => box);
  const shown: Highlight[] = [
    {
      term: `saliency in the last ${lastSteps} of 100 steps`,
      ...measured('shareOfLast', 'percent'),
      unit: '%',
      beside: `evenly spread ${formatNumber(chance('shareOfLast', 'constant'), 'percent')} %`,
    },
    {
      term: 'test accuracy',
      ...measured('accuracy', 'percent'),
      unit: '%',
      beside: published('accuracy', 'percent'),
    },
    {
      term: 'weighted Jaccard of map and box',
      ...measured('weightedJaccard'),
      beside: `${published('weightedJaccard')}; uniform noise ${formatNumber(chance('weightedJaccard'))}`,
    },
    {
      term: 'AUROC of map and box',
      ...measured('auroc'),
      beside: `chance ${formatNumber(chance('auroc'))}${outside.length > 0 ? `; below ${formatNumber(0.5)} a map marks the outside of the box: with attention on ${outside.join(', ')}` : ''}`,
    },
  ];
  return html`<div class="uv-highlights" role="group" aria-label="LSTM and LSTM with input-cell attention, means over ${summaries.length} boxes">
${shown.map(
  ({
    term,
    plain,
    attending,
    unit,
    range,
    beside,
  }) => html`<div class="uv-highlight"><p class="uv-highlight-term">${term}</p>
<p class="uv-highlight-values"><span class="uv-plain"><span class="uv-unseen">LSTM </span>${plain}</span><span class="uv-to" aria-hidden="true">→</span><span class="uv-attending"><span class="uv-unseen"> with input-cell attention </span>${attending}</span>${unit && html`<small> ${unit}</small>`}</p>
<p class="uv-highlight-beside">${range}; ${beside}</p></div>`,
)}</div>`;
}

type PublishedColumn = 'weightedJaccard' | 'accuracy';

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The lowest and the highest; one number where they are written alike. */
function span(values: readonly number[], style?: NumberStyle): string {
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => formatNumber(value, style));
  return low === high ? low : `${low} to ${high}`;
}
