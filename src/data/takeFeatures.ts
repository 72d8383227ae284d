import type { Dataset } from './dataset.js';
import type { VolumeSpace } from './space/space.js';

/**
 * The features at the given positions, in that order, with their names; for data that lie in a volume, or in no space.
 *
 * @param positions [feature], each of the dataset's at most once.
 */
export function takeFeatures(dataset: Dataset, positions: readonly number[]): Dataset {
  const { x, mask, features, featureNames, space } = dataset;
  const taken = <Values extends Float32Array | Uint8Array>(values: Values, result: Values): Values => {
    for (let row = 0; row * features < values.length; row++) {
      positions.forEach((position, feature) => {
        result[row * positions.length + feature] = values[row * features + position];
      });
    }
    return result;
  };
  const sizeOf = ({ length }: Float32Array | Uint8Array) => (length / features) * positions.length;
  return {
    ...dataset,
    x: taken(x, new Float32Array(sizeOf(x))),
    features: positions.length,
    ...(mask && { mask: taken(mask, new Uint8Array(sizeOf(mask))) }),
    featureNames: positions.map((position) => featureNames[position]),
    ...(space?.kind === 'volume' && { space: spaceOfFeatures(space, features, positions) }),
  };
}

/** The space of some of its `features`, in another order. */
export function spaceOfFeatures(space: VolumeSpace, features: number, positions: ArrayLike<number>): VolumeSpace {
  const place = new Int32Array(features).fill(-1);
  for (let feature = 0; feature < positions.length; feature++) place[positions[feature]] = feature;
  return { ...space, featureOf: space.featureOf.map((feature) => (feature < 0 ? -1 : place[feature])) };
}
