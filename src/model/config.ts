import { z } from 'zod';
import { parseOptions } from '../options.js';
import { nameIn, settingsIn } from '../registry.js';
import { encoders } from './encoders/index.js';
import { recurrent } from './encoders/recurrent/recurrentEncoder.js';
import { recurrentSettings } from './encoders/recurrent/settings.js';
import { classification } from './heads/classification.js';
import { heads } from './heads/index.js';
import { readouts } from './readouts/index.js';
import { readoutSettings } from './readouts/readout.js';
import { size } from './size.js';

const recurrentKeys = Object.keys(recurrentSettings) as (keyof typeof recurrentSettings)[];

/** The whole architecture of a classifier, as plain serialisable data: encoder, read-out and head. */
export const classifierSchema = z
  .strictObject({
    inputSize: size('features of a series (N)', 1_000_000),
    classes: size('classes to tell apart (C)', 65_536),
    ...recurrentSettings,
    readout: nameIn(readouts)
      .default('last')
      .describe(
        'how hidden states become one vector: last, all states at the last step; final, each direction’s own last state; mean or max over time; self-attention (Lin et al. 2017)',
      ),
    ...readoutSettings,
    encoder: settingsIn(encoders)
      .optional()
      .describe('another encoder than the recurrent one, whose settings are those of the classifier itself'),
    head: settingsIn(heads)
      .optional()
      .describe(
        'another head than classification, or that one with other settings: `classes` is then how many numbers it gives',
      ),
  })
  .superRefine(({ encoder, head, ...config }, context) => {
    const refuse = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message, input: field });
    if (head?.name === classification.name && head.crossEntropyOf === 'logits')
      refuse('head', 'leave it out: classification is what there is without it');
    if (!encoder) return;
    if (encoder.name === recurrent.name)
      refuse('encoder', 'leave it out: the recurrent one is what there is without it');
    const foreign = recurrentKeys.find((key) => config[key] !== recurrentSettings[key].parse(undefined));
    if (foreign) refuse(foreign, `it is a setting of the recurrent encoder, which is not the one that is named`);
  })
  .describe('classifier');

/** A checked configuration, with every default filled in; those of the recurrent encoder mean nothing where another one is named. */
export type ClassifierConfig = z.output<typeof classifierSchema>;
/** A configuration as one writes it: only `inputSize` and `classes` are needed. */
export type ClassifierOptions = z.input<typeof classifierSchema>;

/**
 * Checks a configuration and fills in its defaults.
 *
 * @throws UnvanishError `option`, naming the field and what it allows.
 */
export function classifierConfig(options: ClassifierOptions): ClassifierConfig {
  const { encoder, head, ...config } = parseOptions(classifierSchema, options);
  return { ...config, ...(encoder && { encoder }), ...(head && { head }) };
}

/** A configuration as it is written and shown: without settings that its encoder does not have. */
export function shownConfig(config: ClassifierConfig): ClassifierOptions {
  if (!config.encoder) return config;
  const foreign: readonly string[] = recurrentKeys;
  const shown = Object.entries(config).filter(([key]) => !foreign.includes(key));
  return Object.fromEntries(shown) as ClassifierOptions;
}
