import type { EpochRecord } from '../../training/state.js';
import type { Figure } from '../block.js';
import { lineChart } from './lineChart.js';

/** A named training history. */
export interface TrainingCurve {
  readonly name: string;
  readonly history: readonly EpochRecord[];
  readonly bestEpoch: number;
}

/** Loss and accuracy of training and validation over the epochs: two figures a model. */
export function trainingCurves({ name, history }: TrainingCurve): Figure[] {
  const x = history.map(({ epoch }) => epoch);
  const validated = history.every(({ validationLoss }) => validationLoss !== undefined);
  const lines = (
    training: (record: EpochRecord) => number,
    validation: (record: EpochRecord) => number | undefined,
  ) => [
    { name: 'training', x, y: history.map(training), slot: 0 },
    ...(validated
      ? [{ name: 'validation', x, y: history.map((record) => validation(record) ?? Number.NaN), slot: 1 }]
      : []),
  ];
  return [
    (width) =>
      lineChart(
        {
          title: `${name}: loss`,
          series: lines(
            ({ loss }) => loss,
            ({ validationLoss }) => validationLoss,
          ),
          xLabel: 'epoch',
          yLabel: 'cross-entropy',
        },
        width,
      ),
    (width) =>
      lineChart(
        {
          title: `${name}: accuracy`,
          series: lines(
            ({ accuracy }) => accuracy,
            ({ validationAccuracy }) => validationAccuracy,
          ),
          xLabel: 'epoch',
          yLabel: 'accuracy',
          yDomain: [0, 1],
          yFormat: 'percent',
        },
        width,
      ),
  ];
}
