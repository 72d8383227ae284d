import type { StopReason } from '../../training/state.js';

/** What ended a training, to be read after "ended by". */
export const endedBy: Readonly<Record<StopReason, string>> = {
  epochs: 'the number of epochs',
  'training accuracy': 'the training accuracy',
  patience: 'a validation loss that got no better',
};
