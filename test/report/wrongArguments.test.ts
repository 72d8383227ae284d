import { describe, expect, it } from 'vitest';
import {
  confusionFigure,
  heatmapFigure,
  heatmapGrid,
  imageGrid,
  lineChart,
  renderReport,
  surfaceFigure,
  tableBlock,
} from '../../src/face/report.js';
import { refusal } from '../formats/mutations.js';

const map = { title: 'a map', values: [1, 2], time: 1, features: 2, scale: 'sequential', unit: 'S' } as const;
const chart = { title: 'a chart', xLabel: 'x', yLabel: 'y', series: [{ name: 'one', x: [1], y: [1] }] };
const column = { label: 'one', scale: 'ink', unit: '' } as const;
const grid = {
  title: 'a grid',
  columns: [column],
  rows: [{ label: 'a', panels: [{ values: [1], time: 1, features: 1 }] }],
};

/** Calls as JavaScript allows them, and what they are told. */
const wrong: readonly [what: string, call: () => unknown, message: string][] = [
  ['a map of nothing', () => heatmapFigure(undefined as never), 'heatmapFigure: the first argument: an object'],
  ['a map without a unit', () => heatmapFigure({ ...map, unit: undefined as never }), 'unit: a text was expected'],
  [
    'a map of no such scale',
    () => heatmapFigure({ ...map, scale: 'rainbow' as never }),
    'scale: one of sequential, div',
  ],
  ['a map without values', () => heatmapFigure({ ...map, values: undefined as never }), 'values: an array of numbers'],
  ['a chart without labels', () => lineChart({ ...chart, xLabel: undefined as never }), 'xLabel: a text was expected'],
  ['a series without a name', () => lineChart({ ...chart, series: [{ x: [1], y: [1] } as never] }), 'series[0]: name'],
  [
    'a series without y',
    () => lineChart({ ...chart, series: [{ name: 'a', x: [1] } as never] }),
    'series[0]: y: an array',
  ],
  ['no confusion', () => confusionFigure(undefined as never), 'confusionFigure: the first argument: an object'],
  [
    'a confusion that is not square',
    () => confusionFigure({ title: 'a', counts: [[1]], classNames: ['a', 'b'] }),
    'counts: 2 rows of 2 numbers',
  ],
  ['a grid of nothing', () => heatmapGrid({} as never), 'the grid: title: a text was expected'],
  ['a grid without rows', () => imageGrid({ ...grid, rows: undefined as never }), 'rows: an array was expected'],
  [
    'a column without a scale',
    () => heatmapGrid({ ...grid, columns: [{ label: 'a', unit: '' } as never] }),
    'columns[0]: scale',
  ],
  [
    'a row without panels',
    () => heatmapGrid({ ...grid, rows: [{ label: 'a' } as never] }),
    'rows[0]: panels: an array',
  ],
  ['a cortex of nothing', () => surfaceFigure(undefined as never), 'surfaceFigure: the first argument: an object'],
  [
    'a cortex without columns',
    () => surfaceFigure({ title: 'a cortex', rows: [], features: 1, surfaces: [] } as never),
    'columns: an array of names',
  ],
  [
    'a cortex without surfaces',
    () => surfaceFigure({ title: 'a cortex', columns: ['0 s'], rows: [], features: 1 } as never),
    'surfaces: an array of one hemisphere or two',
  ],
  [
    'a cortex without points',
    () =>
      surfaceFigure({
        title: 'a cortex',
        columns: ['0 s'],
        rows: [],
        features: 1,
        surfaces: [{ surface: { hemisphere: 'left' } } as never],
      }),
    'surfaces[0]: points: a Float32Array',
  ],
  ['a table of nothing', () => tableBlock(undefined as never), 'tableBlock: columns: an array was expected'],
  ['a report of nothing', () => renderReport(undefined as never), 'renderReport: sections: an array was expected'],
];

describe('figures and reports', () => {
  it.each(wrong)('refuse %s, and say what they take', (_, call, message) => {
    const error = refusal(call);
    expect(error.code).toBe('option');
    expect(error.message).toContain(message);
  });

  it('are drawn of what is right', () => {
    for (const made of [heatmapFigure(map), lineChart(chart), heatmapGrid(grid)]) expect(`${made}`).toContain('<svg');
  });
});
