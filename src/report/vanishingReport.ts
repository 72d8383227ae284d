import { BOX_LAST_STEPS, type BoxOutcome, type BoxStudyOptions } from '../study/boxes.js';
import type { ExampleMap, TrialResult } from '../study/trial.js';
import type { Figure } from './block.js';
import { chanceMeanings, studySettings } from './boxBlocks.js';
import { boxesTable } from './boxesReport.js';
import type { Report } from './document.js';
import { lineChart } from './lineChart.js';
import { formatNumber } from './numberFormat.js';
import { heatmapGrid, type Panel } from './panelGrid.js';

/** The paper's opening figure: for each model samples above, their saliency maps below. */
export function vanishingReport(
  outcomes: readonly BoxOutcome[],
  options: BoxStudyOptions,
  facts: readonly (readonly [string, string | number])[],
): Report {
  const models = outcomes[0]?.trials.map(({ result }) => result.spec.model) ?? [];
  return {
    title: 'Saliency vanishes over time',
    lead: lead(outcomes),
    sections: [
      {
        heading: 'Samples above, their saliency below',
        blocks: [
          {
            kind: 'grid',
            figures: models.map((_, model) => mapsFigure(outcomes, model)),
            caption:
              'One test sample of each dataset; the class shows only inside the outlined box. Maps are the magnitude of the gradient of the true class’s probability.',
          },
        ],
      },
      {
        heading: 'Where in time the saliency lies',
        blocks: [
          {
            kind: 'grid',
            figures: models.map((name, model) => timeFigure(outcomes, name, model)),
            caption: 'Share of a map’s saliency at each time step, mean over the test samples; a logarithmic scale.',
          },
        ],
      },
      { heading: 'All measurements', blocks: [{ kind: 'table', ...boxesTable(outcomes) }, chanceMeanings(outcomes)] },
      { heading: 'How this was made', blocks: [{ kind: 'facts', entries: studySettings(outcomes, options) }] },
    ],
    footer: facts,
  };
}

function lead(outcomes: readonly BoxOutcome[]): string {
  const models = outcomes[0]?.trials.length ?? 0;
  const sentence = (model: number) => {
    const shares = outcomes.map(({ box, trials }) => {
      const share = trials[model].result.evaluation.shareOfLast.estimate?.mean ?? Number.NaN;
      return `${formatNumber(share, 'percent')} % (${box})`;
    });
    return `${outcomes[0].trials[model].result.spec.model}: ${shares.join(', ')}`;
  };
  return `Share of the saliency in the last ${BOX_LAST_STEPS} of 100 time steps, by where the evidence lies — ${Array.from({ length: models }, (_, model) => sentence(model)).join('; ')}. Evenly spread saliency would have ${BOX_LAST_STEPS} %.`;
}

function mapsFigure(outcomes: readonly BoxOutcome[], model: number): Figure {
  const results = outcomes.map(({ trials }) => trials[model].result);
  const panels = (values: (example: ExampleMap) => Float32Array): Panel[] =>
    results.flatMap(({ examples: [example] }) => {
      if (!example) return [];
      const { time, features, mask } = example;
      return [{ values: values(example), time, features, mask }];
    });
  return heatmapGrid({
    title: `${nameOf(results)}: samples and their saliency maps`,
    columns: outcomes.map(({ box }) => ({
      label: `${box} box`,
      scale: 'diverging' as const,
      unit: 'x, standardised',
    })),
    rows: [
      {
        label: 'samples',
        shows: { scale: 'diverging', unit: 'x, standardised' },
        panels: panels(({ x }) => x),
      },
      {
        label: `saliency of the ${nameOf(results)}`,
        shows: { scale: 'sequential', unit: '|dP/dx|' },
        panels: panels(({ map }) => map),
      },
    ],
    outlineLabel: 'Where the class is visible.',
  });
}

function timeFigure(outcomes: readonly BoxOutcome[], name: string, model: number): Figure {
  return (width) =>
    lineChart(
      {
        title: name,
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

function nameOf(results: readonly TrialResult[]): string {
  return results[0]?.spec.model ?? '';
}
