import { createDataset, type Dataset, takeSamples } from '../../data/dataset.js';
import { takeFeatures } from '../../data/takeFeatures.js';
import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { areMadeUp, featurePositions, positionsAmong } from '../names.js';
import { samplePositions } from '../tables/sampleColumn.js';
import type { StoredMaps } from './storedMaps.js';

/**
 * Maps in the order of the data that they are of: by the names of samples and features, where a file of maps has some. Numbers
 * 0, 1, 2, … that name no samples of the data are positions.
 *
 * @param file what errors call the maps.
 * @throws UnvanishError `labels` or `shape` where names do not fit each other.
 */
export function mapsInOrder(stored: StoredMaps, data: Dataset, file: string): StoredMaps {
  const { maps, lengths, sampleNames, featureNames } = stored;
  const [samples, time, features] = maps.shape;
  if (samples !== data.samples || features !== data.features) return stored;
  const read = createDataset({ x: maps.data, shape: [samples, time, features], lengths, featureNames });
  const bySample = sampleNames ? takeSamples(read, samplesInOrder(sampleNames, data, file)) : read;
  const ordered = featureNames ? takeFeatures(bySample, featuresInOrder(featureNames, data, file)) : bySample;
  return { ...stored, maps: { shape: maps.shape, data: ordered.x }, lengths: ordered.lengths };
}

function samplesInOrder(named: readonly string[], { samples, sampleNames }: Dataset, file: string): Int32Array {
  const isNamed = sampleNames && positionsAmong(named, sampleNames).some((position) => position >= 0);
  const numbers = Array.from({ length: samples }, (_, sample) => String(sample));
  const isCounted = !isNamed && !positionsAmong(numbers, named).includes(-1);
  return samplePositions(named, isCounted ? { samples } : { samples, sampleNames }, file, 'map');
}

function featuresInOrder(named: readonly string[], { featureNames }: Dataset, file: string): number[] {
  const positions = featurePositions(featureNames, named);
  const missing = positions.indexOf(-1);
  if (missing < 0) return positions;
  const isUnnamed = [named, featureNames].some((names) => areMadeUp(names, 'feature', 'dimension'));
  if (isUnnamed) return featureNames.map((_, feature) => feature);
  throw new UnvanishError('shape', `${file}: has no maps of the feature ${quoted(featureNames[missing])}`);
}
