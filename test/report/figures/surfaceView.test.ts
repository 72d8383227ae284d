import { describe, expect, it } from 'vitest';
import { geodesicSphere } from '../../../src/data/space/geodesicSphere.js';
import type { Surface } from '../../../src/data/space/surface.js';
import {
  interpolated,
  lightIn,
  nearestVertices,
  SAMPLES,
  type SurfaceView,
  surfaceView,
  type Viewpoint,
  viewExtent,
} from '../../../src/report/figures/surfaceView.js';
import { joined, sheet } from './surfaces.js';

/**
 * Four corners of a hemisphere, each a small triangle that is seen from every side: names are those of the places.
 */
function corners(hemisphere: Surface['hemisphere']) {
  const places = {
    frontTop: [0, 40, 30],
    frontBelow: [0, 40, -30],
    backTop: [0, -40, 30],
    far: [20, 0, 0],
    near: [-20, 0, 0],
  };
  const points: number[] = [];
  const triangles: number[] = [];
  for (const [x, y, z] of Object.values(places)) {
    // A tetrahedron, whose vertices all stand for the place.
    const first = points.length / 3;
    points.push(x - 4, y - 4, z - 4, x + 4, y, z, x, y + 4, z, x, y, z + 4);
    triangles.push(...[0, 1, 2, 0, 1, 3, 0, 2, 3, 1, 2, 3].map((vertex) => vertex + first));
  }
  const surface: Surface = { hemisphere, points: Float32Array.from(points), triangles: Uint32Array.from(triangles) };
  return { surface, names: Object.keys(places) };
}

/** The place in each pixel's first sample, as rows of names. */
function placesIn(view: SurfaceView, names: readonly string[]): (name: string) => { column: number; row: number } {
  const vertices = nearestVertices(view);
  const width = view.columns * SAMPLES;
  return (name) => {
    const [columns, rows]: [number[], number[]] = [[], []];
    vertices.forEach((vertex, sample) => {
      if (vertex < 0 || names[Math.floor(vertex / 4)] !== name) return;
      columns.push(sample % width);
      rows.push(Math.floor(sample / width));
    });
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    return { column: mean(columns), row: mean(rows) };
  };
}

const frame = { columns: 60, rows: 60, pixelSize: 2 };
const look = (hemisphere: Surface['hemisphere'], viewpoint: Viewpoint) => {
  const { surface, names } = corners(hemisphere);
  return placesIn(surfaceView(surface, viewpoint, frame), names);
};

describe('a view of a hemisphere', () => {
  it.each([
    ['left', 'lateral', 'left'],
    ['left', 'medial', 'right'],
    ['right', 'lateral', 'right'],
    ['right', 'medial', 'left'],
  ] as const)('of the %s one, %s, has the front on the %s and the top above', (hemisphere, viewpoint, side) => {
    const at = look(hemisphere, viewpoint);
    const ahead = at('frontTop').column - at('backTop').column;
    expect(Math.sign(ahead)).toBe(side === 'right' ? 1 : -1);
    expect(at('frontTop').row).toBeLessThan(at('frontBelow').row - 20);
  });

  it.each([
    ['dorsal', 'backTop', 'frontTop', 'near', 'far'],
    ['ventral', 'backTop', 'frontBelow', 'far', 'near'],
    ['anterior', 'frontBelow', 'frontTop', 'far', 'near'],
    ['posterior', 'frontBelow', 'backTop', 'near', 'far'],
  ] as const)('from a %s place is not mirrored', (viewpoint, below, above, onTheLeft, onTheRight) => {
    const at = look('left', viewpoint);
    expect(at(below).row).toBeGreaterThan(at(above).row);
    expect(at(onTheLeft).column).toBeLessThan(at(onTheRight).column);
  });

  it('shows what is nearest, whatever the order of the triangles: the lateral side is not the medial one', () => {
    const [outer, inner] = [sheet('left', -60), sheet('left', -2)];
    for (const order of [
      [outer, inner],
      [inner, outer],
    ]) {
      const surface = joined(order);
      const seen = (viewpoint: Viewpoint) => {
        const { triangle } = surfaceView(surface, viewpoint, { columns: 20, rows: 10, pixelSize: 1 });
        return new Set([...triangle].map((t) => (t < 0 ? t : Math.floor(t / 2))));
      };
      expect(seen('lateral')).toEqual(new Set([order.indexOf(outer)]));
      expect(seen('medial')).toEqual(new Set([order.indexOf(inner)]));
    }
  });

  it('covers a mesh without holes, and nothing beside it', () => {
    const { points, triangles } = geodesicSphere(12);
    const ball: Surface = { hemisphere: 'right', points: Float32Array.from(points, (value) => 30 * value), triangles };
    const { triangle } = surfaceView(ball, 'lateral', { columns: 80, rows: 80, pixelSize: 1 });
    const size = 80 * SAMPLES;
    let wrong = 0;
    triangle.forEach((t, sample) => {
      const [x, y] = [(sample % size) + 0.5 - size / 2, Math.floor(sample / size) + 0.5 - size / 2];
      const radius = Math.sqrt(x * x + y * y) / SAMPLES;
      if (radius < 29 ? t < 0 : radius > 30.01 && t >= 0) wrong++;
    });
    expect(wrong).toBe(0);
  });

  it('interpolates what the vertices have', () => {
    const surface = sheet('right', 10);
    const view = surfaceView(surface, 'lateral', { columns: 20, rows: 10, pixelSize: 1 });
    const [first] = interpolated(view, [0, 20, 20, 0]);
    // The front is on the right: the first sample lies a quarter of a pixel from the back.
    expect(first).toBeCloseTo(0.25, 5);
    expect(viewExtent(surface, 'lateral')).toEqual([20, 10]);
  });

  it('is lit from above and the left, also where triangles are wound inwards', () => {
    const { points, triangles } = geodesicSphere(12);
    const ball: Surface = { hemisphere: 'left', points: Float32Array.from(points, (value) => 30 * value), triangles };
    const inwards = { ...ball, triangles: triangles.slice().reverse() };
    const light = (surface: Surface) =>
      lightIn(surfaceView(surface, 'lateral', { columns: 60, rows: 60, pixelSize: 1 }));
    const lit = light(ball);
    const at = (column: number, row: number) => lit[row * 60 * SAMPLES + column];
    expect(at(45, 35)).toBeGreaterThan(0.95);
    expect(at(45, 35)).toBeGreaterThan(at(80, 90) + 0.3);
    const other = light(inwards);
    const apart = lit.reduce((most, value, sample) => Math.max(most, Math.abs(value - other[sample])), 0);
    expect(apart).toBeLessThan(1e-5);
  });
});
