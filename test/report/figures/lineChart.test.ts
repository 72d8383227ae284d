import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LineChart, lineChart } from '../../../src/report/figures/lineChart.js';
import { draws } from '../../draws.js';

const chart: LineChart = {
  title: 'Share of saliency',
  xLabel: 'time step',
  yLabel: 'share',
  yFormat: 'percent',
  series: [
    { name: 'LSTM', x: [0, 1, 2], y: [0, 0.1, 0.9] },
    {
      name: 'LSTM + input-cell attention',
      x: [0, 1, 2],
      y: [0.5, 0.3, 0.2],
      low: [0.4, 0.2, 0.1],
      high: [0.6, 0.4, 0.3],
    },
  ],
};

describe('lineChart', () => {
  it('names each line and tells lines apart by more than colour', () => {
    const { text } = lineChart(chart);
    expect(text).toContain('>LSTM</text>');
    const dashes = [
      ...text.matchAll(/<path class="uv-line-\d" fill="none"[^>]*stroke-width="2"[^>]*stroke-dasharray="([^"]*)"/g),
    ];
    expect(dashes.map((match) => match[1])).toEqual(['none', '7 3']);
  });

  it('draws a band where low and high are given', () => {
    expect(lineChart(chart).text.match(/fill-opacity="0.16"/g)).toHaveLength(1);
  });

  it('puts names above the plot where it is narrow', () => {
    const narrow = lineChart(chart, 340).text;
    expect(narrow).toContain('>LSTM + input-cell attention</text>');
    expect(narrow).toContain('viewBox="0 0 340 ');
  });

  it('writes shares as percent', () => {
    expect(lineChart(chart).text).toMatch(/>80 %<\/text>/);
  });

  it('leaves a gap at NaN and starts the line again', () => {
    const y = [0.1, 0.2, Number.NaN, 0.3, 0.4];
    const { text } = lineChart({ ...chart, series: [{ name: 'a', x: [0, 1, 2, 3, 4], y }] });
    expect(text.match(/ d="(M[^"]*)"/)?.[1].match(/M/g)).toHaveLength(2);
  });

  it('names the reference level and the shaded stretch', () => {
    const { text } = lineChart({
      ...chart,
      reference: { value: 0.01, label: 'evenly <spread>' },
      span: { from: 0, to: 1, label: 'truth box' },
    });
    expect(text).toContain('evenly &lt;spread&gt;');
    expect(text).toContain('>truth box</text>');
  });

  it('says which array of which series does not fit', () => {
    expect(() => lineChart({ ...chart, series: [{ name: 'a', x: [0, 1], y: [1] }] })).toThrow(
      'series a: y has 1 values where x has 2',
    );
  });

  it('draws anything, also nothing, without a NaN', () => {
    const numbers = fc.array(
      fc.oneof(
        fc.double(),
        fc.double({ min: -1e6, max: 1e6 }),
        fc.integer(),
        fc.constantFrom(1, 1 + 2 ** -52, 1e300, 5e-324),
      ),
      { minLength: 3, maxLength: 3 },
    );
    const series = fc.array(fc.record({ name: fc.string(), x: numbers, y: numbers, low: numbers, high: numbers }));
    fc.assert(
      fc.property(series, fc.boolean(), fc.double(), fc.constantFrom(320, 640), (lines, log, value, width) => {
        const { text } = lineChart(
          {
            title: 't',
            xLabel: 'x',
            yLabel: 'y',
            series: lines.map((line) => ({ ...line, name: 'n' })),
            log,
            reference: { value, label: 'r' },
          },
          width,
        );
        expect(text).not.toMatch(/NaN|Infinity|undefined/);
      }),
      { numRuns: draws(300) },
    );
  });
});
