import { shareIn } from '../evaluation/timeShare.js';
import { GREY } from '../study/mnist.js';
import type { TrialResult } from '../study/trial.js';
import type { Block } from './block.js';
import { lineChart } from './lineChart.js';
import { imageGrid } from './panelGrid.js';
import type { Table } from './table.js';

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
  const rows = results[0]?.examples ?? [];
  return {
    kind: 'figure',
    figure: imageGrid({
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
            values: example.x.map((value) => value * GREY.deviation + GREY.mean),
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
    }),
    caption:
      'The first test image of each digit. Maps are the magnitude of the gradient of the true digit’s probability.',
  };
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
