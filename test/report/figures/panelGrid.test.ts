import { describe, expect, it } from 'vitest';
import { heatmapGrid, imageGrid, type PanelGrid } from '../../../src/report/figures/panelGrid.js';

const panel = (factor: number) => ({ values: [factor, 2 * factor, 3 * factor, 4 * factor], time: 2, features: 2 });
const grid: PanelGrid = {
  title: 'Samples and maps',
  columns: [
    { label: 'Sample', scale: 'diverging', unit: 'x', domain: 'column' },
    { label: 'LSTM', note: 'hidden 5', scale: 'sequential', unit: '|dP/dx|' },
  ],
  rows: [
    { label: 'Earlier <box>', panels: [panel(1), panel(0.1)] },
    { label: 'Latter box', panels: [panel(2), undefined] },
  ],
};

describe('heatmapGrid', () => {
  it('makes each panel a picture of its own, with a name', () => {
    const { text } = heatmapGrid(grid);
    expect(text.match(/<svg /g)).toHaveLength(3);
    expect(text).toContain('<title>Earlier &lt;box&gt;: LSTM, hidden 5</title>');
    expect(text).not.toContain('<box>');
  });

  it('shares one scale in a column, or gives each map its own and says so', () => {
    const { text } = heatmapGrid(grid);
    expect(text).toContain('<span>−8</span><span>8</span>');
    expect(text).toContain('<p>0 to 0.4</p>');
    expect(text).toContain('Each map has its own colour scale');
  });

  it('explains the outline only where there is one', () => {
    expect(heatmapGrid(grid).text).not.toContain('Truth mask');
    const rows = [{ label: 'a', panels: [{ ...panel(1), mask: [1, 0, 0, 0] }, undefined] }];
    expect(heatmapGrid({ ...grid, rows }).text).toContain('Truth mask');
  });

  it('says which row has too few panels', () => {
    const rows = [{ label: 'Middle box', panels: [panel(1)] }];
    expect(() => heatmapGrid({ ...grid, rows })).toThrow('row Middle box has 1 panels for 2 columns');
  });
});

describe('imageGrid', () => {
  it('writes notes below images and no time axis', () => {
    const rows = [{ label: '7', panels: [panel(1), { ...panel(1), note: 'as 7 (.98)' }] }];
    const { text } = imageGrid({ ...grid, rows });
    expect(text).toContain('<p>as 7 (.98)</p>');
    expect(text).not.toContain('uv-under');
  });
});
