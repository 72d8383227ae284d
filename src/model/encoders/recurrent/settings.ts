import { z } from 'zod';
import type { SettingsOf } from '../../../options.js';
import { nameIn } from '../../../registry.js';
import { size } from '../../size.js';
import { cells } from './cells/index.js';

/** The settings of the recurrent encoder. */
export const recurrentSettings = {
  cell: nameIn(cells).default('lstm').describe('what happens at one time step; rnn is tanh'),
  hiddenSize: size('hidden units (H) of each layer and direction', 65_536).default(5),
  layers: size('recurrent layers, one on top of the other', 64).default(1),
  bidirectional: z.boolean().default(false).describe('read each series in both directions'),
  inputCellAttention: z
    .enum(['none', 'matrix', 'mean', 'normalised'])
    .default('none')
    .describe(
      'what the first layer’s cell sees: none, x_t itself; matrix, all hops of M_t (the paper); mean, their mean (the authors’ code); normalised, all hops over their Euclidean norm (the authors’ released weights)',
    ),
  learnedState: z
    .boolean()
    .default(false)
    .describe('the states before the first step are parameters of each layer and direction, not 0'),
  hops: size('attention hops (r)', 4096).default(20),
  attentionSize: size('hidden units of the attention scores (d_a)', 65_536).default(50),
};

/** What the recurrent encoder is made of: its settings, and the features of a series. */
export type RecurrentConfig = SettingsOf<typeof recurrentSettings> & { readonly inputSize: number };
