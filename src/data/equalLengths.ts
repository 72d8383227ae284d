import { UnvanishError } from '../errors.js';
import { quoted } from '../quoted.js';
import { checkDataset, type Dataset, lengthOf } from './dataset.js';

/**
 * The first time steps of every sample, as many as the shortest has: so that lengths say nothing.
 *
 * @throws UnvanishError `shape` where that would leave one time step, which is no series.
 */
export function equalLengths(dataset: Dataset): Dataset {
  checkDataset(dataset, 'equalLengths: the first argument');
  const { x, samples, time, features, lengths, mask, onTask, ...others } = dataset;
  if (!lengths) return dataset;
  const shortest = lengths.reduce((least, _, sample) => Math.min(least, lengthOf(dataset, sample)), time);
  if (shortest === 1 && time > 1) throw tooShort(dataset);
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

function tooShort(dataset: Dataset): UnvanishError {
  const { samples, sampleNames } = dataset;
  const sample = Array.from({ length: samples }, (_, each) => lengthOf(dataset, each)).indexOf(1);
  const name = sampleNames ? quoted(sampleNames[sample]) : String(sample);
  return new UnvanishError(
    'shape',
    `sample ${name} has one time step, to which \`equalLengths\` would cut all others`,
    'leave that sample out; of blocks of a recording, give the length with `blockLength`',
  );
}
