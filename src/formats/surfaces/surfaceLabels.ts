import { formatShape } from '../../data/array.js';
import { UnvanishError } from '../../errors.js';
import { quoted, someOf } from '../../quoted.js';
import { toInt32 } from '../numberConversion.js';
import { type Colour, decodeGifti, type Gifti, type GiftiArray, intentsOf } from './gifti.js';
import { type Hemisphere, hemisphereOf } from './hemisphere.js';

/** A label for each vertex of a surface: a parcellation. */
export interface SurfaceLabels {
  /** What the file calls them, where it does. */
  readonly name: string | undefined;
  /** What the file calls all its arrays of labels, of which these are one; empty where it gives no name. */
  readonly arrays: readonly string[];
  /** Where the file or its name says it. */
  readonly hemisphere: Hemisphere | undefined;
  /** The key of the label of each vertex, [vertex]. */
  readonly keys: Int32Array;
  /** What keys stand for; `???` or `unknown` where there is no region, most often 0. Keys that no vertex has may be there. */
  readonly names: ReadonlyMap<number, string>;
  /** Red, green, blue and alpha from 0 to 1, of those labels that have a colour in the file. */
  readonly colours: ReadonlyMap<number, Colour>;
  /** Keys that vertices have, but the file has no name for, in their order. */
  readonly unnamed: readonly number[];
}

/**
 * Reads labels of the vertices of a surface from a GIFTI file (`.label.gii`, `.gii`, `.gii.gz`).
 *
 * Format: https://www.nitrc.org/projects/gifti/ (version 1.0)
 *
 * @param name the file's name, for errors, and for the hemisphere where the file does not say it.
 * @param map which of several arrays of labels, by its name; the first where left out.
 * @throws UnvanishError as `decodeGifti` and `labelsOf`.
 */
export function decodeSurfaceLabels(bytes: Uint8Array, name: string, map?: string): SurfaceLabels {
  return labelsOf(decodeGifti(bytes, name), map);
}

/**
 * The labels of a file.
 *
 * @param map which of several arrays of labels, by its name; the first where left out.
 * @throws UnvanishError `format` where it holds no labels; `missing` where it holds none of that name; `dtype` where keys are no whole
 *   numbers of 32 bits; `shape` where they are not one a vertex.
 */
export function labelsOf(gifti: Gifti, map?: string): SurfaceLabels {
  const array = labelArray(gifti, map);
  const keys = toInt32(array.data, `${gifti.name}: the labels`);
  const colours = [...gifti.labels].flatMap(([key, { colour }]) => (colour ? [[key, colour] as const] : []));
  return {
    name: nameOf(array) || undefined,
    arrays: labelArrays(gifti).map(nameOf),
    hemisphere: hemisphereOf(gifti),
    keys,
    names: new Map([...gifti.labels].map(([key, label]) => [key, label.name])),
    colours: new Map(colours),
    unnamed: [...new Set(keys)].filter((key) => !gifti.labels.has(key)).sort((a, b) => a - b),
  };
}

function nameOf({ metadata }: GiftiArray): string {
  return metadata.get('Name') ?? '';
}

function labelArrays({ arrays }: Gifti): GiftiArray[] {
  return arrays.filter(({ intent }) => intent === 'NIFTI_INTENT_LABEL');
}

function labelArray(gifti: Gifti, map: string | undefined): GiftiArray {
  const { name } = gifti;
  const found = labelArrays(gifti);
  if (found.length === 0)
    throw new UnvanishError('format', `${name}: holds no labels, but ${intentsOf(gifti)}`, 'labels are a .label.gii');
  const array = map === undefined ? found[0] : found.find((each) => nameOf(each) === map);
  if (!array) {
    const names = found.map((each) => quoted(nameOf(each)));
    throw new UnvanishError(
      'missing',
      `${name}: holds no labels ${quoted(map ?? '')}`,
      `there are ${someOf(names, 10)}`,
    );
  }
  const [, ...others] = array.shape;
  if (others.every((size) => size === 1)) return array;
  throw new UnvanishError('shape', `${name}: has labels of shape ${formatShape(array.shape)}; [vertex] was expected`);
}
