import type { Engine } from '../backend/engine.js';
import type { Dataset } from '../data/dataset.js';
import { taskFmriDataset } from '../data/synthetic/taskFmriDataset.js';

/** Task fMRI and where it came from. */
export interface FmriSource {
  readonly dataset: Dataset;
  /** What one calls the data: `simulated task fMRI`. */
  readonly name: string;
  /** How they came about, as terms and values. */
  readonly origin: readonly (readonly [string, string | number])[];
  /** Mean of each feature over all runs before any preprocessing, [feature], where the data are of images. */
  readonly meanImage?: Float32Array | undefined;
}

/** The simulation, which needs no data. */
export function simulatedFmri(engine: Engine, options: { seed: number; subjects: number; runs: number }): FmriSource {
  const { seed, subjects, runs } = options;
  return {
    dataset: taskFmriDataset(engine, options),
    name: 'simulated task fMRI',
    origin: [
      [
        'data',
        `simulated, seed ${seed}: ${subjects} subjects, ${runs} ${runs === 1 ? 'run' : 'runs'} each; known truth`,
      ],
      ['preprocessing', 'drift up to the third degree removed and z-scored, run by run'],
    ],
  };
}
