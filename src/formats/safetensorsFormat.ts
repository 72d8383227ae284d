import type { Format } from './format.js';

/** The weights of models. */
export const safetensors = {
  name: 'safetensors',
  extensions: ['.safetensors'],
  description: 'weights of a model, with PyTorch’s names or the authors’',
  holds: 'weights',
} as const satisfies Format;
