import type { Encoder } from '../../src/model/encoders/encoder.js';
import type { Network } from '../../src/model/network.js';

/** What the diagnosis looks at, of a network whose encoder is recurrent. */
export function recurrentOf({ encoder }: Network): NonNullable<Encoder['recurrent']> {
  if (!encoder.recurrent) throw new Error('the encoder has no recurrence');
  return encoder.recurrent;
}
