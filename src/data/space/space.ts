/**
 * Where the features of a dataset lie in the files that they were read from: plain data, kept with the dataset and the
 * model, so that saliency maps can be written in the data's own form.
 */
export type FeatureSpace = VolumeSpace | CiftiSpace;

/** A grid of voxels in a subject's or a template's space. */
export interface VolumeSpace {
  readonly kind: 'volume';
  /** Voxels along the first three dimensions of the image. */
  readonly shape: readonly [i: number, j: number, k: number];
  /** The NIfTI header of the image (348 or 540 bytes, little-endian), whose orientation the maps keep. */
  readonly header: Uint8Array;
  /** Which feature each voxel belongs to, the first dimension fastest; -1 outside the mask or the atlas. */
  readonly featureOf: Int32Array;
}

/** Parcels, vertices or voxels of a CIFTI-2 file. */
export interface CiftiSpace {
  readonly kind: 'cifti';
  /** The BrainModels or Parcels mapping of the features, as XML of the CIFTI-2 `MatrixIndicesMap`. */
  readonly map: string;
}
