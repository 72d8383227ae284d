import type { Dataset } from '../../data/dataset.js';
import { faintSentence } from '../../evaluation/distribution/faintMaps.js';
import type { Section } from '../../report/document.js';
import { confusionFigure } from '../../report/figures/confusionFigure.js';
import {
  beyondChance,
  formatEstimate,
  formatNumber,
  formatQuantity,
  pText,
  timeText,
} from '../../report/numberFormat.js';
import type { Table } from '../../report/table.js';
import { type Brain, brainOverTime } from './brainFigures.js';
import { classTable } from './crossValidationTables.js';
import { shareMapFigure, timeShareFigure } from './saliencyFigures.js';
import type { TestSummary } from './testSummary.js';

/** Test data, and what they said of a model. */
export interface TestedData extends Pick<Brain, 'cortex'> {
  readonly data: Dataset;
  readonly summary: TestSummary;
}

const TOP_FEATURES = 10;

/** The answers, a sentence each: accuracy beside chance, which features, when. */
export function testSentences({ data, summary }: TestedData): string[] {
  const { accuracy, chance, samples } = summary;
  const beside = `${beyondChance(chance.p) ? '' : 'not '}above the ${formatNumber(chance.chance, 'percent')} % of chance (${pText(chance.p)})`;
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
    faintSentence([summary.faint]),
  ].filter((sentence) => sentence !== undefined);
}

/** Which classes are told apart, which features mattered, and when, on test data. */
export function testSections({ data, cortex, summary }: TestedData): Section[] {
  const { confusion, groups } = summary;
  const classes = data.classNames.map((name, label) => ({ name, samples: confusion.byClass[label].samples }));
  const brain = brainOverTime([{ label: 'Test samples', saliency: summary }], { data, cortex }).map((figure) => ({
    kind: 'figure' as const,
    figure,
    caption: 'The same map where its features lie; 1 is an even share over features and time steps.',
  }));
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
        {
          kind: 'figure',
          figure: shareMapFigure('Mean map of the test samples', summary.shares, data),
          caption:
            'Mean of |dP/dx| over the test samples, P the probability of the true class, each map taken by its shares.',
        },
        ...brain,
        { kind: 'table', ...features(data, summary, over) },
        {
          kind: 'figure',
          figure: timeShareFigure([{ label: 'test samples', byTime: summary.byTime }], data),
          caption: `Mean over test samples; the band is the 95 % confidence interval over ${over}.`,
        },
      ],
    },
  ];
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

/** Features from the one with most saliency on; the first of equals comes first. */
function ranked({ byFeature }: TestSummary): number[] {
  return [...byFeature.keys()].sort((a, b) => byFeature[b].mean - byFeature[a].mean || a - b);
}

function largest(values: readonly number[]): number {
  return values.reduce((best, value, index) => (value > values[best] ? index : best), 0);
}
