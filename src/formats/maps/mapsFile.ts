import { formatShape, type NdArray } from '../../data/array.js';
import type { FeatureSpace } from '../../data/space/space.js';
import { UnvanishError } from '../../errors.js';
import { extensionOf, type NamedFile } from '../namedFile.js';
import { toFloat32, toInt32 } from '../numberConversion.js';
import { decodeNpy, encodeNpy } from '../numpy/npy.js';
import { decodeNpz, encodeNpz } from '../numpy/npz.js';
import { decodeLongCsv, encodeLongCsv } from '../tables/csv.js';
import { checkImageSpace, encodeImageMaps, IMAGE_EXTENSIONS } from './imageMaps.js';
import type { StoredMaps } from './storedMaps.js';

const ARRAYS = ['.npy', '.npz', '.csv'] as const;
const EXTENSIONS = [...ARRAYS, ...IMAGE_EXTENSIONS] as const;

/**
 * Checks that a name says a format that maps can be written in, so that a command can fail before it computes them.
 *
 * @throws UnvanishError `format`.
 */
export function checkMapsName(name: string): void {
  extensionOf(name, EXTENSIONS, 'maps');
}

/** Whether a name says an image (NIfTI or CIFTI-2), which holds the mean over samples instead of all maps. */
export function isImageName(name: string): boolean {
  return !isOneOf(ARRAYS, extensionOf(name, EXTENSIONS, 'maps'));
}

/**
 * Checks that maps of so many features that lie in `space` can be written under a name.
 *
 * @throws UnvanishError as `checkImageSpace`, where the name says an image.
 */
export function checkMapsSpace(name: string, space: FeatureSpace | undefined, features: number): void {
  if (isImageName(name)) checkImageSpace(name, space, features);
}

/**
 * Writes saliency maps in the format that the name tells: `.npy` has the maps alone; `.npz` has `maps` and, where
 * given, `lengths`, `target` and `logits`; long `.csv` has the maps without padding, with sample and feature names;
 * images hold means over samples, in the space of the data: see `encodeImageMaps`.
 *
 * @throws UnvanishError `format` for another extension, `missing` where features that come from no image should become one.
 */
export function encodeMaps(name: string, saliency: StoredMaps): Uint8Array {
  const { maps, lengths, target, logits } = saliency;
  const format = extensionOf(name, EXTENSIONS, 'maps');
  if (!isOneOf(ARRAYS, format)) return encodeImageMaps(name, saliency);
  if (format === '.npy') return encodeNpy(maps);
  if (format === '.csv') return encodeLongCsv(maps, saliency);
  const arrays: [string, NdArray][] = [['maps', maps]];
  if (lengths) arrays.push(['lengths', { shape: [lengths.length], data: lengths }]);
  if (target) arrays.push(['target', { shape: [target.length], data: target }]);
  if (logits) arrays.push(['logits', logits]);
  return encodeNpz(arrays);
}

/**
 * Reads saliency maps that `encodeMaps` or NumPy wrote.
 *
 * @throws UnvanishError `format`, `shape` or `dtype`, naming file and field.
 */
export function decodeMaps({ name, bytes }: NamedFile): StoredMaps {
  const format = extensionOf(name, ARRAYS, 'maps to read');
  if (format === '.npy') return { maps: mapsOf(decodeNpy(bytes, name), name) };
  if (format === '.csv') {
    const { x, samples, time, features, lengths, sampleNames, featureNames } = decodeLongCsv(bytes, name);
    return { maps: { shape: [samples, time, features], data: x }, lengths, sampleNames, featureNames };
  }
  const arrays = decodeNpz(bytes, name, { only: ['maps', 'lengths', 'target', 'logits'] });
  const [maps, lengths, target, logits] = ['maps', 'lengths', 'target', 'logits'].map((field) => arrays.get(field));
  if (!maps) throw new UnvanishError('format', `${name}: has no array maps`);
  const checked = mapsOf(maps, `${name}[maps]`);
  const samples = checked.shape[0] as number;
  const time = checked.shape[1] as number;
  const steps = lengths && perSample(lengths, samples, `${name}[lengths]`);
  const wrong = steps?.find((length) => length < 1 || length > time);
  if (wrong !== undefined) {
    throw new UnvanishError('shape', `${name}[lengths]: a length is ${wrong}; the maps have ${time} time steps`);
  }
  return {
    maps: checked,
    lengths: steps,
    target: target && perSample(target, samples, `${name}[target]`),
    logits: logits && { shape: logits.shape, data: toFloat32(logits, `${name}[logits]`) },
  };
}

function isOneOf<Text extends string>(allowed: readonly Text[], text: string): text is Text {
  return (allowed as readonly string[]).includes(text);
}

function mapsOf(array: NdArray, where: string): NdArray<Float32Array> {
  if (array.shape.length !== 3) {
    throw new UnvanishError(
      'shape',
      `${where}: has shape ${formatShape(array.shape)}; maps are [sample, time, feature]`,
    );
  }
  const data = toFloat32(array, where);
  const wrong = data.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) throw new UnvanishError('not-finite', `${where}: value ${wrong} of the maps is ${data[wrong]}`);
  return { shape: array.shape, data };
}

function perSample({ shape, data }: NdArray, samples: number, where: string): Int32Array {
  if (shape.length !== 1 || data.length !== samples) {
    throw new UnvanishError(
      'shape',
      `${where}: has shape ${formatShape(shape)}; one number for each of ${samples} maps was expected`,
    );
  }
  return toInt32(data, where);
}
