import { spaceOfFeatures } from '../../data/takeFeatures.js';
import { UnvanishError } from '../../errors.js';
import { gridDifference, gridOf } from '../../formats/images/grid.js';
import { sameGrid } from '../../formats/images/niftiAffine.js';
import type { Recording } from '../recording.js';

/**
 * Recordings of images that were read without a mask, each with the voxels that change in it, brought to those that they all
 * have. Others, and those that have the same features, stay as they are.
 *
 * @throws UnvanishError `shape` where they have no voxel in common, or their grids lie at different places.
 */
export function withCommonVoxels(recordings: readonly Recording[]): readonly Recording[] {
  const [first, ...others] = recordings;
  if (!first || !recordings.every(({ space }) => space?.kind === 'volume')) return recordings;
  for (const other of others) checkGrid(first, other);
  const same = others.every(
    ({ featureNames }) =>
      featureNames.length === first.featureNames.length &&
      featureNames.every((name, index) => name === first.featureNames[index]),
  );
  if (same) return recordings;
  const counts = new Map<string, number>();
  for (const { featureNames } of recordings) {
    for (const name of featureNames) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const featureNames = first.featureNames.filter((name) => counts.get(name) === recordings.length);
  if (featureNames.length === 0) {
    throw new UnvanishError('shape', `${recordings.length} runs have no voxel in common`, 'give a mask or an atlas');
  }
  return recordings.map((recording) => withFeatures(recording, featureNames));
}

function checkGrid(first: Recording, { name, space }: Recording): void {
  if (first.space?.kind !== 'volume' || space?.kind !== 'volume') return;
  const [own, its] = [gridOf(first.space), gridOf(space)];
  if (own.shape.every((size, axis) => size === its.shape[axis]) && sameGrid(own.affine, its.affine, own.shape)) return;
  throw new UnvanishError(
    'shape',
    `${name}: its voxels lie at other places than those of ${first.name}: ${gridDifference(its, own)}`,
    'resample all runs to one space, or choose those that are in one with `files`',
  );
}

/** A recording with some of its features, in the given order. */
function withFeatures(recording: Recording, featureNames: readonly string[]): Recording {
  const { x, time, features, space } = recording;
  const positions = new Map(recording.featureNames.map((name, position) => [name, position]));
  const kept = Int32Array.from(featureNames, (name) => positions.get(name) as number);
  const few = new Float32Array(time * kept.length);
  for (let t = 0; t < time; t++) {
    kept.forEach((from, to) => {
      few[t * kept.length + to] = x[t * features + from];
    });
  }
  return {
    ...recording,
    x: few,
    features: kept.length,
    featureNames,
    space: space?.kind === 'volume' ? spaceOfFeatures(space, features, kept) : space,
  };
}
