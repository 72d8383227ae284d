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
