import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { colourTable } from '../../../src/report/figures/colour.js';
import { compactPng, layOut, rasterImage } from '../../../src/report/figures/raster.js';

function pixelsOf(dataUri: string) {
  const bytes = Uint8Array.from(atob(dataUri.split(',')[1]), (character) => character.charCodeAt(0));
  return decode(bytes);
}

describe('layOut', () => {
  it('puts time along x and features along y, feature 0 at the top', () => {
    const raster = layOut([1, 2, 3, 4, 5, 6], { time: 3, features: 2, timeAlong: 'x' });
    expect([raster.columns, raster.rows]).toEqual([3, 2]);
    expect([...raster.values]).toEqual([1, 3, 5, 2, 4, 6]);
  });

  it('keeps the order of an image whose rows are time steps', () => {
    const raster = layOut([1, 2, 3, 4, 5, 6], { time: 3, features: 2, timeAlong: 'y' });
    expect([raster.columns, raster.rows]).toEqual([2, 3]);
    expect([...raster.values]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('draws neither padding nor what is not finite', () => {
    const raster = layOut([1, Number.NaN, 3, 4], { time: 4, features: 1, timeAlong: 'x', length: 3 });
    expect([...raster.values]).toEqual([1, Number.NaN, 3, Number.NaN]);
  });

  it('pools a long series to what a screen can show, and keeps its peaks', () => {
    const values = new Float32Array(10_000);
    values[4321] = -9;
    const raster = layOut(values, { time: 10_000, features: 1, timeAlong: 'x' });
    expect(raster.columns).toBeLessThanOrEqual(1200);
    expect(raster.pooled).toEqual([9, 1]);
    expect(Math.min(...raster.values)).toBe(-9);
  });
});

describe('rasterImage', () => {
  it('is a PNG of one pixel a value, in the colours of the scale, without metadata', () => {
    const raster = layOut([0, 0.5, 1, 7, Number.NaN, -1], { time: 6, features: 1, timeAlong: 'x' });
    const png = pixelsOf(rasterImage(raster, 'sequential', 0, 1));
    expect([png.width, png.height]).toEqual([6, 1]);
    expect([...png.data]).toEqual([1, 128, 255, 255, 0, 1]);
    expect(png.palette?.[255].slice(0, 3)).toEqual(colourTable('sequential')[255].slice(0, 3));
    expect(png.palette?.[0][3]).toBe(0);
    expect(png.text).toEqual({});
  });

  it('is the same bytes each time', () => {
    const raster = layOut(Float32Array.from({ length: 5000 }, Math.sin), { time: 100, features: 50, timeAlong: 'x' });
    expect(rasterImage(raster, 'diverging', -1, 1)).toBe(rasterImage(raster, 'diverging', -1, 1));
  });
});

describe('colourTable', () => {
  it('gets lighter all the way on a sequential scale, and darker on both sides of zero on a diverging one', () => {
    const lightness = (scale: 'sequential' | 'diverging') =>
      colourTable(scale)
        .slice(1)
        .map(([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue);
    const inferno = lightness('sequential');
    expect(inferno.every((value, index) => index === 0 || value >= inferno[index - 1] - 1)).toBe(true);
    const diverging = lightness('diverging');
    expect(diverging[127]).toBeGreaterThan(diverging[0] + 100);
    expect(diverging[127]).toBeGreaterThan(diverging[254] + 100);
  });
});

describe('compactPng', () => {
  it('keeps colours and opacities, in whichever order they come, and leaves out those that no pixel has', () => {
    const palette: [number, number, number, number][] = [
      [10, 20, 30, 255],
      [1, 1, 1, 7],
      [40, 50, 60, 128],
      [70, 80, 90, 255],
      [0, 0, 0, 0],
    ];
    const pixels = Uint8Array.of(3, 2, 0, 4, 2, 3);
    const { data, palette: written = [] } = pixelsOf(compactPng(pixels, 3, 2, palette));
    expect([...data].map((entry) => written[entry])).toEqual([...pixels].map((entry) => palette[entry]));
    expect(written).toHaveLength(4);
  });
});
