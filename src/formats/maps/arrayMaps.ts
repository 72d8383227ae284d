import { formatShape, type NdArray } from '../../data/array.js';
import { UnvanishError } from '../../errors.js';
import { toFloat32, toInt32 } from '../numberConversion.js';
import { decodeNpy } from '../numpy/npy.js';
import { decodeNpz, encodeNpz } from '../numpy/npz.js';
import { decodeLongCsv } from '../tables/csv.js';
import type { StoredMaps } from './storedMaps.js';

/** Maps of a `.npy`, [sample, time, feature]. */
export function readNpyMaps(bytes: Uint8Array, name: string): StoredMaps {
  return { maps: mapsOf(decodeNpy(bytes, name), name) };
}

/** Maps of long CSV, with their lengths and names. */
export function readCsvMaps(bytes: Uint8Array, name: string): StoredMaps {
  const { x, samples, time, features, lengths, sampleNames, featureNames } = decodeLongCsv(bytes, name);
  return { maps: { shape: [samples, time, features], data: x }, lengths, sampleNames, featureNames };
}

/** Maps of a `.npz`, with `lengths`, `target` and `logits` where it has them. */
export function readNpzMaps(bytes: Uint8Array, name: string): StoredMaps {
  const arrays = decodeNpz(bytes, name, { only: ['maps', 'lengths', 'target', 'logits'] });
  const [maps, lengths, target, logits] = ['maps', 'lengths', 'target', 'logits'].map((field) => arrays.get(field));
  if (!maps) throw new UnvanishError('format', `${name}: has no array maps`);
  const checked = mapsOf(maps, `${name}[maps]`);
  const [samples, time] = checked.shape;
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

/** The other way round. */
export function writeNpzMaps({ maps, lengths, target, logits }: StoredMaps): Uint8Array {
  const arrays: [string, NdArray][] = [['maps', maps]];
  if (lengths) arrays.push(['lengths', { shape: [lengths.length], data: lengths }]);
  if (target) arrays.push(['target', { shape: [target.length], data: target }]);
  if (logits) arrays.push(['logits', logits]);
  return encodeNpz(arrays);
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
