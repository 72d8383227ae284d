import type { MapEvaluation } from '../../evaluation/localisation/evaluateMaps.js';
import { measurements } from '../../evaluation/localisation/index.js';
import type { TableColumn, TableRow } from '../../report/table.js';
import type { Estimate } from '../../statistics/estimate.js';

/** The columns of a table of map measurements: one a measurement, accuracy where models are compared, the last steps. */
export function measurementColumns(lastSteps: number, { withAccuracy }: { withAccuracy: boolean }): TableColumn[] {
  return [
    ...measurements.map(({ name, label, description, better }) => ({ key: name, label, description, better })),
    ...(withAccuracy
      ? [
          {
            key: 'accuracy',
            label: 'Accuracy %',
            description: 'Share of test samples whose class is predicted, with its Wilson interval.',
            style: 'percent' as const,
          },
        ]
      : []),
    {
      key: 'shareOfLast',
      label: lastSteps === 1 ? 'Last step %' : `Last ${lastSteps} steps %`,
      description: `Share of the saliency that lies in the last ${lastSteps === 1 ? 'time step' : `${lastSteps} time steps`}.`,
      style: 'percent',
    },
  ];
}

/** The cells of one row of such a table. */
export function measurementCells(evaluation: MapEvaluation, accuracy?: Estimate): TableRow['cells'] {
  return {
    ...Object.fromEntries(measurements.map(({ name }) => [name, evaluation.measured[name].estimate])),
    ...(accuracy && { accuracy }),
    shareOfLast: evaluation.shareOfLast.estimate,
  };
}
