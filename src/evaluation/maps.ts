import { formatShape } from '../data/array.js';
import type { Dataset } from '../data/dataset.js';
import { UnvanishError } from '../errors.js';
import { checkArgument } from '../options.js';

/** What the evaluation needs to know of a dataset; without a mask only the shares of time are measured. */
export type EvaluatedData = Pick<Dataset, 'samples' | 'time' | 'features'> & {
  readonly lengths?: Int32Array | undefined;
  readonly mask?: Uint8Array | undefined;
};

/** The shape of one sample's map and truth mask, [time, feature]; steps at or beyond `length` are padding. */
export interface SeriesShape {
  readonly time: number;
  readonly features: number;
  /** Number of valid time steps, 1 to `time`. */
  readonly length: number;
}

/**
 * The number of values that are not padding: the first length * features of each array.
 *
 * @throws UnvanishError `shape` where an array does not hold time * features values or `length` is not in 1..time.
 */
export function validCells(shape: SeriesShape, ...arrays: readonly ArrayLike<number>[]): number {
  checkArgument(typeof shape === 'object' && shape !== null, 'shape', shape, '{ time, features, length }');
  const { time, features, length } = shape;
  for (const array of arrays) {
    checkArgument(typeof array?.length === 'number', 'map or truth mask', array, 'an array');
    if (array.length !== time * features)
      throw new UnvanishError(
        'shape',
        `a map or truth mask holds ${array.length} values where [time, feature] = ${formatShape([time, features])} needs ${time * features}`,
      );
  }
  if (!Number.isInteger(length) || length < 1 || length > time)
    throw new UnvanishError('shape', `the length of a sample is ${length}: it must be 1 to ${time} time steps`);
  return length * features;
}

/** How many valid cells the truth mask marks; undefined where it marks none or all of them. */
export function markedCells(truth: Uint8Array, shape: SeriesShape): number | undefined {
  const cells = validCells(shape, truth);
  let marked = 0;
  for (let cell = 0; cell < cells; cell++) if (truth[cell] !== 0) marked++;
  return marked === 0 || marked === cells ? undefined : marked;
}

/**
 * Checks saliency maps [sample, time, feature] against the data that they are of.
 *
 * @throws UnvanishError `option` where the arguments are something else; `shape` where maps, lengths or mask do not fit the data;
 *   `not-finite` where a map holds NaN or infinity outside the padding, naming the first place.
 */
export function checkMaps(maps: Float32Array, data: EvaluatedData): void {
  checkShapes(maps, data);
  const { samples, time, features, lengths } = data;
  const size = time * features;
  for (let sample = 0; sample < samples; sample++) {
    const map = maps.subarray(sample * size, (sample + 1) * size);
    checkFinite(map, { time, features, length: lengths?.[sample] ?? time }, sample);
  }
}

/**
 * Checks saliency maps as `checkMaps` does, but for what they hold.
 *
 * @throws UnvanishError `option` or `shape`.
 */
export function checkShapes(maps: Float32Array, data: EvaluatedData): void {
  checkArgument(
    maps instanceof Float32Array,
    'maps',
    maps,
    'a Float32Array [sample, time, feature]',
    hasValues(maps) ? 'give the values of the maps: maps.values' : undefined,
  );
  checkEvaluatedData(data);
  const { samples, time, features, lengths, mask } = data;
  const whole = samples * time * features;
  if (maps.length !== whole)
    throw new UnvanishError(
      'shape',
      `maps hold ${maps.length} values where [sample, time, feature] = ${formatShape([samples, time, features])} needs ${whole}`,
    );
  if (mask && mask.length !== whole && mask.length !== time * features)
    throw new UnvanishError(
      'shape',
      `mask holds ${mask.length} values where [time, feature] = ${formatShape([time, features])} or [sample, time, feature] = ${formatShape([samples, time, features])} was expected`,
    );
  if (lengths && lengths.length !== samples)
    throw new UnvanishError('shape', `${lengths.length} lengths for ${samples} samples`);
  const wrong = lengths?.findIndex((length) => length < 1 || length > time) ?? -1;
  if (wrong >= 0)
    throw new UnvanishError('shape', `lengths[${wrong}] is ${lengths?.[wrong]}: a sample has 1 to ${time} time steps`);
}

function checkFinite(map: Float32Array, { features, length }: SeriesShape, sample: number): void {
  for (let cell = 0; cell < length * features; cell++) {
    if (Number.isFinite(map[cell])) continue;
    const place = `sample ${sample}, time ${Math.floor(cell / features)}, feature ${cell % features}`;
    throw new UnvanishError('not-finite', `maps are ${map[cell]} at ${place}`);
  }
}

/**
 * Checks that an argument has the sizes of a dataset.
 *
 * @throws UnvanishError `option`.
 */
export function checkEvaluatedData(data: EvaluatedData): void {
  const { samples, time, features } = (data ?? {}) as Partial<EvaluatedData>;
  const sized = [samples, time, features].every((size) => Number.isSafeInteger(size));
  checkArgument(sized, 'data', data, 'a dataset', 'make one with createDataset or readDataset');
}

/** What `attribute` gives. */
function hasValues(maps: unknown): boolean {
  return (maps as { values?: unknown } | null | undefined)?.values instanceof Float32Array;
}
