import { checkDataset, type Dataset, lengthOf } from './dataset.js';

/** The first time steps of every sample, as many as the shortest has: so that lengths say nothing. */
export function equalLengths(dataset: Dataset): Dataset {
  checkDataset(dataset, 'equalLengths: the first argument');
  const { x, samples, time, features, lengths, mask, onTask, ...others } = dataset;
  if (!lengths) return dataset;
  const shortest = lengths.reduce((least, _, sample) => Math.min(least, lengthOf(dataset, sample)), time);
  const first = <Values extends Float32Array | Uint8Array>(values: Values, size: number): Values => {
    const rows = values.length / (time * size);
    const cut = values.slice(0, rows * shortest * size) as Values;
    for (let row = 0; row < rows; row++) {
      cut.set(values.subarray(row * time * size, (row * time + shortest) * size), row * shortest * size);
    }
    return cut;
  };
  return {
    ...others,
    samples,
    features,
    time: shortest,
    x: first(x, features),
    ...(mask && { mask: first(mask, features) }),
    ...(onTask && { onTask: first(onTask, 1) }),
  };
}
