import type { Dataset } from '../../data/dataset.js';
import type { Cortex } from '../../data/space/surfaceFeatures.js';
import type { Figure } from '../../report/block.js';
import { brainFigure, chosenSteps } from '../../report/figures/brainFigure.js';
import type { MapRows } from '../../report/figures/mapRows.js';
import { surfaceFigure } from '../../report/figures/surfaceFigure.js';
import { timeText } from '../../report/numberFormat.js';
import type { HeldOutSaliency } from './heldOutSaliency.js';

/** What there is of a brain to draw the maps of features on. */
export interface Brain {
  readonly data: Dataset;
  readonly cortex?: Cortex | undefined;
  /** The mean image of each feature, [feature], drawn in grey below slices. */
  readonly mean?: ArrayLike<number> | undefined;
}

/** Time steps beside each other on a page, and on a phone. */
const STEPS = { cortex: { page: 5, phone: 4 }, brain: { page: 7, phone: 4 } } as const;

/** Mean maps of samples held out at time steps spread over the series, one row a model, on each thing there is to draw on. */
export function brainOverTime(
  models: readonly { readonly label: string; readonly saliency: Pick<HeldOutSaliency, 'shares'> | undefined }[],
  brain: Brain,
): Figure[] {
  const { time, features } = brain.data;
  return onBrain(brain, (on) => ({
    title: `Saliency on the ${on} over time`,
    maps: (width) => {
      const steps = chosenSteps(time, width < 480 ? STEPS[on].phone : STEPS[on].page);
      const rows = models.flatMap(({ label, saliency }) => {
        if (!saliency) return [];
        const inShares = saliency.shares.map((share) => share * time * features);
        return [{ label, maps: steps.map((step) => inShares.subarray(step * features, (step + 1) * features)) }];
      });
      return { columns: steps.map((step) => timeText(brain.data, step)), rows };
    },
  }));
}

/** A figure of the cortex where there is one, and one of slices where the features lie in a volume. */
export function onBrain(
  { data: { space, features }, cortex, mean }: Brain,
  draw: (on: 'cortex' | 'brain') => { readonly title: string; readonly maps: (width: number) => MapRows },
): Figure[] {
  const figures: Figure[] = [];
  if (cortex) {
    const { title, maps } = draw('cortex');
    figures.push((width) => surfaceFigure({ title, ...maps(width), features, ...cortex }, width));
  }
  if (space?.kind === 'volume') {
    const { title, maps } = draw('brain');
    figures.push((width) => brainFigure({ title, ...maps(width), features, space, mean }, width));
  }
  return figures;
}
