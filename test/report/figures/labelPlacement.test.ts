import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeLabels } from '../../../src/report/figures/labelPlacement.js';

describe('placeLabels', () => {
  it('leaves labels that do not meet where they want to be', () => {
    const labels = [
      { centre: 80, height: 10 },
      { centre: 20, height: 10 },
    ];
    expect(placeLabels(labels, 0, 100)).toEqual([80, 20]);
  });

  it('moves labels that meet apart, around their middle', () => {
    const labels = [
      { centre: 50, height: 10 },
      { centre: 50, height: 10 },
    ];
    expect(placeLabels(labels, 0, 100)).toEqual([45, 55]);
  });

  it('never lets labels overlap or leave their column while there is room for all', () => {
    const label = fc.record({
      centre: fc.double({ min: -20, max: 220, noNaN: true }),
      height: fc.integer({ min: 5, max: 20 }),
    });
    fc.assert(
      fc.property(fc.array(label, { maxLength: 10 }), (labels) => {
        const centres = placeLabels(labels, 0, 200);
        const spans = labels.map(({ height }, index) => [centres[index] - height / 2, centres[index] + height / 2]);
        spans.sort((a, b) => a[0] - b[0]);
        spans.forEach(([top, bottom], index) => {
          expect(top).toBeGreaterThan(-1e-6);
          expect(bottom).toBeLessThan(200 + 1e-6);
          if (index > 0) expect(top).toBeGreaterThan(spans[index - 1][1] - 1e-6);
        });
      }),
    );
  });
});
