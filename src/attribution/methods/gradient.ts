import type { AttributionMethod } from '../method.js';

/** Gradient saliency: R(x_t) = |dS/dx_t|, or dS/dx_t with its sign. */
export const gradient: AttributionMethod<Record<never, never>> = {
  name: 'gradient',
  description: 'the gradient of the class output with respect to the input',
  quantity: 'dS/dx',
  paper: 'Simonyan, Vedaldi and Zisserman, Deep Inside Convolutional Networks, 2013, https://arxiv.org/abs/1312.6034',
  settings: {},

  async compute({ classifier, dataset, output, target, signed, out, signal, onProgress }) {
    const values = await classifier.inputGradient(dataset, { output, target, signed, out, signal, onProgress });
    return { values, magnitudes: !signed };
  },
};
