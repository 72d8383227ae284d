import type { ClassifierConfig } from '../config.js';
import { maxReadout } from './max.js';
import { meanReadout } from './mean.js';
import type { Readout } from './readout.js';
import { selfAttentionReadout } from './selfAttention.js';
import { finalReadout, lastReadout } from './step.js';

/** The read-out of an architecture. */
export function readoutOf(config: ClassifierConfig): Readout {
  const { hiddenSize, bidirectional, readoutHops, readoutAttentionSize } = config;
  const directions = bidirectional ? 2 : 1;
  const width = hiddenSize * directions;
  const kinds = {
    last: () => lastReadout(hiddenSize, directions),
    final: () => finalReadout(hiddenSize, directions),
    mean: () => meanReadout(width),
    max: () => maxReadout(width),
    'self-attention': () => selfAttentionReadout(width, readoutHops, readoutAttentionSize),
  };
  return kinds[config.readout]() as Readout;
}
