import type { Diagnosis, RecurrenceDiagnosis } from '../../diagnosis/diagnose.js';
import type { Spread } from '../../diagnosis/spread.js';
import type { Block } from '../../report/block.js';
import { lineChart, type Series } from '../../report/figures/lineChart.js';
import { formatNumber, formatQuantity } from '../../report/numberFormat.js';
import type { Table, TableRow } from '../../report/table.js';

/** A diagnosis and what people call the model. */
export interface NamedDiagnosis {
  readonly name: string;
  readonly diagnosis: Diagnosis;
  /** Whether the model has input-cell attention, so that its direct path is that of the attention. */
  readonly attends: boolean;
  /** Its colour and dash in charts. */
  readonly slot: number;
}

/** A chart of norms ends here: smaller ones are as good as nothing. */
const LEAST_NORM = 1e-24;

/** Steps back at which the table looks. */
const NEAR_STEPS = 10;
export const FAR_STEPS = 50;

/** What the recurrences of several models keep of a change of their state, by distance from the last step. */
export function recurrenceComparison(models: readonly NamedDiagnosis[]): Block {
  const approximated = models.find(({ diagnosis }) => diagnosis.recurrences[0]?.approximation);
  const approximation = approximated?.diagnosis.recurrences[0]?.approximation;
  return {
    kind: 'figure',
    figure: (width) =>
      lineChart(
        {
          title: 'What the recurrence keeps',
          series: [
            ...models.map(({ name, slot, diagnosis: { recurrences } }) =>
              bySteps(name, recurrences[0]?.jointNorm, slot),
            ),
            ...(approximation
              ? [bySteps(`${approximated.name}, the paper’s product`, approximation.norm, freeSlot(models))]
              : []),
          ],
          xLabel: 'steps back',
          yLabel: 'norm of the Jacobian of the state',
          log: true,
          yDomain: [LEAST_NORM, 1],
        },
        width,
      ),
    caption: `How much of a change of the state (h, c) is left so many steps later: Frobenius norm of the exact Jacobian over that of the identity, median and 5 to 95 % of ${models[0]?.diagnosis.samples} test samples.${approximation ? ` The paper’s product of o (1 − tanh² c) f is the approximation in which only the forget gate’s path is left.` : ''}`,
  };
}

/** Where the saliency of several models lies by distance from the last step, and by which path it came there. */
export function pathComparison(models: readonly NamedDiagnosis[]): Block {
  const even = models[0] ? 1 / models[0].diagnosis.time : 0.01;
  return {
    kind: 'figure',
    figure: (width) =>
      lineChart(
        {
          title: 'Saliency by distance from the last step',
          series: models.flatMap(({ name, attends, slot, diagnosis: { directByStep, recurrentByStep } }): Series[] => {
            const x = directByStep.map((_, back) => back);
            if (!attends)
              return [{ name, x, y: directByStep.map((value, back) => value + recurrentByStep[back]), slot }];
            return [
              { name: `${name}: attention path`, x, y: directByStep, slot },
              { name: `${name}: recurrent path`, x, y: recurrentByStep, slot: freeSlot(models) },
            ];
          }),
          xLabel: 'steps back',
          yLabel: 'share of saliency',
          yFormat: 'percent',
          log: true,
          yDomain: [1e-5, 1],
          reference: { value: even, label: 'evenly spread' },
        },
        width,
      ),
    caption:
      'Mean over samples. The attention path is what the last step itself sees of earlier ones: no recurrence is passed. The recurrent path is all else.',
  };
}

/** The same in numbers: a column a model. */
export function diagnosisComparisonTable(models: readonly NamedDiagnosis[]): Table {
  const row = (header: string, cell: (model: NamedDiagnosis) => string | undefined): TableRow => ({
    header,
    cells: Object.fromEntries(models.map((model, index) => [`${index}`, cell(model)])),
  });
  const quantity = (value: number | undefined) => (value === undefined ? undefined : formatQuantity(value));
  const percent = (value: number) => `${formatNumber(value, 'percent')} %`;
  const recurrence = ({ diagnosis }: NamedDiagnosis): RecurrenceDiagnosis | undefined => diagnosis.recurrences[0];
  const kept = (back: number) => (model: NamedDiagnosis) => quantity(recurrence(model)?.jointNorm[back]?.median);
  const terms = [...new Set(models.flatMap((model) => recurrence(model)?.terms.map(({ name }) => name) ?? []))];
  const gates = [...new Set(models.flatMap((model) => recurrence(model)?.gates.map(({ name }) => name) ?? []))];
  const evenly = models[0] ? ` (evenly spread: ${formatQuantity(models[0].diagnosis.evenHalfLife)})` : '';
  return {
    caption: 'Which paths and terms carry a model’s saliency',
    headerLabel: 'measured',
    columns: models.map(({ name }, index) => ({ key: `${index}`, label: name })),
    rows: [
      row(`half-life of the saliency, steps${evenly}`, ({ diagnosis }) => quantity(diagnosis.halfLife.median)),
      row('saliency on the attention path', ({ attends, diagnosis }) =>
        attends ? percent(diagnosis.directShare.median) : undefined,
      ),
      row(`left of a change of state after ${NEAR_STEPS} steps`, kept(NEAR_STEPS)),
      row(`left of a change of state after ${FAR_STEPS} steps`, kept(FAR_STEPS)),
      row('relative error of the paper’s product, 1 step back', (model) =>
        quantity(recurrence(model)?.approximation?.relativeError[1]?.median),
      ),
      ...gates.map((gate) => ({
        ...row(gate, (model) => quantity(recurrence(model)?.gates.find(({ name }) => name === gate)?.mean)),
        group: 'Mean activation of the gates',
      })),
      ...terms.map((term) => ({
        ...row(term, (model) => {
          const share = recurrence(model)?.terms.find(({ name }) => name === term)?.meanShare;
          return share === undefined ? undefined : percent(share);
        }),
        group: 'Share of each term in one step of the recurrence',
      })),
    ],
  };
}

/** The first colour that no model has. */
function freeSlot(models: readonly NamedDiagnosis[]): number {
  const taken = models.map(({ slot }) => slot);
  return [0, 1, 2, 3, 4, 5].find((slot) => !taken.includes(slot)) ?? 0;
}

function bySteps(name: string, spreads: readonly (Spread | undefined)[] = [], slot: number): Series {
  const drawn = (value: number | undefined) => (value === undefined ? Number.NaN : Math.max(value, LEAST_NORM));
  return {
    name,
    x: spreads.map((_, back) => back),
    y: spreads.map((spread) => spread?.median ?? Number.NaN),
    low: spreads.map((spread) => drawn(spread?.low)),
    high: spreads.map((spread) => drawn(spread?.high)),
    slot,
  };
}
