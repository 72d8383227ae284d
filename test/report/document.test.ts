import { describe, expect, it } from 'vitest';
import type { Block } from '../../src/report/block.js';
import { renderReport } from '../../src/report/document.js';
import { heatmapFigure } from '../../src/report/figures/heatmap.js';
import { lineChart } from '../../src/report/figures/lineChart.js';
import { heatmapGrid } from '../../src/report/figures/panelGrid.js';

const hostile = `</style></svg>]]><script>alert("1")</script><img src='https://example.org/x'>`;

/** Noise as a heatmap holds at worst: it does not compress. */
function noise(seed: number): Float32Array {
  let state = seed + 1;
  return Float32Array.from({ length: 10_000 }, () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  });
}

const map = (seed: number) => ({ values: noise(seed), time: 100, features: 100 });

const blocks: Block[] = [
  { kind: 'text', paragraphs: [hostile] },
  {
    kind: 'figure',
    caption: hostile,
    figure: heatmapFigure({
      ...map(0),
      title: hostile,
      unit: hostile,
      scale: 'sequential',
      featureLabel: hostile,
      timeLabel: hostile,
    }),
  },
  {
    kind: 'figure',
    caption: '',
    figure: heatmapGrid({
      title: hostile,
      columns: Array.from({ length: 4 }, () => ({ label: hostile, note: hostile, unit: hostile, scale: 'diverging' })),
      rows: Array.from({ length: 5 }, (_, row) => ({
        label: hostile,
        panels: [0, 1, 2, 3].map((column) => map(row * 4 + column)),
      })),
    }),
  },
  {
    kind: 'grid',
    caption: hostile,
    figures: [
      (width) =>
        lineChart(
          { title: hostile, xLabel: hostile, yLabel: hostile, series: [{ name: hostile, x: [0, 1], y: [1, 2] }] },
          width,
        ),
    ],
  },
  {
    kind: 'table',
    caption: hostile,
    columns: [{ key: hostile, label: hostile, description: hostile }],
    rows: [{ header: hostile, cells: { [hostile]: hostile }, group: hostile }],
  },
  {
    kind: 'details',
    summary: hostile,
    blocks: [
      { kind: 'code', text: hostile },
      { kind: 'facts', entries: [[hostile, hostile]] },
    ],
  },
];
const report = renderReport({
  title: hostile,
  lead: hostile,
  sections: [1, 2, 3].map((part) => ({ heading: hostile, blocks: part === 1 ? blocks : [] })),
  footer: [[hostile, hostile]],
});

describe('renderReport', () => {
  it('lets nothing that a user named become markup', () => {
    expect(report).not.toContain('<script');
    expect(report).not.toContain('<img src=&#39;');
    expect(report).not.toContain(']]>');
    expect(report.match(/<\/style>/g)).toHaveLength(1);
    const pictures = report.match(/<svg /g)?.length ?? 0;
    expect(report.match(/<\/svg>/g)).toHaveLength(pictures);
  });

  it('asks nothing of the network', () => {
    const references = [...report.matchAll(/(?:\s(?:href|src)=["']|url\(["']?)([^"')\s>]*)/g)].map((match) => match[1]);
    expect(references.length).toBeGreaterThan(20);
    expect(references.filter((reference) => !/^(data:image\/png;base64,|#section-\d+$)/.test(reference))).toEqual([]);
    expect(report).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`);
    expect(report).not.toContain('@import');
  });

  it('stays below 2 MB with 21 heatmaps of noise', () => {
    expect(report.length).toBeLessThan(2_000_000);
  });

  it('has one title, headings in order, and a name for every picture', () => {
    expect(report.match(/<h1>/g)).toHaveLength(1);
    expect(report.match(/<h2 /g)).toHaveLength(3);
    const pictures = report.match(/<svg [^>]*role="img"/g)?.length;
    expect(report.match(/role="img"[^>]*>\s*<title>[^<]+<\/title><desc>/g)).toHaveLength(pictures as number);
  });

  it('follows the reader’s theme and the data-theme attribute', () => {
    expect(report).toContain('prefers-color-scheme:dark');
    expect(report).toContain(':root[data-theme=dark]');
    expect(report).toContain('color-scheme:dark');
  });

  it('draws a figure that knows its width once for a page and once for a phone', () => {
    const widths: number[] = [];
    const figure = (width: number) => {
      widths.push(width);
      return lineChart({ title: 't', xLabel: 'x', yLabel: 'y', series: [] }, width);
    };
    renderReport({
      title: 't',
      lead: 'l',
      sections: [{ heading: 'h', blocks: [{ kind: 'figure', figure, caption: '' }] }],
      footer: [],
    });
    expect(widths).toHaveLength(2);
    expect(widths[0]).toBeGreaterThan(2 * widths[1]);
  });

  it('is the same bytes each time', () => {
    const again = { title: 't', lead: 'l', sections: [{ heading: 'h', blocks }], footer: [] };
    expect(renderReport(again)).toBe(renderReport(again));
  });
});
