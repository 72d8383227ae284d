import { UnvanishError } from '../errors.js';
import type { AttributionMethod } from './method.js';
import { gradient } from './methods/gradient.js';
import { integratedGradients } from './methods/integratedGradients.js';

/** Every attribution method; a new one is a new file and one entry here. */
export const attributionMethods: readonly AttributionMethod[] = [gradient, integratedGradients];

/**
 * The method of a name.
 *
 * @throws UnvanishError `option`, naming those there are.
 */
export function attributionMethod(name: string): AttributionMethod {
  const method = attributionMethods.find((candidate) => candidate.name === name);
  if (method) return method;
  throw new UnvanishError(
    'option',
    `there is no attribution method "${name}"`,
    `choose one of ${attributionMethods.map((candidate) => candidate.name).join(', ')}`,
  );
}
