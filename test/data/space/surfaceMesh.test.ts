import { describe, expect, it } from 'vitest';
import { geodesicSphere } from '../../../src/data/space/geodesicSphere.js';
import { meanCurvature, neighboursOf, vertexNormals } from '../../../src/data/space/surfaceMesh.js';

const ball = geodesicSphere(6);

describe('a geodesic sphere', () => {
  it('is closed: 10 f^2 + 2 vertices of five or six neighbours, 20 f^2 triangles', () => {
    const count = ball.points.length / 3;
    expect([count, ball.triangles.length / 3]).toEqual([362, 720]);
    const { starts } = neighboursOf(ball.triangles, count);
    const degrees = Array.from({ length: count }, (_, vertex) => starts[vertex + 1] - starts[vertex]);
    expect(degrees.filter((degree) => degree === 5)).toHaveLength(12);
    expect(degrees.filter((degree) => degree === 6)).toHaveLength(350);
  });
});

describe('normals', () => {
  it('point outwards, whichever way the triangles are wound', () => {
    for (const triangles of [ball.triangles, ball.triangles.slice().reverse()]) {
      const normals = vertexNormals({ ...ball, triangles });
      normals.forEach((value, at) => {
        expect(value).toBeCloseTo(ball.points[at], 1);
      });
    }
  });
});

describe('the mean curvature', () => {
  it('of a sphere is minus one over its radius', () => {
    const points = ball.points.map((value) => 5 * value);
    for (const value of meanCurvature({ ...ball, points })) expect(value).toBeCloseTo(-1 / 5, 1);
  });

  it('is positive where a mesh is hollowed out', () => {
    const top = (vertex: number) => ball.points[3 * vertex + 2] > 0.8;
    const points = ball.points.map((value, at) => (at % 3 === 2 && value > 0.8 ? 1.6 - value : value));
    const curvature = meanCurvature({ ...ball, points });
    const middle = curvature.findIndex((_, vertex) => ball.points[3 * vertex + 2] > 0.97);
    expect(top(middle)).toBe(true);
    expect(curvature[middle]).toBeGreaterThan(0.3);
  });
});
