import type { Dataset } from '../../data/dataset.js';
import { beyondChance, formatNumber, formatQuantity, pText } from '../../report/numberFormat.js';
import type { CrossValidatedModel } from '../crossValidation/crossValidationSummary.js';
import type { RemovalRanking } from '../crossValidation/heldOutRemoval.js';
import type { FmriResult } from './fmriWork.js';

/** More classes than this are not told one by one. */
export const FEW_CLASSES = 4;

/** The answers, a sentence or two each. */
export function fmriSentences(result: FmriResult): string[] {
  return [
    ...accuracySentences(result),
    ...regionSentences(result),
    ...onTaskSentences(result),
    ...removalSentences(result),
    ...truthSentences(result),
  ];
}

/** How well each model tells the classes apart, beside chance. */
export function accuracySentences({ summary, groupKind, plan: { division } }: FmriResult): string[] {
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
export function regionSentences({ summary, profiles, groupKind, plan }: FmriResult): string[] {
  const { dataset: data } = plan.source;
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

/** What the features are called: voxels where each is one of a volume. */
function featureWord({ space, features }: Dataset): string {
  if (space?.kind !== 'volume') return 'region';
  return space.featureOf.reduce((count, feature) => count + Number(feature >= 0), 0) === features ? 'voxel' : 'region';
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

export function truthSentences({ summary, chance }: FmriResult): string[] {
  if (!chance) return [];
  const scores = summary.models.map(
    ({ label, measured }) => `${label} ${formatNumber(measured?.auroc?.mean ?? Number.NaN)}`,
  );
  const noise = chance.find(({ name }) => name === 'uniform')?.evaluation.measured.auroc.estimate?.mean ?? Number.NaN;
  return [
    `What the tasks differ in is known here: the maps find it with an AUROC of ${scores.join(', ')}; maps of noise have ${formatNumber(noise)}.`,
  ];
}

/** With a space that no line is broken at. */
const percent = (value: number) => `${formatNumber(value, 'percent')}\u00a0%`;
const share = (value: number) => percent(value).replace('.0', '');
