import type { Engine } from '../backend/engine.js';
import { taskFmriDataset } from '../data/synthetic/taskFmriDataset.js';
import type { FmriSource } from './fmri.js';

/** How much is simulated. */
export interface SimulatedFmriOptions {
  readonly seed: number;
  readonly subjects: number;
  /** Of each subject. */
  readonly runs: number;
}

/** Simulated task fMRI with known truth, as the study takes it. */
export function simulatedFmri(engine: Engine, { seed, subjects, runs }: SimulatedFmriOptions): FmriSource {
  const options = { seed, subjects, runs };
  return {
    dataset: taskFmriDataset(engine, options),
    name: 'simulated task fMRI',
    origin: [
      [
        'task fMRI',
        `simulated, seed ${seed}: ${subjects} subjects, ${runs} ${runs === 1 ? 'run' : 'runs'} each; known truth`,
      ],
      ['preprocessing', 'drift up to the third degree removed and z-scored, run by run'],
    ],
    simulated: true,
    fingerprint: `simulation ${JSON.stringify(options)}`,
  };
}
