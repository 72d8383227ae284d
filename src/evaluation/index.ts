import { UnvanishError } from '../errors.js';
import { checkArgument } from '../options.js';
import { Registry } from '../registry.js';
import { auprcMeasurement } from './localisation/auprc.js';
import { aurocMeasurement } from './localisation/auroc.js';
import { euclideanMeasurement } from './localisation/euclidean.js';
import { weightedJaccardMeasurement } from './localisation/weightedJaccard.js';
import { families, type Measurement } from './measurement.js';

/** Those that are taken unless told, in the order in which tables show them. */
const usual = [weightedJaccardMeasurement, euclideanMeasurement, aurocMeasurement, auprcMeasurement];

/** Every measurement of saliency maps, a user's own included; a new one is a new file and one entry here. */
export const measurements = new Registry<Measurement>('measurement', [...usual]);

/** The names of the measurements that are taken unless told. */
export const usualMeasurements: readonly string[] = usual.map(({ name }) => name);

/** Columns of tables that are no measurements of maps against anything, and the families that they belong to. */
const otherColumns = { accuracy: 'performance', shareOfLast: 'distribution' } as const;

/** The family of a column of measurements: a measurement's own, or that of `accuracy` or `shareOfLast`. */
export function familyOf(column: string): (typeof families)[number] {
  return Object.hasOwn(otherColumns, column)
    ? otherColumns[column as keyof typeof otherColumns]
    : measurements.get(column).family;
}

/**
 * Makes a measurement known: it can then be chosen by its name wherever maps are measured, and stands in help, JSON and tables.
 *
 * @throws UnvanishError `option` where it is no measurement, or has the name of another one or of another column.
 */
export function registerMeasurement(measurement: Measurement): void {
  checkArgument(typeof measurement === 'object' && measurement !== null, 'measurement', measurement, 'an object');
  const { name, family } = measurement;
  if (Object.hasOwn(otherColumns, name)) {
    throw new UnvanishError('option', `there is a column ${name} already`, 'choose another name');
  }
  checkArgument(families.includes(family), `${name}: family`, family, `one of ${families.join(', ')}`);
  const work = 'measure' in measurement ? measurement.measure : measurement.measureModel;
  checkArgument(typeof work === 'function', `${name}: measure or measureModel`, work, 'a function');
  measurements.register(measurement);
}
