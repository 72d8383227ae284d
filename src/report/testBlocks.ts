import type { Dataset } from '../data/dataset.js';
import type { TestSummary } from '../study/testSummary.js';
import type { Block } from './block.js';
import { confusionFigure } from './confusionFigure.js';
import { classTable, pText } from './crossValidationTables.js';
import type { Section } from './document.js';
import { heatmapFigure } from './heatmap.js';
import { lineChart } from './lineChart.js';
import { formatEstimate, formatNumber, formatQuantity } from './numberFormat.js';
import type { Table } from './table.js';
import { timeText } from './timeText.js';

/** Test data, and what they said of a model. */
export interface TestedData {
  readonly data: Dataset;
  readonly summary: TestSummary;
}

const TOP_FEATURES = 10;
const MATTERS = 0.05;

/** The answers, a sentence each: accuracy beside chance, which features, when. */
export function testSentences({ data, summary }: TestedData): string[] {
  const { accuracy, chance, samples } = summary;
  const beside = `${chance.p < MATTERS ? '' : 'not '}above the ${formatNumber(chance.chance, 'percent')} % of chance (${pText(chance.p)})`;
  const even = 1 / data.features;
  const names = ranked(summary)
    .slice(0, 3)
    .filter((feature) => summary.byFeature[feature].low > even)
    .map((feature) => {
      const times = formatQuantity(summary.byFeature[feature].mean / even);
      return `${data.featureNames[feature]} (${times} times an even share)`;
    });
  const peak = largest(summary.byTime.map(({ mean }) => mean));
  return [
    `It predicts ${formatEstimate(accuracy, 'percent')} % of the ${samples} test samples right, ${beside}.`,
    names.length > 0
      ? `Its saliency is highest on ${names.join(', ')}, and at ${timeText(data, peak)}.`
      : `No feature has surely more than an even share of its saliency, which is highest at ${timeText(data, peak)}.`,
  ];
}

/** Which classes are told apart, which features mattered, and when, on test data. */
export function testSections({ data, summary }: TestedData): Section[] {
  const { confusion, groups } = summary;
  const classes = data.classNames.map((name, label) => ({ name, samples: confusion.byClass[label].samples }));
  const over = groups === undefined ? 'samples' : `${groups} groups`;
  return [
    {
      heading: 'Which classes are told apart',
      blocks: [
        {
          kind: 'figure',
          figure: (width) =>
            confusionFigure(
              { title: 'Test samples', counts: confusion.counts, classNames: data.classNames },
              Math.min(width, 420),
            ),
          caption: 'Test samples, by true class (row) and predicted class (column); colours are shares of a row.',
        },
        { kind: 'table', ...classTable({ classes, models: [{ label: 'the model', confusion }] }) },
      ],
    },
    {
      heading: 'Which features, and when',
      blocks: [
        meanMap(data, summary),
        { kind: 'table', ...features(data, summary, over) },
        timeBlock(data, summary, over),
      ],
    },
  ];
}

function meanMap(data: Dataset, { shares }: TestSummary): Block {
  const { time, features, featureNames, samplingInterval, mask } = data;
  const even = 1 / (time * features);
  return {
    kind: 'figure',
    figure: (width) =>
      heatmapFigure(
        {
          title: 'Mean map of the test samples',
          values: shares.map((share) => share / even),
          time,
          features,
          mask: mask?.length === time * features ? mask : undefined,
          scale: 'sequential',
          unit: 'saliency, times an even share',
          featureNames,
          samplingInterval,
        },
        width,
      ),
    caption:
      'Mean of |dP/dx| over the test samples, P the probability of the true class, each map taken by its shares.',
  };
}

function features(data: Dataset, summary: TestSummary, over: string): Table {
  const { time, features, featureNames } = data;
  const { byFeature, shares } = summary;
  return {
    caption: `The features with most saliency; mean over test samples [95 % confidence interval over ${over}]`,
    headerLabel: 'feature',
    columns: [
      {
        key: 'times',
        label: 'Times even',
        style: 'quantity',
        description: `Its share of a sample’s saliency, over an even share of 1 / ${features}.`,
      },
      { key: 'peak', label: 'Most at', align: 'right', description: 'The time step where it has most saliency.' },
    ],
    rows: ranked(summary)
      .slice(0, TOP_FEATURES)
      .map((feature) => {
        const { mean, low, high, n } = byFeature[feature];
        const peak = largest(Array.from({ length: time }, (_, step) => shares[step * features + feature]));
        return {
          header: featureNames[feature],
          cells: {
            times: { mean: mean * features, low: low * features, high: high * features, n },
            peak: timeText(data, peak),
          },
        };
      }),
  };
}

function timeBlock({ time, samplingInterval }: Dataset, { byTime }: TestSummary, over: string): Block {
  return {
    kind: 'figure',
    figure: (width) =>
      lineChart(
        {
          title: 'Share of saliency by time',
          series: [
            {
              name: 'test samples',
              x: byTime.map((_, step) => step * (samplingInterval ?? 1)),
              y: byTime.map(({ mean }) => mean),
              low: byTime.map(({ low }) => Math.max(0, low)),
              high: byTime.map(({ high }) => Math.min(1, high)),
              slot: 0,
            },
          ],
          xLabel: samplingInterval === undefined ? 'time step' : 'time (s)',
          yLabel: 'share of saliency',
          yFormat: 'percent',
          reference: { value: 1 / time, label: 'evenly spread' },
        },
        width,
      ),
    caption: `Mean over test samples; the band is the 95 % confidence interval over ${over}.`,
  };
}

/** Features from the one with most saliency on; the first of equals comes first. */
function ranked({ byFeature }: TestSummary): number[] {
  return [...byFeature.keys()].sort((a, b) => byFeature[b].mean - byFeature[a].mean || a - b);
}

function largest(values: readonly number[]): number {
  return values.reduce((best, value, index) => (value > values[best] ? index : best), 0);
}
