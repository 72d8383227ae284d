import { formatNumber, type NumberStyle } from '../../report/numberFormat.js';
import type { Table, TableRow } from '../../report/table.js';
import type { BoxSummary } from '../boxes/boxSummary.js';
import { startOf } from '../boxes/movingBoxBlocks.js';

/** A measurement as the table has it, and the names of the chance rows that say what it is worth. */
interface Measured {
  readonly column: string;
  readonly label: string;
  readonly style?: NumberStyle | undefined;
  readonly chance: readonly string[];
}

const measured: readonly Measured[] = [
  { column: 'weightedJaccard', label: 'Weighted Jaccard ↑', chance: ['uniform'] },
  { column: 'euclidean', label: 'Euclidean distance ↓', chance: ['uniform', 'constant'] },
  { column: 'auroc', label: 'AUROC ↑', chance: ['uniform', 'blurredMagnitude'] },
  { column: 'accuracy', label: 'Test accuracy, % ↑', style: 'percent', chance: [] },
];

/** The paper's first table, a part each measurement: a column a box, ours with the published value behind it, and chance. */
export function posterTables(summaries: readonly BoxSummary[], seeds: number): Table[] {
  const boxes = summaries.map(({ box }) => box);
  const models = summaries[0]?.models ?? [];
  const rows = summaries[0]?.chance ?? [];
  return measured.map(({ column, label, style, chance }): Table => {
    const row = (header: string, of: (summary: BoxSummary) => Values): TableRow => {
      const values = summaries.map(of);
      const entries = <Entry>(entry: (value: Values) => Entry | undefined) =>
        Object.fromEntries(
          values.flatMap((value, index): [string, Entry][] => {
            const found = entry(value);
            return found === undefined ? [] : [[boxes[index], found]];
          }),
        );
      return {
        header,
        cells: entries(({ own }) => (own === undefined ? undefined : formatNumber(own, style))),
        beside: entries(({ published }) =>
          published === undefined ? undefined : `(${formatNumber(published, style)})`,
        ),
      };
    };
    const known = models.some(({ published }) => published?.[column] !== undefined);
    return {
      caption: `${label}, ours${known ? ' (published)' : ''}: ${seeds === 1 ? 'one seed' : `means over ${seeds} seeds`}`,
      columns: boxes.map((box) => ({ key: box, label: box.replace('three-', '3 ') })),
      rows: [
        ...models.map((model, index) =>
          row(model.label, ({ models }) => ({
            own: models[index]?.values[column]?.mean,
            published: models[index]?.published?.[column],
          })),
        ),
        ...rows.flatMap(({ name, label: header }, index) =>
          chance.includes(name)
            ? [
                {
                  ...row(header, ({ chance }) => ({ own: chance[index]?.values[column]?.mean })),
                  kind: 'chance' as const,
                },
              ]
            : [],
        ),
      ],
    };
  });
}

/** Weighted Jaccard as the box moves: a column a place, ours with the value behind it that the authors' poster shows. */
export function posterMovingTable(summaries: readonly BoxSummary[], seeds: number): Table {
  const column = 'weightedJaccard';
  const ours = (of: (summary: BoxSummary) => number | undefined) =>
    Object.fromEntries(summaries.map((summary) => [summary.box, formatNumber(of(summary) ?? Number.NaN)]));
  return {
    caption: `Weighted Jaccard by the box’s start: ours (published, read off the poster’s figure); ${seeds === 1 ? 'one seed' : `means over ${seeds} seeds`}`,
    columns: summaries.map(({ box }) => ({ key: box, label: `${startOf(box)}` })),
    rows: [
      ...(summaries[0]?.models ?? []).map(
        ({ label }, index): TableRow => ({
          header: label,
          cells: ours(({ models }) => models[index].values[column].mean),
          beside: Object.fromEntries(
            summaries.flatMap(({ box, models }) => {
              const value = models[index].published?.[column];
              return value === undefined ? [] : [[box, `(${formatNumber(value)})`]];
            }),
          ),
        }),
      ),
      {
        header: 'uniform random',
        kind: 'chance',
        cells: ours(({ chance }) => chance.find(({ name }) => name === 'uniform')?.values[column]?.mean),
      },
    ],
  };
}

interface Values {
  readonly own?: number | undefined;
  readonly published?: number | undefined;
}
