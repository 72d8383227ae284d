import type { Rgba } from './colour.js';
import { compactPng } from './raster.js';
import { colourOf, saliencyColours } from './saliencyScale.js';
import { interpolated, lightIn, nearestVertices, SAMPLES, type SurfaceView } from './surfaceView.js';

/** What is drawn on a surface. */
export interface SurfacePaint {
  /** The feature of each vertex, -1 for none. [vertex]. */
  readonly featureOf: Int32Array;
  /** 0 on gyri to 1 in sulci, [vertex]. */
  readonly depth: ArrayLike<number>;
  /** `regions` have crisp borders, `outlined` with a thin line along them; `smooth` values lie between those of the vertices. */
  readonly style: 'outlined' | 'regions' | 'smooth';
}

/**
 * A map on the cortex is three pictures on top of each other, as PNG data URIs: the cortex in grey, the map in flat colours, and the shade of the
 * folds. The first and the last are the same for all maps of a view, and what is left to each map is small.
 */
export interface ViewLayers {
  readonly grey: string;
  readonly shade: string;
  /**
   * A map in colours where it is more than an even share, see-through elsewhere; undefined where it is no more anywhere in the view.
   *
   * @param values In even shares, [feature].
   * @param high The value at the end of the scale.
   */
  readonly map: (values: ArrayLike<number>, high: number) => string | undefined;
}

const PARTS = SAMPLES * SAMPLES;
/** Grey values of gyri and sulci, and how many from one to the other. */
const [GYRUS, SULCUS, GREYS] = [234, 122, 32];
/** Where a vertex has no feature: paler than any gyrus, nearly flat. */
const [PALE_GYRUS, PALE_SULCUS, PALES] = [252, 240, 8];
/** Levels of shade, how dark the darkest is, and an outline. */
const [SHADES, DARKEST, OUTLINE] = [48, 0.72, 0.45];
/** Colours of a palette that holds each of them as opaque as any count of samples makes a pixel. */
const COLOURS = Math.floor(255 / PARTS);

/** The layers of a view. */
export function viewLayers(view: SurfaceView, paint: SurfacePaint): ViewLayers {
  const feature = paint.style === 'smooth' ? undefined : featuresIn(view, paint.featureOf);
  return {
    grey: greyLayer(view, paint, feature),
    shade: shadeLayer(view, paint.style === 'outlined' ? feature : undefined),
    map: (values, high) => {
      const colours = feature
        ? regionColours(feature, values, high)
        : smoothColours(view, paint.featureOf, values, high);
      return colours.some((colour) => colour >= 0) ? mapLayer(view, colours) : undefined;
    },
  };
}

/** @param feature The feature in each sample, of regions. */
function greyLayer(view: SurfaceView, { featureOf, depth }: SurfacePaint, feature: Int32Array | undefined): string {
  const depths = interpolated(view, depth);
  const has = feature
    ? feature.map((own) => (own < 0 ? 0 : 1))
    : interpolated(
        view,
        Float32Array.from(featureOf, (own) => (own < 0 ? 0 : 1)),
      );
  const pixels = pixelsOf(view, (samples) => {
    let [sum, covered, known] = [0, 0, 0];
    for (const sample of samples) {
      if (view.triangle[sample] < 0) continue;
      sum += depths[sample];
      known += has[sample];
      covered++;
    }
    if (covered === 0) return 0;
    const own = sum / covered;
    const level = known < covered / 2 ? GREYS + Math.round(own * (PALES - 1)) : Math.round(own * (GREYS - 1));
    return entry(level, covered);
  });
  const greys = [...greysBetween(GYRUS, SULCUS, GREYS), ...greysBetween(PALE_GYRUS, PALE_SULCUS, PALES)];
  return compactPng(pixels, view.columns, view.rows, paletteOf(greys));
}

function greysBetween(gyrus: number, sulcus: number, count: number): Rgba[] {
  return Array.from({ length: count }, (_, level): Rgba => {
    const grey = Math.round(gyrus + ((sulcus - gyrus) * level) / (count - 1));
    return [grey, grey, grey, 255];
  });
}

/** What darkens the layers below: where the surface turns from the light, and outlines of regions. */
function shadeLayer(view: SurfaceView, feature: Int32Array | undefined): string {
  const { triangle } = view;
  const width = view.columns * SAMPLES;
  const darkness = lightIn(view).map((light, sample) =>
    triangle[sample] < 0 ? 0 : DARKEST * (1 - light) * (1 - 0.35 * light),
  );
  if (feature) {
    const differs = (sample: number, other: number) =>
      other >= 0 && triangle[other] >= 0 && feature[other] !== feature[sample];
    for (let sample = 0; sample < triangle.length; sample++) {
      if (triangle[sample] < 0 || !(differs(sample, sample - 1) || differs(sample, sample - width))) continue;
      darkness[sample] = 1 - (1 - darkness[sample]) * (1 - OUTLINE);
    }
  }
  const pixels = pixelsOf(view, (samples) => {
    let sum = 0;
    for (const sample of samples) sum += darkness[sample];
    return Math.round((sum / PARTS) * (SHADES - 1));
  });
  const palette = Array.from(
    { length: SHADES },
    (_, level): Rgba => [0, 0, 0, Math.round((255 * level) / (SHADES - 1))],
  );
  return compactPng(pixels, view.columns, view.rows, palette);
}

/** @param colours The colour of each sample, -1 for none. */
function mapLayer(view: SurfaceView, colours: Int32Array): string {
  const pixels = pixelsOf(view, (samples) => {
    // The colour that most samples have: a mean of two would be a third, which stands for another value.
    let [most, votes, covered] = [-1, 0, 0];
    for (const sample of samples) {
      const own = colours[sample];
      if (own < 0) continue;
      covered++;
      let same = 0;
      for (const other of samples) if (colours[other] === own) same++;
      if (same > votes) [most, votes] = [own, same];
    }
    return covered === 0 ? 0 : entry(most, covered);
  });
  return compactPng(pixels, view.columns, view.rows, paletteOf(saliencyColours(COLOURS)));
}

/** The feature in each sample, -1 for none. */
function featuresIn(view: SurfaceView, featureOf: Int32Array): Int32Array {
  return nearestVertices(view).map((vertex) => (vertex < 0 ? -1 : featureOf[vertex]));
}

function regionColours(feature: Int32Array, values: ArrayLike<number>, high: number): Int32Array {
  const colours = Int32Array.from(values, (value) => colourOf(value, high, COLOURS));
  return feature.map((own) => (own < 0 ? -1 : colours[own]));
}

/** Of values between those of the vertices; a vertex without one takes its part of the triangle with it. */
function smoothColours(view: SurfaceView, featureOf: Int32Array, values: ArrayLike<number>, high: number): Int32Array {
  const known = new Float32Array(2 * featureOf.length);
  featureOf.forEach((feature, vertex) => {
    if (feature >= 0 && Number.isFinite(values[feature])) known.set([values[feature], 1], 2 * vertex);
  });
  const sums = interpolated(view, known, 2);
  return view.triangle.map((_, sample) => {
    const share = sums[2 * sample + 1];
    return share < 0.5 ? -1 : colourOf(sums[2 * sample] / share, high, COLOURS);
  });
}

/** One entry of a palette for each pixel, from its samples. */
function pixelsOf({ columns, rows }: SurfaceView, entryOf: (samples: Int32Array) => number): Uint8Array {
  const pixels = new Uint8Array(columns * rows);
  const width = columns * SAMPLES;
  const samples = new Int32Array(PARTS);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const first = row * SAMPLES * width + column * SAMPLES;
      for (let part = 0; part < PARTS; part++)
        samples[part] = first + Math.floor(part / SAMPLES) * width + (part % SAMPLES);
      pixels[row * columns + column] = entryOf(samples);
    }
  }
  return pixels;
}

/** Nothing, then each colour as opaque as one sample, two and so on make it. */
function paletteOf(colours: readonly Rgba[]): Rgba[] {
  const steps = Array.from({ length: PARTS }, (_, covered) => Math.round((255 * (covered + 1)) / PARTS));
  return [[0, 0, 0, 0], ...colours.flatMap(([r, g, b]) => steps.map((opacity): Rgba => [r, g, b, opacity]))];
}

function entry(level: number, covered: number): number {
  return 1 + level * PARTS + covered - 1;
}
