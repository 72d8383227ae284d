/** Which feature each vertex belongs to, by the name of its label. */
export interface LabelledFeatures {
  /** -1 where the label is no feature's. [vertex]. */
  readonly featureOf: Int32Array;
  /** Names of labels that vertices have and no feature is named by, each once, in the order of the vertices. */
  readonly unmatched: readonly string[];
}

/**
 * The features that are named as the labels of a surface are, to the letter. Of features of one name the first is taken.
 *
 * @param keys The label of each vertex, [vertex].
 * @param names The name of each label; a vertex whose label has none belongs to no feature.
 * @param featureNames [feature].
 */
export function labelledFeatures(
  keys: ArrayLike<number>,
  names: ReadonlyMap<number, string>,
  featureNames: readonly string[],
): LabelledFeatures {
  const features = new Map<string, number>();
  for (const [feature, name] of featureNames.entries()) if (!features.has(name)) features.set(name, feature);
  const unmatched = new Set<string>();
  const featureOf = Int32Array.from(keys, (key) => {
    const name = names.get(key);
    if (name === undefined) return -1;
    const feature = features.get(name);
    if (feature === undefined) unmatched.add(name);
    return feature ?? -1;
  });
  return { featureOf, unmatched: [...unmatched] };
}
