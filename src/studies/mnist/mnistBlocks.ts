import { shareIn } from '../../evaluation/distribution/timeShare.js';
import type { Block } from '../../report/block.js';
import { lineChart } from '../../report/figures/lineChart.js';
import { imageGrid } from '../../report/figures/panelGrid.js';
import type { Markup } from '../../report/markup.js';
import type { Table } from '../../report/table.js';
import type { TrialResult } from '../trial/trial.js';
import { GREY } from './mnistTrials.js';

/** Accuracy, and where in a digit's rows the saliency lies. */
export function mnistTable(results: readonly TrialResult[]): Table {
  return {
    caption: 'Test accuracy on MNIST, and the share of saliency in the first and the last quarter of a digit’s rows',
    columns: [
      {
        key: 'accuracy',
        label: 'Accuracy %',
        style: 'percent',
        description: 'Share of the test images whose digit is predicted, with its Wilson interval.',
      },
      {
        key: 'first',
        label: 'First 7 rows %',
        style: 'percent',
        description: 'Share of the saliency in rows 0 to 6, mean over the test images; 25 % where it is spread evenly.',
      },
      { key: 'last', label: 'Last 7 rows %', style: 'percent', description: 'Share of the saliency in rows 21 to 27.' },
    ],
    rows: results.map(({ spec, accuracy, evaluation }) => ({
      header: spec.model,
      cells: { accuracy, first: shareIn(evaluation.saliencyByTime, 0, 7), last: evaluation.shareOfLast.estimate },
    })),
  };
}

/** The first test image of each digit and the maps of all models. */
export function digitsFigure(results: readonly TrialResult[]): Block {
  return {
    kind: 'figure',
    figure: digitsGrid(results),
    caption:
      'The first test image of each digit. Maps are the magnitude of the gradient of the true digit’s probability.',
  };
}

/** A row a digit, a column a model. */
export function digitsGrid(results: readonly TrialResult[]): Markup {
  const rows = results[0]?.examples ?? [];
  return imageGrid({
    title: 'Test digits and the saliency maps of all models',
    columns: [
      { label: 'digit', note: 'time runs down', scale: 'ink', unit: 'grey value', domain: [0, 1] },
      ...results.map(({ spec }) => ({
        label: spec.model,
        scale: 'sequential' as const,
        unit: '|dP/dx|',
        domain: 'panel' as const,
      })),
    ],
    rows: rows.map((example, index) => ({
      label: `digit ${example.label}`,
      panels: [
        {
          values: greyValues(example.x),
          time: example.time,
          features: example.features,
        },
        ...results.map(({ examples }) => {
          const shown = examples[index];
          return (
            shown && {
              values: shown.map,
              time: shown.time,
              features: shown.features,
              note: `read as ${shown.predicted}`,
            }
          );
        }),
      ],
    })),
    timeLabel: 'row',
    featureLabel: 'column',
  });
}

/** The same in a strip where there is room for one: a column a digit, a row a model. */
export function digitsStrip(results: readonly TrialResult[]): Markup {
  const examples = results[0]?.examples ?? [];
  return imageGrid({
    title: 'Test digits and the saliency maps of all models',
    columns: examples.map(({ label }) => ({ label: `${label}`, scale: 'ink', unit: 'grey value' })),
    rows: [
      {
        label: 'digit',
        shows: { scale: 'ink', unit: 'grey value' },
        panels: examples.map(({ x, time, features }) => ({ values: greyValues(x), time, features })),
      },
      ...results.map((result) => ({
        label: result.spec.model,
        shows: { scale: 'sequential' as const, unit: '|dP/dx|' },
        panels: result.examples.map(({ map, time, features, predicted, label }) => ({
          values: map,
          time,
          features,
          note: predicted === label ? undefined : `read as ${predicted}`,
        })),
      })),
    ],
    timeLabel: 'row',
    featureLabel: 'column',
  });
}

/** Grey values of a series as the model saw it. */
function greyValues(x: Float32Array): Float32Array {
  return x.map((value) => value * GREY.deviation + GREY.mean);
}

/** Where in a digit's rows the saliency lies: a line a model. */
export function saliencyByRow(results: readonly TrialResult[]): Block {
  return {
    kind: 'figure',
    figure: (width) =>
      lineChart(
        {
          title: 'Share of saliency by row',
          series: results.map(({ spec, evaluation }, slot) => ({
            name: spec.model,
            x: Array.from(evaluation.saliencyByTime, (_, row) => row),
            y: evaluation.saliencyByTime,
            slot,
          })),
          xLabel: 'row (time step)',
          yLabel: 'share of saliency',
          yFormat: 'percent',
          reference: { value: 1 / 28, label: 'evenly spread' },
        },
        width,
      ),
    caption: `Mean over the ${results[0]?.evaluation.samples ?? 0} test images.`,
  };
}
