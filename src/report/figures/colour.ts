import { interpolateInferno, interpolateRdBu } from 'd3-scale-chromatic';
import { checkArgument } from '../../options.js';

/**
 * How values become colours. `sequential` (inferno, black to yellow) for what has a size and no sign; `diverging`
 * (blue, white at zero, red) for what has a sign; `ink` (black to white) for images. All are monotone in lightness,
 * or symmetric in it, so that they can be read with any colour vision and in grey print.
 */
export type ColourScale = 'sequential' | 'diverging' | 'ink';

/** Red, green, blue, opacity; each 0 to 255. */
export type Rgba = [red: number, green: number, blue: number, opacity: number];

/**
 * The colours of a scale from its low to its high end are entries 1 to 255 of its table; entry 0 is see-through: no
 * value.
 */
export const firstColour = 1;
export const lastColour = 255;

const interpolators: Record<ColourScale, (position: number) => string> = {
  sequential: interpolateInferno,
  // Towards red for positive values, and short of the ends of the scale, which are too dark to tell their hue.
  diverging: (position) => interpolateRdBu(0.04 + 0.92 * (1 - position)),
  ink: (position) => {
    const level = Math.round(10 + 245 * position);
    return `rgb(${level}, ${level}, ${level})`;
  },
};

/**
 * Checks that there is a colour scale of this name.
 *
 * @throws UnvanishError `option`.
 */
export function checkScale(scale: unknown, name: string): void {
  const names = Object.keys(interpolators);
  checkArgument(
    typeof scale === 'string' && names.includes(scale),
    `${name}: scale`,
    scale,
    `one of ${names.join(', ')}`,
  );
}

const tables = new Map<ColourScale, readonly Rgba[]>();

/** The 256 colours of a scale, as a PNG palette. */
export function colourTable(scale: ColourScale): readonly Rgba[] {
  let table = tables.get(scale);
  if (!table) {
    const steps = lastColour - firstColour;
    const colours = Array.from({ length: steps + 1 }, (_, step) => parseColour(interpolators[scale](step / steps)));
    table = [[0, 0, 0, 0], ...colours];
    tables.set(scale, table);
  }
  return table;
}

/**
 * Series colours, after Okabe and Ito, darkened for white paper and lightened for dark so that text in them is
 * readable (4.5 : 1).
 */
export const seriesColours: readonly { light: string; dark: string }[] = [
  { light: '#b84a00', dark: '#ff9a4d' },
  { light: '#0067a6', dark: '#5cb8f0' },
  { light: '#00755a', dark: '#3ccfa3' },
  { light: '#9c3f78', dark: '#e89ac8' },
  { light: '#7a5c00', dark: '#ecc94b' },
  { light: '#5a4fb0', dark: '#b3a8f7' },
];

/** Dash patterns, one a series, so that lines are told apart without colour; the first is solid. */
export const seriesDashes: readonly string[] = ['', '7 3', '2 3', '10 3 2 3', '5 2 1 2 1 2', '1 4'];

function parseColour(text: string): Rgba {
  if (text.startsWith('#')) {
    const code = Number.parseInt(text.slice(1), 16);
    return [code >> 16, (code >> 8) & 255, code & 255, 255];
  }
  const [red = 0, green = 0, blue = 0] = (text.match(/\d+/g) ?? []).map(Number);
  return [red, green, blue, 255];
}
