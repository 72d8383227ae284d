import type { NdArray } from '../../data/array.js';
import type { FeatureSpace } from '../../data/space/space.js';

/** Saliency maps and what is known about them. */
export interface StoredMaps {
  /** [sample, time, feature]. */
  readonly maps: NdArray<Float32Array>;
  /** Time steps of each sample, [sample]. */
  readonly lengths?: Int32Array | undefined;
  /** The class that each map explains, [sample]. */
  readonly target?: Int32Array | undefined;
  /** The model's outputs, [sample, class]. */
  readonly logits?: NdArray<Float32Array> | undefined;
  /** One name a sample. */
  readonly sampleNames?: readonly string[] | undefined;
  /** One name a feature. */
  readonly featureNames?: readonly string[] | undefined;
  /** Where the features lie in the image that the data came from. */
  readonly space?: FeatureSpace | undefined;
  /** One name a class. */
  readonly classNames?: readonly string[] | undefined;
  /** Seconds from one time step to the next. */
  readonly samplingInterval?: number | undefined;
  /** What the numbers are, in a few words. */
  readonly description?: string | undefined;
}
