import { z } from 'zod';
import { parseOptions, type SettingsOf, type SettingsShape } from '../options.js';
import { Registry } from '../registry.js';
import type { AttributionMethod } from './method.js';
import { gradient } from './methods/gradient.js';
import { integratedGradients } from './methods/integratedGradients.js';
import { occlusion } from './methods/occlusion.js';

/** Every attribution method, a user's own included; a new one is a new file and one entry here. */
export const attributionMethods = new Registry<AttributionMethod>('attribution method', [
  gradient,
  integratedGradients,
  occlusion,
]);

/**
 * The settings of a method, checked, with every default filled in.
 *
 * @throws UnvanishError `option` for a setting that it does not have, or not so.
 */
export function methodSettings(name: string, given: Readonly<Record<string, unknown>> = {}): SettingsOf<SettingsShape> {
  const { settings } = attributionMethods.get(name);
  return parseOptions(z.strictObject(settings), given, name);
}
