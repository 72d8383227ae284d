import type { FeatureSpace } from '../data/space/space.js';

/** One run of one subject: a series as it was recorded, before it is cut into samples. Row-major, float32. */
export interface Recording {
  /** Unique in its study: `sub-01_task-objects_run-03`. */
  readonly name: string;
  readonly subject?: string | undefined;
  /** Unique over all subjects. */
  readonly run?: string | undefined;
  /** Unique over all subjects. */
  readonly session?: string | undefined;
  /** Where the subject was recorded. */
  readonly site?: string | undefined;
  /** What the subject did in this run, BIDS's `task`: the class where whole runs are samples, unless `label` is. */
  readonly task?: string | undefined;
  /** The class of the whole run. */
  readonly label?: string | undefined;
  /** The series, [time, feature]. */
  readonly x: Float32Array;
  readonly time: number;
  readonly features: number;
  readonly featureNames: readonly string[];
  /** Seconds from one time step to the next; fMRI's repetition time. */
  readonly samplingInterval: number;
  /** Seconds from the zero of the events to the first time step, which slice timing correction may move; 0 unless told. */
  readonly startTime?: number | undefined;
  readonly events: readonly RecordingEvent[];
  /** Nuisance series to be regressed out, [time, confound]; NaN where missing. `others` are columns that were not read. */
  readonly confounds?:
    | {
        readonly names: readonly string[];
        readonly values: Float32Array;
        readonly others?: readonly string[] | undefined;
      }
    | undefined;
  readonly space?: FeatureSpace | undefined;
}

/** An interval in which something happened, as in a BIDS events file. */
export interface RecordingEvent {
  /** Seconds from the beginning of the run. */
  readonly onset: number;
  /** Seconds; 0 is a moment, NaN where it is not known. */
  readonly duration: number;
  /** `trial_type`: what becomes the class. */
  readonly name: string;
}
