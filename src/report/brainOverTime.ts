import type { Dataset } from '../data/dataset.js';
import type { CrossValidatedModel } from '../study/crossValidationSummary.js';
import type { Figure } from './block.js';
import { brainFigure, chosenSteps } from './brainFigure.js';
import { formatQuantity } from './numberFormat.js';

/**
 * Mean maps of samples held out on the brain, one row a model, at time steps spread over the series; undefined where the
 * features do not lie in a volume.
 *
 * @param mean The mean image of each feature, [feature], drawn in grey below the maps.
 */
export function brainOverTime(
  models: readonly Pick<CrossValidatedModel, 'label' | 'saliency'>[],
  { space, time, features, samplingInterval }: Dataset,
  mean?: ArrayLike<number>,
): Figure | undefined {
  if (space?.kind !== 'volume') return undefined;
  const stepText = (step: number) =>
    samplingInterval === undefined ? `step ${step}` : `${formatQuantity(step * samplingInterval)} s`;
  return (width) => {
    const steps = chosenSteps(time, width < 480 ? 4 : 7);
    const rows = models.flatMap(({ label, saliency }) => {
      if (!saliency) return [];
      const inShares = saliency.shares.map((share) => share * time * features);
      return [{ label, maps: steps.map((step) => inShares.subarray(step * features, (step + 1) * features)) }];
    });
    const columns = steps.map(stepText);
    return brainFigure({ title: 'Saliency on the brain over time', columns, rows, features, space, mean }, width);
  };
}
