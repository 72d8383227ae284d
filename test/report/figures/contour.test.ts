import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outlinePath } from '../../../src/report/figures/contour.js';

function outline(...rows: string[]): string {
  const values = Float32Array.from(rows.join(''), (cell) => (cell === '#' ? 1 : 0));
  return outlinePath({ columns: rows[0].length, rows: rows.length, values, pooled: [1, 1] });
}

describe('outlinePath', () => {
  it('goes around a box with four corners', () => {
    expect(outline('....', '.##.', '.##.')).toBe('M1,1L3,1L3,3L1,3Z');
  });

  it('draws the boundary of a hole too', () => {
    expect(outline('###', '#.#', '###').match(/M/g)).toHaveLength(2);
  });

  it('keeps cells that touch at a corner apart', () => {
    expect(outline('#.', '.#')).toBe('M0,0L1,0L1,1L0,1ZM1,1L2,1L2,2L1,2Z');
  });

  it('is empty for an empty mask', () => {
    expect(outline('..', '..')).toBe('');
  });

  it('is as long as the boundary and encloses as many cells as the mask has', () => {
    const mask = fc.array(fc.constantFrom(0, 1), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(mask, (cells) => {
        const path = outlinePath({ columns: 6, rows: 5, values: Float32Array.from(cells), pooled: [1, 1] });
        let area = 0;
        for (const loop of path.split('Z').filter(Boolean)) {
          const corners = loop
            .slice(1)
            .split('L')
            .map((corner) => corner.split(',').map(Number));
          corners.forEach(([x, y], index) => {
            const [nextX, nextY] = corners[(index + 1) % corners.length];
            expect((x === nextX) !== (y === nextY)).toBe(true);
            area += (x * nextY - nextX * y) / 2;
          });
        }
        expect(area).toBe(cells.filter(Boolean).length);
      }),
    );
  });
});
