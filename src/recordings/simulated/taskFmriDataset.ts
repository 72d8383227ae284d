import type { Engine } from '../../backend/engine.js';
import { createDataset, type Dataset } from '../../data/dataset.js';
import { preprocess } from '../preprocessing.js';
import { blockSamples } from '../sampling.js';
import { simulateTaskFmri, type TaskFmriOptions } from './taskFmri.js';

/** How far behind the canonical response is half way up and down, in seconds. */
const LAG = 6;

/**
 * Simulated task fMRI, ready to train on: runs without drift up to the third degree, z-scored, and cut from the onset of each block to the end of the
 * rest after it. The response comes 6 s late, so the first steps of a sample are off task, and so are the last. The mask, [sample, time,
 * feature], marks where the tasks differ: see `SimulatedTaskFmri`.
 *
 * @throws UnvanishError as `simulateTaskFmri`.
 */
export function taskFmriDataset(engine: Engine, options: TaskFmriOptions): Dataset {
  const { recordings, truth, networks } = simulateTaskFmri(engine, options);
  const [{ samplingInterval, events }] = recordings;
  const [first, second] = events;
  const lead = Math.min(LAG, first.onset);
  const steps = Math.floor((second.onset - first.onset) / samplingInterval) - Math.round(lead / samplingInterval);
  const classes = networks.flatMap(({ task }) => task ?? []);
  const sampling = { lag: LAG, lead, blockLength: Math.max(1, steps), classes };
  const { x, samples, time, features, ...cut } = blockSamples(
    recordings.map((recording) => preprocess(recording, { detrend: 'cubic' })),
    sampling,
  );
  return createDataset({
    ...cut,
    x,
    shape: [samples, time, features],
    mask: Uint8Array.from(blockSamples(truth, sampling).x),
  });
}
