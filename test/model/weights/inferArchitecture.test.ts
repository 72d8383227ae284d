import { describe, expect, it } from 'vitest';
import type { SafeTensor } from '../../../src/formats/safetensors.js';
import { inferArchitecture } from '../../../src/model/weights/inferArchitecture.js';
import { refusal } from '../../formats/mutations.js';

type Shapes = Record<string, readonly number[]>;

const tensorsOf = (shapes: Shapes) =>
  new Map(
    Object.entries(shapes).map(([name, shape]): [string, SafeTensor] => [
      name,
      {
        shape,
        dtype: 'F32',
        data: new Float32Array(
          Math.min(
            64,
            shape.reduce((product, size) => product * size, 1),
          ),
        ),
      },
    ]),
  );

/** An nn.LSTM of 3 features and 2 hidden units, and an nn.Linear to 4 classes. */
const lstm = (prefix: string, dense: string): Shapes => ({
  [`${prefix}weight_ih_l0`]: [8, 3],
  [`${prefix}weight_hh_l0`]: [8, 2],
  [`${prefix}bias_ih_l0`]: [8],
  [`${prefix}bias_hh_l0`]: [8],
  [`${dense}weight`]: [4, 2],
  [`${dense}bias`]: [4],
});

/** The authors' cell with 5 hops, scores of 6 hidden units, and `seen` inputs to the cell. */
const attention = (prefix: string, seen: number): Shapes => ({
  [`${prefix}weight_ih`]: [3, 8],
  [`${prefix}weight_iBarh`]: [seen, 8],
  [`${prefix}weight_hh`]: [2, 8],
  [`${prefix}bias`]: [8],
  [`${prefix}linear_first.weight`]: [6, 3],
  [`${prefix}linear_first.bias`]: [6],
  [`${prefix}linear_second.weight`]: [5, 6],
  [`${prefix}linear_second.bias`]: [5],
  'fc.weight': [4, 2],
  'fc.bias': [4],
});

const infer = (shapes: Shapes) => inferArchitecture(tensorsOf(shapes), 'net.safetensors');

describe('inferArchitecture', () => {
  it.each([
    ['lstm.', 'fc.'],
    ['model.rnn.', 'model.fc.'],
    ['', 'fc.'],
    ['', 'linear.'],
    ['lstm.', 'classifier.0.'],
    ['module.encoder.lstm.', 'module.head.'],
    ['lstm_', ''],
  ])('finds an LSTM under the prefix "%s" with a dense layer "%s"', (prefix, dense) => {
    const { config, nameOf } = infer(lstm(prefix, dense));
    expect(config).toMatchObject({ inputSize: 3, hiddenSize: 2, classes: 4, inputCellAttention: 'none', cell: 'lstm' });
    expect(nameOf('rnn.weight_ih_l0')).toBe(`${prefix}weight_ih_l0`);
    expect(nameOf('fc.bias')).toBe(`${dense}bias`);
  });

  it.each([
    ['rnn.', 3, 'mean'],
    ['rnn.', 15, 'matrix'],
    ['', 15, 'matrix'],
    ['model.cell.', 3, 'mean'],
  ])(
    "tells the authors' two feeds apart by their rows, and leaves the unused weight_ih alone (%s%d)",
    (prefix, seen, feed) => {
      const { config, nameOf } = infer(attention(prefix, seen));
      expect(config).toMatchObject({ inputSize: 3, hiddenSize: 2, classes: 4, hops: 5, attentionSize: 6 });
      expect(config.inputCellAttention).toBe(feed);
      expect(nameOf('rnn.linear_first.bias')).toBe(`${prefix}linear_first.bias`);
    },
  );

  it.each<[string, Shapes, string]>([
    ['no cell at all', { 'fc.weight': [4, 2] }, 'no tensor named *.weight_ih_l0 (PyTorch) or *.weight_iBarh'],
    ['no tensors', {}, 'among 0'],
    [
      'five gates',
      { ...lstm('rnn.', 'fc.'), 'rnn.weight_ih_l0': [10, 3], 'rnn.weight_hh_l0': [10, 2] },
      '"rnn.weight_ih_l0" has 5 gates where there are lstm 4, gru 3, rnn 1, rnn-relu 1',
    ],
    [
      'gates that differ',
      { ...lstm('rnn.', 'fc.'), 'rnn.weight_ih_l0': [6, 3] },
      '"rnn.weight_ih_l0" has 6 rows and "rnn.weight_hh_l0" 8: the same multiple of 2 hidden units was expected',
    ],
    [
      'a plain RNN whose nonlinearity nobody says',
      { ...lstm('rnn.', 'fc.'), 'rnn.weight_ih_l0': [2, 3], 'rnn.weight_hh_l0': [2, 2] },
      '"rnn.weight_ih_l0" may belong to rnn or rnn-relu',
    ],
    [
      'a layer that is missing',
      { ...lstm('rnn.', 'fc.'), 'rnn.weight_ih_l2': [8, 2] },
      'layers are missing between 0 and 2',
    ],
    [
      'a bidirectional LSTM whose read-out nobody says',
      { ...lstm('rnn.', 'fc.'), 'rnn.weight_ih_l0_reverse': [8, 3] },
      'the read-out of a bidirectional model may be final',
    ],
    [
      'a dense layer of another width',
      { ...lstm('rnn.', 'fc.'), 'fc.weight': [4, 3] },
      '"fc.weight" has 3 columns where the read-out gives 2',
    ],
    [
      'an LSTM with projections',
      { ...lstm('rnn.', 'fc.'), 'rnn.weight_hr_l0': [1, 2] },
      'projections are not supported',
    ],
    [
      'two LSTMs',
      { ...lstm('encoder.', 'fc.'), 'decoder.weight_ih_l0': [8, 3] },
      'two recurrent layers, "encoder.weight_ih_l0" and "decoder.weight_ih_l0": one was expected',
    ],
    [
      'an LSTM beside an attention cell',
      { ...attention('rnn.', 3), 'lstm.weight_ih_l0': [8, 3] },
      'two recurrent layers',
    ],
    [
      'no dense layer',
      { 'rnn.weight_ih_l0': [8, 3], 'rnn.weight_hh_l0': [8, 2] },
      'one dense layer (*.weight, *.bias) was expected beside the cell, found none',
    ],
    [
      'two dense layers',
      { ...lstm('rnn.', 'fc1.'), 'fc2.weight': [4, 4] },
      'one dense layer (*.weight, *.bias) was expected beside the cell, found "fc1.weight", "fc2.weight"',
    ],
    ['a missing matrix', { 'rnn.weight_ih_l0': [8, 3], 'fc.weight': [4, 2] }, 'tensor "rnn.weight_hh_l0" is missing'],
    [
      'a vector where a matrix belongs',
      { ...lstm('rnn.', 'fc.'), 'rnn.weight_hh_l0': [8] },
      'tensor "rnn.weight_hh_l0" has shape [8] where a matrix was expected',
    ],
    [
      'an empty matrix',
      { ...lstm('rnn.', 'fc.'), 'rnn.weight_ih_l0': [8, 0] },
      'tensor "rnn.weight_ih_l0" has shape [8, 0] where a matrix was expected',
    ],
    [
      'attention rows of neither feed',
      attention('rnn.', 7),
      '"rnn.weight_iBarh" has 7 rows: neither 3 (mean feed) nor 5 x 3 (matrix feed)',
    ],
    [
      'attention without whole gates',
      { ...attention('rnn.', 3), 'rnn.weight_hh': [2, 5] },
      '"rnn.weight_hh" has 5 columns where a multiple of 2 hidden units was expected',
    ],
    ['sizes beyond all bounds', { ...lstm('rnn.', 'fc.'), 'fc.weight': [70_000, 2] }, 'classes: '],
    [
      'names that would steer a terminal',
      { ...lstm('rnn.', 'a\n\u001b[2J.'), 'b.weight': [4, 4] },
      'found "a\\n\\u001b[2J.weight", "b.weight"',
    ],
  ])('refuses %s in one line', (_, shapes, part) => {
    const error = refusal(() => infer(shapes));
    expect(error.message).toMatch(/^net\.safetensors: /);
    expect(error.message).toContain(part);
    expect(error.message).not.toContain('\n');
  });
});
