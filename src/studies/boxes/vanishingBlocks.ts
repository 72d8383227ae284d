import type { Figure } from '../../report/block.js';
import { lineChart } from '../../report/figures/lineChart.js';
import { heatmapGrid, type Panel } from '../../report/figures/panelGrid.js';
import type { ExampleMap } from '../trial/trial.js';
import type { BoxOutcome } from './boxTrials.js';

/** One sample of each box in the first row, and the maps of each of the models in a row of their own below. */
export function vanishingMaps(
  outcomes: readonly BoxOutcome[],
  models: readonly number[],
  labelOf: (box: string) => string = (box) => `${box} box`,
): Figure {
  const panels = (model: number, values: (example: ExampleMap) => Float32Array): Panel[] =>
    outcomes.flatMap(({ trials }) => {
      const [example] = trials[model].result.examples;
      if (!example) return [];
      const { time, features, mask } = example;
      return [{ values: values(example), time, features, mask }];
    });
  const names = models.map((model) => outcomes[0]?.trials[model].result.spec.model ?? '');
  return heatmapGrid({
    title: `${names.join(', ')}: samples and their saliency maps`,
    columns: outcomes.map(({ box }) => ({
      label: labelOf(box),
      scale: 'diverging' as const,
      unit: 'x, standardised',
    })),
    rows: [
      {
        label: 'samples',
        shows: { scale: 'diverging', unit: 'x, standardised' },
        panels: panels(models[0] ?? 0, ({ x }) => x),
      },
      ...models.map((model, index) => ({
        label: `saliency of the ${names[index]}`,
        shows: { scale: 'sequential' as const, unit: '|dP/dx|' },
        panels: panels(model, ({ map }) => map),
      })),
    ],
    outlineLabel: 'Where the class is visible.',
  });
}

/** Where in time one model's saliency lies: a line a box. */
export function saliencyByTimeChart(outcomes: readonly BoxOutcome[], model: number): Figure {
  return (width) =>
    lineChart(
      {
        title: outcomes[0]?.trials[model].result.spec.model ?? '',
        series: outcomes.map(({ box, trials }) => {
          const { saliencyByTime } = trials[model].result.evaluation;
          return { name: `${box} box`, x: Array.from(saliencyByTime, (_, step) => step), y: saliencyByTime };
        }),
        xLabel: 'time step',
        yLabel: 'share of saliency',
        yFormat: 'percent',
        log: true,
        yDomain: [1e-4, 1],
        reference: { value: 0.01, label: 'evenly spread' },
      },
      width,
    );
}
