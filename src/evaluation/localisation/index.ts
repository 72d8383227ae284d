import { auprcMeasurement } from './auprc.js';
import { aurocMeasurement } from './auroc.js';
import { euclideanMeasurement } from './euclidean.js';
import { weightedJaccardMeasurement } from './weightedJaccard.js';

/** Every measurement of a saliency map against a truth mask, in the order in which tables show them. */
export const measurements = [
  weightedJaccardMeasurement,
  euclideanMeasurement,
  aurocMeasurement,
  auprcMeasurement,
] as const;

/** The name of a measurement, as in `evaluation.measured.auroc`. */
export type MeasurementName = (typeof measurements)[number]['name'];
