import type { Dataset } from '../../data/dataset.js';
import { faintSentence } from '../../evaluation/distribution/faintMaps.js';
import {
  beyondChance,
  formatEstimate,
  formatNumber,
  formatQuantity,
  pText,
  timeText,
} from '../../report/numberFormat.js';
import type { CrossValidatedModel, CrossValidationSummary } from './crossValidationSummary.js';

/** Classes whose sizes differ by this factor are worth a word. */
const UNEQUAL = 1.5;

/** The answers, a sentence each: accuracy beside chance, the models beside each other, which features, when. */
export function crossValidationSentences(
  summary: CrossValidationSummary,
  { division, data }: { readonly division: string; readonly data: Dataset },
): string[] {
  const { models, samples } = summary;
  const [first, ...others] = models;
  const against = (model: CrossValidatedModel) =>
    beyondChance(model.chance.p)
      ? `above the ${formatNumber(model.chance.chance, 'percent')} % of chance (${pText(model.chance.p)})`
      : `not above the ${formatNumber(model.chance.chance, 'percent')} % of chance (${pText(model.chance.p)})`;
  return [
    `${first.label} predicts ${formatEstimate(first.accuracy, 'percent')} % of ${samples} held-out samples right (${division}), ${against(first)}.`,
    ...others.map((model) => `${model.label}: ${formatEstimate(model.accuracy, 'percent')} %, ${against(model)}.`),
    ...others.map(({ label, comparison }) => differenceSentence(first.label, label, comparison)),
    ...balanceSentences(summary),
    ...saliencySentences(first, data),
  ];
}

/** What unequal classes are worth: the accuracy of always saying the commonest. */
function balanceSentences({ classes, samples }: CrossValidationSummary): string[] {
  const [most, ...rest] = [...classes].sort((a, b) => b.samples - a.samples);
  if (!rest.some((other) => most.samples >= UNEQUAL * other.samples)) return [];
  const share = formatNumber(most.samples / samples, 'percent');
  return [`Classes are unequal: always saying ${most.name} would be right for ${share} % of the samples.`];
}

function differenceSentence(first: string, other: string, comparison: CrossValidatedModel['comparison']): string {
  const { difference = 0, adjusted = 1 } = comparison ?? {};
  const points = formatNumber(Math.abs(difference), 'percent');
  if (!beyondChance(adjusted)) return `${first} and ${other} do not differ beyond chance (${pText(adjusted)}).`;
  return `${first} is ${points} points ${difference > 0 ? 'better' : 'worse'} than ${other} (${pText(adjusted)}).`;
}

function saliencySentences({ label, saliency, faint }: CrossValidatedModel, data: Dataset): string[] {
  if (!saliency) return [];
  const even = 1 / data.features;
  const top = [...saliency.byFeature].sort((a, b) => a.rank - b.rank).slice(0, 3);
  const surely = top.filter(({ share }) => share.low > even);
  const { byTime } = saliency;
  const peak = byTime.reduce((best, { mean }, step) => (mean > byTime[best].mean ? step : best), 0);
  const names = surely
    .map(({ name, share }) => `${name} (${formatQuantity(share.mean / even)} times an even share)`)
    .join(', ');
  return [
    surely.length > 0
      ? `The saliency of ${label} is highest on ${names}, and at ${timeText(data, peak)}.`
      : `No feature has surely more than an even share of the saliency of ${label}, which is highest at ${timeText(data, peak)}.`,
    faintSentence(faint),
  ].filter((sentence) => sentence !== undefined);
}
