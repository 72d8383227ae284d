import { UnvanishError } from '../errors.js';
import { quoted } from '../quoted.js';
import { checkDataset, type Dataset, lengthOf } from './dataset.js';

/**
 * The first time steps of every sample, as many as the shortest has: so that lengths say nothing.
 *
 * @param most as many as these instead, such as those of the data that a model was trained with; shorter samples keep their lengths.
 * @throws UnvanishError `shape` where the shortest has one time step, which is no series.
 */
export function equalLengths(dataset: Dataset, most?: number): Dataset {
  checkDataset(dataset, 'equalLengths: the first argument');
  const { x, samples, time, features, lengths, mask, onTask, ...others } = dataset;
  const shortest = lengths?.reduce((least, _, sample) => Math.min(least, lengthOf(dataset, sample)), time) ?? time;
  const length = Math.min(most ?? shortest, time);
  if (length === time) return dataset;
  if (most === undefined && shortest === 1) throw tooShort(dataset);
  const first = <Values extends Float32Array | Uint8Array>(values: Values, size: number): Values => {
    const rows = values.length / (time * size);
    const cut = values.slice(0, rows * length * size) as Values;
    for (let row = 0; row < rows; row++) {
      cut.set(values.subarray(row * time * size, (row * time + length) * size), row * length * size);
    }
    return cut;
  };
  return {
    ...others,
    samples,
    features,
    time: length,
    ...(lengths && shortest < length && { lengths: lengths.map((own) => Math.min(own, length)) }),
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
