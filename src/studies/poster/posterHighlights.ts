import { html, type Markup } from '../../report/markup.js';
import { formatNumber, formatQuantity, type NumberStyle } from '../../report/numberFormat.js';
import type { BoxSummary, ModelSummary } from '../boxes/boxSummary.js';
import type { NamedDiagnosis } from '../diagnosis/diagnosisComparison.js';

/** One measurement of two models in large figures. */
interface Highlight {
  readonly term: string;
  readonly plain: string;
  readonly attending: string;
  readonly unit?: string | undefined;
  /** What it is to be compared with: published values, chance. */
  readonly beside: string;
}

/** The LSTM and the LSTM with input-cell attention on one box, in a few large figures. */
export function highlightsFigure(
  summary: BoxSummary,
  lastSteps: number,
  [plain, attending]: readonly NamedDiagnosis[],
): Markup {
  const model = (key: string) => summary.models.find((candidate) => candidate.key === key) as ModelSummary;
  const [lstm, attention] = [model('lstm'), model('matrix')];
  const chance = (column: string, row = 'uniform') =>
    summary.chance.find(({ name }) => name === row)?.values[column]?.mean ?? Number.NaN;
  const measured = (column: string, style?: NumberStyle) => ({
    plain: formatNumber(lstm.values[column].mean, style),
    attending: formatNumber(attention.values[column].mean, style),
  });
  const published = (column: string, style?: NumberStyle) =>
    lstm.published && attention.published
      ? `published ${formatNumber(lstm.published[column], style)} and ${formatNumber(attention.published[column], style)}`
      : '';
  const steps = ({ diagnosis }: NamedDiagnosis) => formatQuantity(Number(diagnosis.halfLife.median.toPrecision(2)));
  const shown: Highlight[] = [
    {
      term: `saliency in the last ${lastSteps} of 100 steps`,
      ...measured('shareOfLast', 'percent'),
      unit: '%',
      beside: `evenly spread: ${formatNumber(chance('shareOfLast', 'constant'), 'percent')} %`,
    },
    ...(plain && attending
      ? [
          {
            term: 'steps back until half of the saliency is behind',
            plain: steps(plain),
            attending: steps(attending),
            beside: `evenly spread: ${formatQuantity(plain.diagnosis.evenHalfLife)}`,
          },
        ]
      : []),
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
    { term: 'AUROC of map and box', ...measured('auroc'), beside: `chance ${formatNumber(chance('auroc'))}` },
  ];
  return html`<div class="uv-highlights" role="group" aria-label="LSTM and LSTM with input-cell attention on the ${summary.box} box">
${shown.map(
  ({ term, plain, attending, unit, beside }) => html`<div class="uv-highlight"><p class="uv-highlight-term">${term}</p>
<p class="uv-highlight-values"><span class="uv-plain"><span class="uv-unseen">LSTM </span>${plain}</span><span class="uv-to" aria-hidden="true">→</span><span class="uv-attending"><span class="uv-unseen"> with input-cell attention </span>${attending}</span>${unit && html`<small> ${unit}</small>`}</p>
<p class="uv-highlight-beside">${beside}</p></div>`,
)}</div>`;
}
