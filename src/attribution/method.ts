import type { Dataset } from '../data/dataset.js';
import type { Classifier, Output, PassOptions, Target } from '../model/classifier.js';

/** What an attribution explains: which output of which class, and whether the sign is kept. */
export interface AttributionOptions extends PassOptions {
  /** Default `probability`, as in the paper. */
  readonly output?: Output;
  /** Default `true`. */
  readonly target?: Target;
  /** Keeps the sign; default false: magnitudes. */
  readonly signed?: boolean;
}

/** Saliency maps and how they came about, so that every map and figure can say it. */
export interface SaliencyMaps {
  /** [sample, time, feature]. */
  readonly values: Float32Array;
  readonly shape: readonly [samples: number, time: number, features: number];
  readonly method: string;
  readonly output: Output;
  readonly target: Target;
  readonly signed: boolean;
}

/** A function from (model, series, target) to saliency maps. */
export interface AttributionMethod {
  readonly name: string;
  /** What it computes, in one sentence. */
  readonly description: string;
  readonly paper: string;
  attribute(classifier: Classifier, dataset: Dataset, options?: AttributionOptions): Promise<SaliencyMaps>;
}
