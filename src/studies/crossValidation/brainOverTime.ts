import type { Dataset } from '../../data/dataset.js';
import type { Figure } from '../../report/block.js';
import { brainFigure, chosenSteps } from '../../report/figures/brainFigure.js';
import { timeText } from '../../report/numberFormat.js';
import type { HeldOutSaliency } from './heldOutSaliency.js';

/**
 * Mean maps of samples held out on the brain, one row a model, at time steps spread over the series; undefined where the
 * features do not lie in a volume.
 *
 * @param mean The mean image of each feature, [feature], drawn in grey below the maps.
 */
export function brainOverTime(
  models: readonly { readonly label: string; readonly saliency: Pick<HeldOutSaliency, 'shares'> | undefined }[],
  data: Dataset,
  mean?: ArrayLike<number>,
): Figure | undefined {
  const { space, time, features } = data;
  if (space?.kind !== 'volume') return undefined;
  return (width) => {
    const steps = chosenSteps(time, width < 480 ? 4 : 7);
    const rows = models.flatMap(({ label, saliency }) => {
      if (!saliency) return [];
      const inShares = saliency.shares.map((share) => share * time * features);
      return [{ label, maps: steps.map((step) => inShares.subarray(step * features, (step + 1) * features)) }];
    });
    const columns = steps.map((step) => timeText(data, step));
    return brainFigure({ title: 'Saliency on the brain over time', columns, rows, features, space, mean }, width);
  };
}
