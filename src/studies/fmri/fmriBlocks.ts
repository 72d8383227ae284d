import { type Dataset, lengthOf, maskOf, seriesOf } from '../../data/dataset.js';
import type { Block } from '../../report/block.js';
import { heatmapFigure } from '../../report/figures/heatmap.js';
import { lineChart, type Series, type Span } from '../../report/figures/lineChart.js';
import { heatmapGrid } from '../../report/figures/panelGrid.js';
import { brainOverTime, onBrain } from '../crossValidation/brainFigures.js';
import type { CrossValidatedModel } from '../crossValidation/crossValidationSummary.js';
import type { RemovalRanking } from '../crossValidation/heldOutRemoval.js';
import { removalTable } from '../crossValidation/removalTable.js';
import { onTaskTable, truthTable } from './fmriTables.js';
import type { FmriResult } from './fmriWork.js';

// The paper's last three figures, each a list of blocks that stands on any page: of the report and of the poster.

/** More regions than this cannot be told apart in a picture of all of them. */
const MOST_ROWS = 400;

/** The plain LSTM and input-cell attention have the colours that they have in the figures of boxes. */
function slotOf({ role }: Pick<CrossValidatedModel, 'role'>): number {
  return role === 'plain' ? 0 : 3;
}

/** Regions by time: the mean map of each model, then mean series and mean maps of each class. */
export function regionMapBlocks({ summary, groupKind, plan }: FmriResult): Block[] {
  const { dataset: data } = plan.source;
  const { time, features, samplingInterval, featureNames } = data;
  if (features > MOST_ROWS) return [];
  const even = 1 / (time * features);
  const labels = data.labels as Int32Array;
  return [
    {
      kind: 'grid',
      figures: summary.models.map(({ label, saliency }) => (width: number) => {
        const values = (saliency?.shares ?? new Float64Array(time * features)).map((share) => share / even);
        const mask = maskOf(data, 0);
        return heatmapFigure(
          {
            title: label,
            values,
            time,
            features,
            mask,
            scale: 'sequential',
            unit: 'saliency, times an even share',
            featureLabel: 'region',
            featureNames,
            samplingInterval,
          },
          width,
        );
      }),
      caption: `Mean over the maps of all samples of held-out ${groupKind}s: |dP/dx|, P the probability of the true class. Each map counts by its shares; 1 is an even share.`,
    },
    {
      kind: 'figure',
      figure: heatmapGrid({
        title: 'Mean series and mean saliency maps of each class',
        columns: [
          { label: 'mean series', scale: 'diverging', unit: 'standard deviations', domain: 'column' },
          ...summary.models.map(({ label }) => ({
            label,
            scale: 'sequential' as const,
            unit: 'saliency, times an even share',
            domain: 'column' as const,
          })),
        ],
        rows: summary.classes.map(({ name, samples }, index) => {
          const first = labels.indexOf(index);
          const mask = first < 0 ? undefined : maskOf(data, first);
          return {
            label: `${name} (${samples} samples)`,
            panels: [
              { values: meanSeries(data, index), time, features, mask },
              ...summary.models.map(({ saliency }) => {
                const own = saliency?.byClass[index];
                return own && { values: own.map((share) => share / even), time, features, mask };
              }),
            ],
          };
        }),
        timeLabel: samplingInterval === undefined ? 'time step' : `time, steps of ${samplingInterval} s`,
        featureLabel: 'region',
        outlineLabel: 'Where the tasks differ, as simulated (the truth mask).',
      }),
      caption: 'The same for the samples of each class. Colours are the same for all maps of a model.',
    },
  ];
}

/** More classes than this make the brains of all classes too many. */
const MOST_CLASS_BRAINS = 16;

/** The mean maps of both models on a brain. */
interface BrainBlocks {
  /** At chosen time steps. */
  readonly overTime: Block;
  /** What each class goes by over all time, where there are not too many. */
  readonly byClass: Block | undefined;
}

/** The brain, on a cortex and in a volume, where the features lie on one or in one. */
export function brainBlocks({ summary, profiles, groupKind, plan, cortex }: FmriResult): BrainBlocks[] {
  const { dataset: data, meanImage: mean } = plan.source;
  const brain = { data, cortex, mean };
  const columns = summary.classes.map(({ name }) => name);
  const byClass = onBrain(brain, (on) => ({
    title: `Where on the ${on}, by class`,
    maps: () => ({
      columns,
      rows: summary.models.map(({ label }, model) => ({
        label,
        maps: profiles[model].map(({ byFeature }) => byFeature.map(({ share }) => share.mean * data.features)),
      })),
    }),
  }));
  const held = `of held-out ${groupKind}s: |dP/dx|, P the probability of the true class. Each map counts by its shares; 1 is an even share`;
  return brainOverTime(summary.models, brain).map((overTime, index) => ({
    overTime: {
      kind: 'figure',
      figure: overTime,
      caption: `Mean over the maps of all samples ${held} over features and time steps.`,
    },
    byClass:
      columns.length > MOST_CLASS_BRAINS
        ? undefined
        : {
            kind: 'figure',
            figure: byClass[index],
            caption: `Sum over all time steps, mean over the samples of each class, ${held} over features.`,
          },
  }));
}

/** When: share of saliency by time, with the task shaded. */
export function timeBlocks({ summary, groupKind, plan }: FmriResult): Block[] {
  const { dataset: data } = plan.source;
  const seconds = data.samplingInterval ?? 1;
  return [
    {
      kind: 'figure',
      figure: (width) =>
        lineChart(
          {
            title: 'When: share of saliency by time',
            series: summary.models.flatMap((model): Series[] => {
              if (!model.saliency) return [];
              const { byTime } = model.saliency;
              return [
                {
                  name: model.label,
                  x: byTime.map((_, step) => step * seconds),
                  y: byTime.map(({ mean }) => mean),
                  low: byTime.map(({ low }) => Math.max(0, low)),
                  high: byTime.map(({ high }) => high),
                  slot: slotOf(model),
                },
              ];
            }),
            xLabel: data.samplingInterval === undefined ? 'time step' : 'time from the start of a sample (s)',
            yLabel: 'share of saliency',
            yFormat: 'percent',
            reference: { value: 1 / data.time, label: 'evenly spread' },
            span: taskSpan(data, seconds),
          },
          width,
        ),
      caption: `Mean over folds with its 95 % confidence interval, samples of held-out ${groupKind}s. On task means: while the response to the block is expected, some seconds behind the block itself.`,
    },
  ];
}

const orderNames: Record<RemovalRanking, (own: string) => string> = {
  own: (own) => `${own}, by its own maps`,
  other: (own) => `${own}, by the other’s maps`,
  random: (own) => `${own}, at random`,
};

/** The paper's three curves (LSTM and input-cell attention by their own maps, LSTM by the other's), and chance. */
export function removalBlocks({ removal, summary, groupKind }: FmriResult): Block[] {
  const modelOf = (key: string) => summary.models.find((model) => model.key === key) as CrossValidatedModel;
  const curves = removal.curves.map((curve) => ({ ...curve, model: modelOf(curve.key) }));
  const shown = curves.filter(({ model, ranking }) => model.role === 'plain' || ranking === 'own');
  return [
    {
      kind: 'figure',
      figure: (width) =>
        lineChart(
          {
            title: 'Accuracy lost as the most salient inputs are removed',
            series: shown.map(({ model, ranking, curve }) => ({
              name: orderNames[ranking](model.label),
              x: curve.shares.map((share) => 100 * share),
              y: curve.lost.map(({ mean }) => mean),
              low: curve.lost.map(({ low }) => low),
              high: curve.lost.map(({ high }) => high),
              slot: ranking === 'random' ? 4 : ranking === 'other' ? 2 : slotOf(model),
            })),
            xLabel: '% of a sample’s inputs removed',
            yLabel: 'accuracy lost, in points',
            yFormat: 'percent',
          },
          width,
        ),
      caption: `${fillText[removal.fill]} Samples are held out; bands are 95 % intervals over ${groupKind}s. A model has never seen samples with holes: what is lost at random is what any curve is to be compared with.`,
    },
    { kind: 'table', ...removalTable({ removal, summary }) },
  ];
}

const fillText = {
  zero: 'What is removed becomes the training mean of its region.',
  mean: 'What is removed becomes the training mean of its region.',
  noise: 'What is removed becomes noise of its region’s training mean and deviation.',
  interpolation: 'What is removed becomes a line over time between the nearest steps that stay.',
} as const;

/** How much of the most salient inputs lies on task, beside uniform saliency. */
export function taskShareBlocks(result: FmriResult): Block[] {
  const { summary, groupKind } = result;
  const known = summary.models.flatMap(({ role, label, saliency }) =>
    saliency?.onTask ? [{ role, label, onTask: saliency.onTask }] : [],
  );
  if (known.length === 0) return [];
  return [
    {
      kind: 'figure',
      figure: (width) =>
        lineChart(
          {
            title: 'How much of the most salient inputs lies on task',
            series: known.map(({ role, label, onTask }) => ({
              name: label,
              x: onTask.shares.map((share) => 100 * share),
              y: onTask.onTask.map(({ mean }) => mean),
              low: onTask.onTask.map(({ low }) => low),
              high: onTask.onTask.map(({ high }) => high),
              slot: slotOf({ role }),
            })),
            xLabel: 'most salient inputs, % of all',
            yLabel: 'share on task',
            yFormat: 'percent',
            yDomain: [0, 1],
            reference: { value: known[0].onTask.uniform.mean, label: 'uniform saliency' },
          },
          width,
        ),
      caption: `Mean over samples held out, with 95 % intervals over ${groupKind}s; the rest is off task.`,
    },
    { kind: 'table', ...onTaskTable(result) },
  ];
}

/** How well the maps find what is known to differ: simulated data only. */
export function truthBlocks(result: FmriResult): Block[] {
  if (!result.chance) return [];
  return [{ kind: 'table', ...truthTable(result, result.chance) }];
}

/** Where most samples are on task, in the units of a chart of time; the first stretch of it. */
function taskSpan({ onTask, samples, time }: Dataset, seconds: number): Span | undefined {
  if (!onTask) return undefined;
  const usual = (step: number) => {
    let count = 0;
    for (let sample = 0; sample < samples; sample++) count += onTask[sample * time + step];
    return 2 * count > samples;
  };
  const steps = Array.from({ length: time }, (_, step) => step);
  const from = steps.findIndex(usual);
  if (from < 0) return undefined;
  const after = steps.findIndex((step) => step > from && !usual(step));
  return { from: from * seconds, to: ((after < 0 ? time : after) - 1) * seconds, label: 'on task' };
}

/** The mean series of one class, [time, feature]; NaN where no sample reaches. */
function meanSeries(data: Dataset, label: number): Float64Array {
  const { time, features } = data;
  const sum = new Float64Array(time * features);
  const count = new Float64Array(time);
  data.labels?.forEach((own, sample) => {
    if (own !== label) return;
    const x = seriesOf(data, sample);
    const length = lengthOf(data, sample);
    for (let step = 0; step < length; step++) count[step]++;
    for (let cell = 0; cell < length * features; cell++) sum[cell] += x[cell];
  });
  return sum.map((value, cell) => value / count[Math.floor(cell / features)]);
}
