import { Registry } from '../../registry.js';
import { max } from './max.js';
import { mean } from './mean.js';
import type { ReadoutKind } from './readout.js';
import { selfAttention } from './selfAttention.js';
import { final, last } from './step.js';

/** The read-outs that configurations can name, a user's own included: one line a read-out. */
export const readouts = new Registry<ReadoutKind>('read-out', [last, final, mean, max, selfAttention]);

/**
 * Makes a read-out of one's own known to configurations. Other threads do not know it: a classifier that has it works on one.
 *
 * @throws UnvanishError `option` where another read-out has its name.
 */
export function registerReadout(readout: ReadoutKind): void {
  readouts.register(readout);
}
