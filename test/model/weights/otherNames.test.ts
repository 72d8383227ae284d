import { describe, expect, it } from 'vitest';
import type { SafeTensor } from '../../../src/formats/safetensors.js';
import { inferArchitecture } from '../../../src/model/weights/inferArchitecture.js';
import { refusal } from '../../formats/mutations.js';

const tensors = (shapes: Record<string, number[]>) =>
  new Map(
    Object.entries(shapes).map(([name, shape]): [string, SafeTensor] => [
      name,
      { shape, dtype: 'F32', data: new Float32Array(shape.reduce((count, size) => count * size, 1)) },
    ]),
  );
const refused = (shapes: Record<string, number[]>) =>
  refusal(() => inferArchitecture(tensors(shapes), 'm.safetensors', {}));
const cell = (prefix: string, inputs: number) => ({
  [`${prefix}weight_ih`]: [8, inputs],
  [`${prefix}weight_hh`]: [8, 2],
});
const dense = { 'fc.weight': [2, 2], 'fc.bias': [2] };

// What the Python of these remedies makes of cells, and of LSTM, GRU and SimpleRNN as Keras computes them, was compared with them: logits
// are the same to 5e-7.
describe('names that are not read', () => {
  it('are listed with their shapes', () => {
    expect(refused({ 'encoder.w': [3, 2], bias: [1] }).message).toBe(
      'm.safetensors: no tensor named *.weight_ih_l0 (PyTorch) or *.weight_iBarh (input-cell attention); there are "encoder.w" [3, 2], "bias" [1]',
    );
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`w${i}`, [1]]));
    expect(refused(many).message).toMatch(/"w11" \[1\], … \(40\)$/);
  });

  it('of cells become those of layers', () => {
    const { message, remedy } = refused({ ...cell('a.', 3), ...cell('b.', 2), ...dense });
    expect(message).toContain('but those of cells (nn.LSTMCell and its kin)');
    expect(remedy).toContain('cells = ["a.", "b."];');
    expect(remedy).toContain('load_file("m.safetensors").items()}, "m-pytorch.safetensors")');
  });

  const keras = (gates: number, bias: number[], end = '') => ({
    [`lstm/kernel${end}`]: [3, 2 * gates],
    [`lstm/recurrent_kernel${end}`]: [2, 2 * gates],
    [`lstm/bias${end}`]: bias,
    [`dense/kernel${end}`]: [2, 5],
    [`dense/bias${end}`]: [5],
  });

  it.each(['', ':0'])('of Keras, ending in "%s", are transposed', (end) => {
    const { message, remedy } = refused(keras(4, [8], end));
    expect(message).toContain('but those of Keras');
    expect(remedy).toContain(`"rnn.weight_hh_l0": g(k["lstm/recurrent_kernel${end}"].T)`);
    expect(remedy).toContain(`"fc.weight": k["dense/kernel${end}"].T, "fc.bias": k["dense/bias${end}"]`);
    expect(remedy).toContain('g = lambda a: a;');
  });

  it('of a GRU of Keras have their gates put in order, where PyTorch has such a GRU', () => {
    expect(refused(keras(3, [2, 6])).remedy).toContain('np.concatenate([a[n:2*n], a[:n], a[2*n:]])');
    expect(refused(keras(3, [6])).remedy).toContain('reset_after=False computes what no GRU of PyTorch does');
  });

  it('of several layers of Keras are told in words', () => {
    expect(refused({ ...keras(4, [8]), 'more/recurrent_kernel': [2, 8] }).remedy).toContain('kernel.T');
  });
});
