import { formatNumber, type NumberStyle } from '../../report/numberFormat.js';
import type { Table, TableRow } from '../../report/table.js';
import type { BoxSummary } from '../boxes/boxSummary.js';

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

/** The paper's first table as the paper lays it out: a column a box, ours with the published value behind it, and chance. */
export function posterTable(summaries: readonly BoxSummary[], seeds: number): Table {
  const boxes = summaries.map(({ box }) => box);
  return {
    caption: `Ours (published): ${seeds === 1 ? 'one seed' : `means over ${seeds} seeds`}`,
    columns: boxes.map((box) => ({ key: box, label: box.replace('three-', '3 ') })),
    rows: measured.flatMap(({ column, label, style, chance }): TableRow[] => {
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
          group: label,
          header,
          cells: entries(({ own }) => (own === undefined ? undefined : formatNumber(own, style))),
          beside: entries(({ published }) =>
            published === undefined ? undefined : `(${formatNumber(published, style)})`,
          ),
        };
      };
      const models = summaries[0]?.models ?? [];
      const rows = summaries[0]?.chance ?? [];
      return [
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
      ];
    }),
  };
}

interface Values {
  readonly own?: number | undefined;
  readonly published?: number | undefined;
}
