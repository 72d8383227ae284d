import { describe, expect, it } from 'vitest';
import { geodesicSphere } from '../../../src/data/space/geodesicSphere.js';
import { parcelsOf } from '../../../src/data/space/meshParcels.js';
import { refusal } from '../../formats/mutations.js';
import { piecesOf } from './pieces.js';

const ball = geodesicSphere(10);
const count = ball.points.length / 3;
const inside = Uint8Array.from({ length: count }, (_, vertex) => (ball.points[3 * vertex + 2] < 0.5 ? 1 : 0));

describe('parcels of a mesh', () => {
  it.each([1, 2, 7, 40])('are %d that each hang together, of about equal size, and cover what is inside', (parcels) => {
    const parcel = parcelsOf(ball, parcels, inside);
    parcel.forEach((own, vertex) => {
      expect(own >= 0).toBe(inside[vertex] === 1);
    });
    const pieces = piecesOf(ball.triangles, parcel);
    expect(pieces).toEqual(new Map(Array.from({ length: parcels }, (_, own) => [own, 1])));
    const sizes = new Array<number>(parcels).fill(0);
    for (const own of parcel) if (own >= 0) sizes[own]++;
    expect(Math.max(...sizes) / Math.min(...sizes)).toBeLessThan(3);
  });

  it('are numbered from front to back', () => {
    const parcel = parcelsOf(ball, 7, inside);
    const middle = Array.from({ length: 7 }, (_, own) => {
      const members = [...parcel.keys()].filter((vertex) => parcel[vertex] === own);
      return members.reduce((sum, vertex) => sum + ball.points[3 * vertex + 1], 0) / members.length;
    });
    for (let own = 1; own < 7; own++) expect(middle[own]).toBeLessThan(middle[own - 1] + 0.05);
    expect(middle[0] - middle[6]).toBeGreaterThan(1);
  });

  it('have their borders where a way is hard', () => {
    // A wall at x = .3: of two parcels each lies on one side, though the middle of the mesh is elsewhere.
    const wall = Float64Array.from({ length: count }, (_, vertex) =>
      Math.abs(ball.points[3 * vertex] - 0.3) < 0.12 ? 30 : 0,
    );
    const parcel = parcelsOf(ball, 2, inside, wall);
    const right = [...parcel.keys()].filter((vertex) => inside[vertex] && ball.points[3 * vertex] > 0.45);
    expect(new Set(right.map((vertex) => parcel[vertex])).size).toBe(1);
  });

  it('are none where none are asked for, and no more than there are vertices', () => {
    expect(new Set(parcelsOf(ball, 0, inside))).toEqual(new Set([-1]));
    expect(refusal(() => parcelsOf(ball, 5000, inside)).message).toContain('5000 parcels were asked for');
  });
});
