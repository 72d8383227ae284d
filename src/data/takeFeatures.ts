import type { Dataset } from './dataset.js';

/**
 * The features at the given positions, in that order, with their names; for data that do not lie in a space.
 *
 * @param positions [feature], each of the dataset's at most once.
 */
export function takeFeatures(dataset: Dataset, positions: readonly number[]): Dataset {
  const { x, mask, features, featureNames } = dataset;
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
  };
}
