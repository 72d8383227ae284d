import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { neighboursOf } from '../../../src/data/space/surfaceMesh.js';
import { regionsOnCortex, schematicCortex } from '../../../src/recordings/simulated/schematicCortex.js';
import { piecesOf } from '../../data/space/pieces.js';

const cortex = schematicCortex();
const sides = [cortex.left, cortex.right] as const;

function range(points: Float32Array, axis: number): [number, number] {
  const values = points.filter((_, at) => at % 3 === axis);
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}

describe('the schematic cortex', () => {
  it('is the same for a seed, and another for another', () => {
    const digest = (one: typeof cortex) => {
      const hash = createHash('sha256');
      for (const { surface, relief } of [one.left, one.right])
        hash.update(surface.points).update(surface.triangles).update(relief);
      return hash.digest('hex').slice(0, 16);
    };
    expect(digest(schematicCortex(0))).toBe(digest(cortex));
    expect(digest(schematicCortex(1))).not.toBe(digest(cortex));
    expect(digest(cortex)).toBe('7e4a38ac12efac52');
  });

  it('is as large as a brain, each hemisphere on its side', () => {
    expect(range(cortex.left.surface.points, 0)[1]).toBeLessThan(0);
    expect(range(cortex.right.surface.points, 0)[0]).toBeGreaterThan(0);
    for (const { surface } of sides) {
      const [width, length, height] = [0, 1, 2]
        .map((axis) => range(surface.points, axis))
        .map(([low, high]) => high - low);
      expect(width).toBeGreaterThan(62);
      expect(width).toBeLessThan(76);
      expect(length).toBeGreaterThan(165);
      expect(length).toBeLessThan(180);
      expect(height).toBeGreaterThan(110);
      expect(height).toBeLessThan(130);
    }
  });

  it('is closed meshes, wound counter-clockwise from outside', () => {
    for (const { surface, relief, medialWall } of sides) {
      const { points, triangles } = surface;
      const count = points.length / 3;
      expect([relief.length, medialWall.length]).toEqual([count, count]);
      expect(triangles.length / 3).toBe(2 * count - 4);
      expect(neighboursOf(triangles, count).vertices.length).toBe(2 * (3 * count - 6));
      // The volume under each triangle, seen from the origin, adds up to that of a hemisphere.
      let volume = 0;
      for (let at = 0; at < triangles.length; at += 3) {
        const [[ax, ay, az], [bx, by, bz], [cx, cy, cz]] = [0, 1, 2].map((corner) => {
          const vertex = 3 * triangles[at + corner];
          return [points[vertex], points[vertex + 1], points[vertex + 2]];
        });
        volume += (ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)) / 6;
      }
      expect(volume).toBeGreaterThan(400_000);
      expect(volume).toBeLessThan(800_000);
    }
  });

  it('has other folds on the left than on the right', () => {
    const [left, right] = sides.map(({ relief }) => relief);
    const differ = left.filter((value, vertex) => Math.abs(value - right[vertex]) > 0.3).length;
    expect(differ / left.length).toBeGreaterThan(0.2);
  });

  it('has gyri and sulci, and a medial wall in one piece on the medial side', () => {
    for (const { surface, relief, medialWall } of sides) {
      const share = (low: number, high: number) =>
        relief.filter((value) => value >= low && value <= high).length / relief.length;
      expect(share(0, 0.2)).toBeGreaterThan(0.3);
      expect(share(0.7, 1)).toBeGreaterThan(0.1);
      const wall = Int32Array.from(medialWall, (one) => (one ? 0 : -1));
      expect(piecesOf(surface.triangles, wall)).toEqual(new Map([[0, 1]]));
      wall.forEach((one, vertex) => {
        if (one === 0) expect(Math.abs(surface.points[3 * vertex])).toBeLessThan(25);
      });
    }
  });
});

describe('parcels of the schematic cortex', () => {
  it.each([1, 15, 100])('are %d that each hang together and cover all but the medial wall', (count) => {
    const parcel = cortex.parcels(count);
    const { surface, medialWall } = cortex.left;
    expect([...parcel].every((own, vertex) => own >= 0 === (medialWall[vertex] === 0))).toBe(true);
    expect(piecesOf(surface.triangles, parcel)).toEqual(new Map(Array.from({ length: count }, (_, own) => [own, 1])));
    const sizes = new Array<number>(count).fill(0);
    for (const own of parcel) if (own >= 0) sizes[own]++;
    expect(Math.max(...sizes) / Math.min(...sizes)).toBeLessThan(5);
  });

  it('take the regions of a simulation by turns, from front to back', () => {
    const [left, right] = regionsOnCortex(cortex, 5);
    expect([left.surface, right.surface]).toEqual([cortex.left.surface, cortex.right.surface]);
    expect([...new Set(left.featureOf)].sort()).toEqual([-1, 0, 2, 4]);
    expect([...new Set(right.featureOf)].sort()).toEqual([-1, 1, 3]);
    const middle = (feature: number) => {
      const y = left.surface.points.filter((_, at) => at % 3 === 1 && left.featureOf[(at - 1) / 3] === feature);
      return y.reduce((sum, value) => sum + value, 0) / y.length;
    };
    expect(middle(0)).toBeGreaterThan(middle(2));
    expect(middle(2)).toBeGreaterThan(middle(4));
    expect(regionsOnCortex(cortex, 1)[1].featureOf.every((feature) => feature === -1)).toBe(true);
  });
});
