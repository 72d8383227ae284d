import type { Dataset } from '../data/dataset.js';
import type { Classifier, Output, PassOptions, Target } from '../model/classifier.js';
import type { BaselineChoice } from './baseline.js';
import type { Completeness } from './completeness.js';

/** Settings that only some methods have (`AttributionMethod.settings` says which); the others take no notice of them. */
export interface MethodSettings {
  /** Points of the path at which the gradient is taken; default 50. Of integrated gradients. */
  readonly steps?: number;
  /** Where the path begins; default `zero`. Of integrated gradients. */
  readonly baseline?: BaselineChoice;
}

/** What an attribution explains: which output of which class, and whether the sign is kept. */
export interface AttributionOptions extends PassOptions, MethodSettings {
  /** Default `probability`, as in the paper. */
  readonly output?: Output;
  /** Default `true`. */
  readonly target?: Target;
  /** Keeps the sign; default false: magnitudes. */
  readonly signed?: boolean;
  /** Where the values go, as in `InputGradientOptions`; default a new array. */
  readonly out?: Float32Array | undefined;
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
  /** The method's own settings, all that it has. */
  readonly settings: MethodSettings;
  /** What signed maps add up to, of a method that promises it. */
  readonly completeness?: Completeness;
}

/** A function from (model, series, target) to saliency maps. */
export interface AttributionMethod {
  readonly name: string;
  /** What it computes, in one sentence. */
  readonly description: string;
  /** What the numbers of a signed map are, as a formula or its name; S is the output. */
  readonly quantity: string;
  readonly paper: string;
  /** The settings that it has. */
  readonly settings: readonly (keyof MethodSettings)[];
  attribute(classifier: Classifier, dataset: Dataset, options?: AttributionOptions): Promise<SaliencyMaps>;
}
