import type { Dataset } from '../data/dataset.js';
import type { Classifier, Output, PassOptions, Target } from '../model/classifier.js';
import type { SettingsOf, SettingsShape } from '../options.js';

/**
 * A function from (model, series, target) to saliency maps. `attribute` checks what it is asked, and does what all methods
 * have in common: sign, padding, completeness, provenance.
 */
export interface AttributionMethod<Shape extends SettingsShape = SettingsShape> {
  readonly name: string;
  /** What it computes, in one sentence. */
  readonly description: string;
  /** What the numbers of a signed map are, as a formula or its name; S is the output. */
  readonly quantity: string;
  readonly paper: string;
  /** The settings that only this method has: its type, its options on the command line, their help and documentation. */
  readonly settings: Shape;
  /** About how many passes, forward and backward, one sample takes; 1 unless told. Shares out a progress bar. */
  passes?(settings: SettingsOf<Shape>, dataset: Dataset): number;
  compute(input: AttributionInput<SettingsOf<Shape>>): Promise<Attribution>;
}

/** What a method is given: all of it checked. */
export interface AttributionInput<Settings> extends PassOptions {
  readonly classifier: Classifier;
  readonly dataset: Dataset;
  readonly output: Output;
  readonly target: Target;
  /** The class that the target is for each sample, [sample]; asked for once, however often. */
  readonly targets: () => Promise<Int32Array>;
  /** Whether signs are wanted; a method that gives magnitudes where they are not spares a pass over the numbers. */
  readonly signed: boolean;
  readonly settings: Settings;
  /** Room for the values, [sample, time, feature], where the caller has some. */
  readonly out: Float32Array | undefined;
}

/** What a method gives. */
export interface Attribution {
  /** [sample, time, feature], signed, or magnitudes where `magnitudes` says so; padding does not matter. */
  readonly values: Float32Array;
  readonly magnitudes?: boolean | undefined;
  /** x' [time, feature], where signed maps promise to sum to S(x) - S(x'); `attribute` then says how nearly they do. */
  readonly completesFrom?: Float32Array | undefined;
}
