import { decode } from 'fast-png';
import type { Surface } from '../../../src/data/space/surface.js';

/** A flat sheet across the left-right axis at `x`, two triangles from (y, z) = (0, 0) to (length, height). */
export function sheet(hemisphere: Surface['hemisphere'], x: number, length = 20, height = 10): Surface {
  const points = Float32Array.of(x, 0, 0, x, length, 0, x, length, height, x, 0, height);
  return { hemisphere, points, triangles: Uint32Array.of(0, 1, 2, 0, 2, 3) };
}

/** Meshes as one; those of a vertex's mesh stay together. */
export function joined(surfaces: readonly Surface[]): Surface {
  const points = surfaces.flatMap((surface) => [...surface.points]);
  let first = 0;
  const triangles = surfaces.flatMap((surface) => {
    const own = [...surface.triangles].map((vertex) => vertex + first);
    first += surface.points.length / 3;
    return own;
  });
  return { ...surfaces[0], points: Float32Array.from(points), triangles: Uint32Array.from(triangles) };
}

/** Red, green, blue and opacity of every pixel of a PNG data URI with a palette. */
export function colours(dataUri: string): {
  width: number;
  height: number;
  at: (column: number, row: number) => number[];
} {
  const bytes = Uint8Array.from(atob(dataUri.split(',')[1]), (character) => character.charCodeAt(0));
  const { width, height, data, palette = [] } = decode(bytes);
  return {
    width,
    height,
    at: (column, row) => {
      const [red, green, blue, opacity = 255] = palette[data[row * width + column]];
      return [red, green, blue, opacity];
    },
  };
}
