import type { FeatureSpace } from '../data/space/space.js';

/** One run of one subject: a series as it was recorded, before it is cut into samples. Row-major, float32. */
export interface Recording {
  /** Unique in its study: `sub-01_task-objects_run-03`. */
  readonly name: string;
  readonly subject?: string | undefined;
  /** Unique over all subjects. */
  readonly run?: string | undefined;
  /** What the subject did in this run, BIDS's `task`: the class where whole runs are samples. */
  readonly task?: string | undefined;
  /** The series, [time, feature]. */
  readonly x: Float32Array;
  readonly time: number;
  readonly features: number;
  readonly featureNames: readonly string[];
  /** Seconds from one time step to the next; fMRI's repetition time. */
  readonly samplingInterval: number;
  readonly events: readonly RecordingEvent[];
  /** Nuisance series to be regressed out, [time, confound]; NaN where missing. */
  readonly confounds?: { readonly names: readonly string[]; readonly values: Float32Array } | undefined;
  readonly space?: FeatureSpace | undefined;
}

/** An interval in which something happened, as in a BIDS events file. */
export interface RecordingEvent {
  /** Seconds from the first time step. */
  readonly onset: number;
  /** Seconds; 0 is a moment. */
  readonly duration: number;
  /** `trial_type`: what becomes the class. */
  readonly name: string;
}
