import type { Dataset } from '../../data/dataset.js';
import type { Figure } from '../../report/block.js';
import { heatmapFigure } from '../../report/figures/heatmap.js';
import { lineChart } from '../../report/figures/lineChart.js';
import type { Estimate } from '../../statistics/estimate.js';

/**
 * A mean map of shares, drawn as multiples of an even share.
 *
 * @param shares [time, feature], adding up to 1.
 */
export function shareMapFigure(title: string, shares: Float64Array, data: Dataset): Figure {
  const { time, features, featureNames, samplingInterval, mask } = data;
  return (width) =>
    heatmapFigure(
      {
        title,
        values: shares.map((share) => share * time * features),
        time,
        features,
        mask: mask?.length === time * features ? mask : undefined,
        scale: 'sequential',
        unit: 'saliency, times an even share',
        featureNames,
        samplingInterval,
      },
      width,
    );
}

/** The share of saliency at each time step, with its interval as a band; `byTime` is [time]. */
export function timeShareFigure(
  models: readonly { readonly label: string; readonly byTime: readonly Estimate[] }[],
  { time, samplingInterval }: Pick<Dataset, 'time' | 'samplingInterval'>,
): Figure {
  return (width) =>
    lineChart(
      {
        title: 'Share of saliency by time',
        series: models.map(({ label, byTime }, slot) => ({
          name: label,
          x: byTime.map((_, step) => step * (samplingInterval ?? 1)),
          y: byTime.map(({ mean }) => mean),
          low: byTime.map(({ low }) => Math.max(0, low)),
          high: byTime.map(({ high }) => Math.min(1, high)),
          slot,
        })),
        xLabel: samplingInterval === undefined ? 'time step' : 'time (s)',
        yLabel: 'share of saliency',
        yFormat: 'percent',
        reference: { value: 1 / time, label: 'evenly spread' },
      },
      width,
    );
}
