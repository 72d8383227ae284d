import { z } from 'zod';
import { parseOptions } from '../options.js';
import { cellNames, isCell } from './encoders/recurrent/cells/index.js';

const size = (meaning: string, most: number) => z.number().int().min(1).max(most).describe(meaning);

/** The whole architecture of a classifier, as plain serialisable data: encoder, read-out and dense layer. */
export const classifierSchema = z
  .strictObject({
    inputSize: size('features of a series (N)', 1_000_000),
    classes: size('classes to tell apart (C)', 65_536),
    cell: z
      .string()
      .refine(isCell, { error: () => `one of ${cellNames().join(', ')} was expected` })
      .meta({ enum: cellNames() })
      .default('lstm')
      .describe('what happens at one time step; rnn is tanh'),
    hiddenSize: size('hidden units (H) of each layer and direction', 65_536).default(5),
    layers: size('recurrent layers, one on top of the other', 64).default(1),
    bidirectional: z.boolean().default(false).describe('read each series in both directions'),
    inputCellAttention: z
      .enum(['none', 'matrix', 'mean'])
      .default('none')
      .describe(
        'what the first layer’s cell sees: none, x_t itself; matrix, all hops of M_t (the paper); mean, their mean (the authors’ code)',
      ),
    hops: size('attention hops (r)', 4096).default(20),
    attentionSize: size('hidden units of the attention scores (d_a)', 65_536).default(50),
    readout: z
      .enum(['last', 'final', 'mean', 'max', 'self-attention'])
      .default('last')
      .describe(
        'how hidden states become one vector: last, all states at the last step; final, each direction’s own last state; mean or max over time; self-attention (Lin et al. 2017)',
      ),
    readoutHops: size('hops of the self-attention read-out', 4096).default(20),
    readoutAttentionSize: size('hidden units of the self-attention read-out’s scores', 65_536).default(50),
  })
  .describe('classifier');

/** A checked configuration, with every default filled in. */
export type ClassifierConfig = z.output<typeof classifierSchema>;
/** A configuration as one writes it: only `inputSize` and `classes` are needed. */
export type ClassifierOptions = z.input<typeof classifierSchema>;

/**
 * Checks a configuration and fills in its defaults.
 *
 * @throws UnvanishError `option`, naming the field and what it allows.
 */
export function classifierConfig(options: ClassifierOptions): ClassifierConfig {
  return parseOptions(classifierSchema, options);
}
