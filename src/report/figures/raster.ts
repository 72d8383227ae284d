import { encode } from 'fast-png';
import { encodeBase64Bytes } from '../../formats/base64.js';
import { type ColourScale, colourTable, firstColour, lastColour, type Rgba } from './colour.js';

/** Values in the order of an image: row-major, first row at the top. NaN where there is nothing to draw. */
export interface Raster {
  readonly columns: number;
  readonly rows: number;
  readonly values: Float32Array;
  /** How many time steps or features one pixel stands for; 1 and 1 unless the series is larger than a screen. */
  readonly pooled: readonly [acrossColumns: number, acrossRows: number];
}

/** Where time runs in a picture: along x in a heatmap, downwards (`y`) where the series is an image read row by row. */
export type TimeDirection = 'x' | 'y';

/** What `layOut` needs to know of values [time, feature]. */
export interface SeriesLayout {
  readonly time: number;
  readonly features: number;
  readonly timeAlong: TimeDirection;
  /** Steps from here on are padding and are not drawn. */
  readonly length?: number | undefined;
}

/**
 * More pixels than this in one direction are pooled: no screen shows them, and they would only make the report large.
 */
const mostPixels = 1200;

/**
 * Lays values [time, feature] out as an image. Where several values share a pixel the one with the largest magnitude
 * is shown, so that a short peak is never lost.
 */
export function layOut(values: ArrayLike<number>, layout: SeriesLayout): Raster {
  const { time, features, timeAlong } = layout;
  const length = Math.min(layout.length ?? time, time);
  const [fullColumns, fullRows] = timeAlong === 'x' ? [time, features] : [features, time];
  const acrossColumns = Math.ceil(fullColumns / mostPixels);
  const acrossRows = Math.ceil(fullRows / mostPixels);
  const columns = Math.ceil(fullColumns / acrossColumns);
  const rows = Math.ceil(fullRows / acrossRows);
  const image = new Float32Array(columns * rows).fill(Number.NaN);
  for (let step = 0; step < length; step++) {
    for (let feature = 0; feature < features; feature++) {
      const value = values[step * features + feature] ?? Number.NaN;
      const [column, row] = timeAlong === 'x' ? [step, feature] : [feature, step];
      const pixel = Math.floor(row / acrossRows) * columns + Math.floor(column / acrossColumns);
      const before = image[pixel];
      if (Number.isFinite(value) && !(Math.abs(before) >= Math.abs(value))) image[pixel] = value;
    }
  }
  return { columns, rows, values: image, pooled: [acrossColumns, acrossRows] };
}

/** A raster as a PNG data URI with one pixel a value, in a palette of 256 colours; no metadata is written. */
export function rasterImage(raster: Raster, scale: ColourScale, low: number, high: number): string {
  const { columns, rows, values } = raster;
  const span = lastColour - firstColour;
  const pixels = Uint8Array.from(values, (value) => {
    if (Number.isNaN(value)) return 0;
    const position = Math.min(1, Math.max(0, (value - low) / (high - low)));
    return firstColour + Math.round(position * span);
  });
  return pngDataUri(pixels, columns, rows, colourTable(scale));
}

/** The colours of a scale from low to high, as a PNG data URI one pixel high. */
export function colourBarImage(scale: ColourScale): string {
  const pixels = Uint8Array.from({ length: lastColour - firstColour + 1 }, (_, index) => index + firstColour);
  return pngDataUri(pixels, pixels.length, 1, colourTable(scale));
}

/**
 * Pixels, row by row, that are entries of a palette of up to 256 colours, as a PNG data URI; no metadata is written. Colours that
 * are not opaque come first in the palette: the encoder writes the opacities of so many.
 */
export function pngDataUri(pixels: Uint8Array, width: number, height: number, palette: readonly Rgba[]): string {
  const colours = palette.map((colour): Rgba => [...colour]);
  const png = encode({ width, height, data: pixels, depth: 8, channels: 1, palette: colours }, { zlib: { level: 9 } });
  return `data:image/png;base64,${encodeBase64Bytes(png)}`;
}

/** The same without the colours that no pixel has, in any order: for small pictures, of which there are many. */
export function compactPng(pixels: Uint8Array, width: number, height: number, palette: readonly Rgba[]): string {
  const used = new Uint8Array(palette.length);
  for (const entry of pixels) used[entry] = 1;
  const entries = [...palette.keys()].filter((entry) => used[entry]);
  const isOpaque = (entry: number) => palette[entry][3] === 255;
  const sorted = [...entries.filter((entry) => !isOpaque(entry)), ...entries.filter(isOpaque)];
  const places = new Uint8Array(palette.length);
  for (const [place, entry] of sorted.entries()) places[entry] = place;
  return pngDataUri(
    pixels.map((entry) => places[entry]),
    width,
    height,
    sorted.map((entry) => palette[entry]),
  );
}
