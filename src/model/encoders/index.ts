import type { SettingsShape } from '../../options.js';
import { type NamedSettings, Registry } from '../../registry.js';
import type { Encoder, EncoderKind } from './encoder.js';
import { recurrent } from './recurrent/recurrentEncoder.js';
import type { RecurrentConfig } from './recurrent/settings.js';

/** The encoders that configurations can name, a user's own included: one line an encoder. */
export const encoders = new Registry<EncoderKind>('encoder', [recurrent]);

/**
 * Makes an encoder of one's own known to configurations. Other threads do not know it: a classifier that has it works on one.
 *
 * @throws UnvanishError `option` where another encoder has its name.
 */
export function registerEncoder<Shape extends SettingsShape>(encoder: EncoderKind<Shape>): void {
  encoders.register(encoder);
}

/** The encoder that a configuration names, or the recurrent one. */
export function encoderOf(config: RecurrentConfig & { readonly encoder?: NamedSettings | undefined }): Encoder {
  const { encoder, inputSize } = config;
  return encoder ? encoders.get(encoder.name).create({ ...encoder, inputSize }) : recurrent.create(config);
}
