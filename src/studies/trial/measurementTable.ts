import type { MapEvaluation } from '../../evaluation/evaluate.js';
import { measurements } from '../../evaluation/index.js';
import type { TableColumn, TableRow } from '../../report/table.js';
import type { Estimate } from '../../statistics/estimate.js';

/** The column of each measurement, by name. */
export function columnsOf(names: readonly string[]): TableColumn[] {
  return names.map((key) => {
    const { label, description, better } = measurements.get(key);
    return { key, label, description, ...(better !== 'neither' && { better }) };
  });
}

/**
 * The columns of a table of map measurements: one a measurement, by name; accuracy where models are compared; the last steps.
 */
export function measurementColumns(
  names: readonly string[],
  lastSteps: number,
  { withAccuracy }: { withAccuracy: boolean },
): TableColumn[] {
  return [
    ...columnsOf(names),
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
    ...estimatesOf(evaluation),
    ...(accuracy && { accuracy }),
    shareOfLast: evaluation.shareOfLast.estimate,
  };
}

/** The mean of each measurement with its interval, by name. */
export function estimatesOf({ measured }: MapEvaluation): Record<string, Estimate | undefined> {
  return Object.fromEntries(Object.entries(measured).map(([name, { estimate }]) => [name, estimate]));
}
