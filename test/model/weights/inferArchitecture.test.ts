import { describe, expect, it } from 'vitest';
import type { SafeTensor } from '../../../src/formats/safetensors.js';
import { type AssumedArchitecture, inferArchitecture } from '../../../src/model/weights/inferArchitecture.js';
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
    const { config, values } = infer(lstm(prefix, dense));
    expect(config).toMatchObject({ inputSize: 3, hiddenSize: 2, classes: 4, inputCellAttention: 'none', cell: 'lstm' });
    expect(values.get('rnn.weight_ih_l0')?.from).toBe(`net.safetensors: tensor "${prefix}weight_ih_l0"`);
    expect(values.get('fc.bias')?.from).toBe(`net.safetensors: tensor "${dense}bias"`);
  });

  it.each([
    ['rnn.', 3, 'mean'],
    ['rnn.', 15, 'normalised'],
    ['', 15, 'normalised'],
    ['model.cell.', 3, 'mean'],
  ])(
    "tells the feeds of the authors' old code apart by their rows, and leaves the unused weight_ih alone (%s%d)",
    (prefix, seen, feed) => {
      const { config, values, notes } = infer(attention(prefix, seen));
      expect(config).toMatchObject({ inputSize: 3, hiddenSize: 2, classes: 4, hops: 5, attentionSize: 6 });
      expect(config.inputCellAttention).toBe(feed);
      expect(values.get('rnn.linear_first.bias')?.from).toContain(`"${prefix}linear_first.bias"`);
      expect(notes[0]).toContain(`"${prefix}weight_ih" is not used`);
    },
  );

  it.each<[string, Shapes, string]>([
    ['no cell at all', { 'fc.weight': [4, 2] }, 'no tensor named *.weight_ih_l0 (PyTorch) or *.weight_iBarh'],
    ['no tensors', {}, 'there are none'],
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
      {
        ...lstm('rnn.', 'fc.'),
        'rnn.weight_ih_l0_reverse': [8, 3],
        'rnn.weight_hh_l0_reverse': [8, 2],
        'rnn.bias_ih_l0_reverse': [8],
        'rnn.bias_hh_l0_reverse': [8],
        'fc.weight': [4, 4],
      },
      'the read-out of a bidirectional model may be final',
    ],
    [
      'a dense layer of another width',
      { ...lstm('rnn.', 'fc.'), 'fc.weight': [4, 3] },
      '"fc.weight" has 3 columns where the read-out gives 2',
    ],
    [
      'projections that do not fit',
      { ...lstm('rnn.', 'fc.'), 'rnn.weight_hr_l0': [1, 2] },
      '"rnn.weight_hr_l0" has 1 rows where "rnn.weight_hh_l0" has 2 columns',
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
      '"rnn.weight_iBarh" has 7 rows: neither 3 (mean feed) nor 5 x 3 (all hops)',
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

  it('takes the matrix feed as it is where there is no unused weight_ih, and what is assumed in its place', () => {
    const { 'rnn.weight_ih': _, ...plain } = attention('rnn.', 15);
    expect(infer(plain)).toMatchObject({ config: { inputCellAttention: 'matrix' } });
    expect(infer(plain).notes.join()).not.toContain('weight_ih');
    const told = (shapes: Shapes, inputCellAttention: string) =>
      inferArchitecture(tensorsOf(shapes), 'net.safetensors', { inputCellAttention } as AssumedArchitecture);
    expect(told(attention('rnn.', 15), 'matrix').config.inputCellAttention).toBe('matrix');
    expect(told(plain, 'normalised').config.inputCellAttention).toBe('normalised');
    expect(refusal(() => told(plain, 'mean')).message).toContain('has weights for all hops');
    const { 'rnn.linear_first.weight': __, 'rnn.linear_second.weight': ___, ...without } = attention('rnn.', 15);
    expect(refusal(() => infer(without)).message).toContain('"rnn.linear_first.weight" is missing');
  });

  const batchNorm = { 'bn.running_mean': [3], 'bn.running_var': [3], 'bn.num_batches_tracked': [1] };
  it.each<[string, Shapes, string, string]>([
    ['a BatchNorm’s statistics', { ...batchNorm }, '"bn.running_mean"', '`inputNorm: bn`'],
    [
      'a BatchNorm with weights',
      { ...batchNorm, 'bn.weight': [3], 'bn.bias': [3] },
      '"bn.running_mean"',
      '`inputNorm: bn`',
    ],
    ['means and deviations', { input_mean: [3], input_std: [3] }, '"input_mean"', '`inputNorm: input`'],
    ['a scaler', { 'scaler.mean': [3], 'scaler.scale': [3] }, '"scaler.mean"', '`inputNorm: scaler`'],
    [
      'a layer norm',
      { 'rnn.norm.weight': [2], 'rnn.norm.bias': [2] },
      '"rnn.norm.weight"',
      '`ignoreTensors: rnn.norm.weight`',
    ],
    ['a projection of its own', { 'rnn.proj.weight': [2, 2] }, '"rnn.proj.weight"', '`ignoreTensors'],
    ['a positional code', { 'pe.table': [50, 3] }, '"pe.table"', '`ignoreTensors: pe.table`'],
    ['a temperature', { temperature: [1] }, '"temperature"', '`ignoreTensors: temperature`'],
    ['a second bias', { 'fc.extra_bias': [4] }, '"fc.extra_bias"', '`ignoreTensors: fc.extra_bias`'],
  ])('refuses %s, which it would not use, by name and with the way out', (_, more, name, remedy) => {
    const error = refusal(() => infer({ ...lstm('rnn.', 'fc.'), ...more }));
    expect(error.message).toMatch(/^net\.safetensors: tensor "/);
    expect(error.message).toContain(`tensor ${name} is not used`);
    expect(error.remedy).toContain(remedy);
    const ignored = inferArchitecture(tensorsOf({ ...lstm('rnn.', 'fc.'), ...more }), 'net.safetensors', {
      ignoreTensors: Object.keys(more),
    });
    expect(ignored.config).toEqual(infer(lstm('rnn.', 'fc.')).config);
  });

  it('passes over what changes nothing: weights of the loss, counters', () => {
    const more = { 'criterion.weight': [4], 'loss_fn.pos_weight': [4], epoch: [], global_step: [1] };
    expect(infer({ ...lstm('rnn.', 'fc.'), ...more }).config).toEqual(infer(lstm('rnn.', 'fc.')).config);
  });

  it.each<[string, Shapes, AssumedArchitecture, string]>([
    ['h0 without c0', { h0: [1, 1, 2] }, {}, 'tensor "h0": the initial state of an LSTM is two, h and c'],
    [
      'initial states of another size',
      { h0: [1, 1, 3], c0: [1, 1, 2] },
      {},
      'has shape [1, 1, 3] where 1 initial states of 2',
    ],
    ['two of a kind', { h0: [2], init_h: [2], c0: [2] }, {}, 'no initial state of this cell, or a second one'],
    ['one of the two biases', { 'rnn.bias_hh_l0': undefined as never }, {}, 'tensor "rnn.bias_hh_l0" is missing'],
    [
      'a name to ignore that there is not',
      {},
      { ignoreTensors: ['x'] },
      '`ignoreTensors: x`: net.safetensors has no such tensor',
    ],
    [
      'a normalisation that there is not',
      {},
      { inputNorm: 'bn' },
      '`inputNorm: bn`: net.safetensors has no mean and deviation',
    ],
    [
      'another read-out than the one whose weights it has',
      { 'linear_first.weight': [5, 2], 'linear_second.weight': [3, 5] },
      { readout: 'last' },
      'has the weights of a self-attention read-out, which the read-out "last" would not use',
    ],
  ])('refuses %s', (_, more, assumed, message) => {
    const shapes = Object.fromEntries(Object.entries({ ...lstm('rnn.', 'fc.'), ...more }).filter(([, shape]) => shape));
    expect(refusal(() => inferArchitecture(tensorsOf(shapes), 'net.safetensors', assumed)).message).toContain(message);
  });

  it('says what it takes to be so, and refuses what names tell of but not what it is', () => {
    expect(infer(lstm('rnn.', 'fc.')).notes).toEqual([
      expect.stringContaining('taken to be the last state, which "fc.weight"'),
    ]);
    const told = (shapes: Shapes, assumed: AssumedArchitecture) =>
      inferArchitecture(tensorsOf(shapes), 'net.safetensors', assumed);
    expect(told(lstm('rnn.', 'fc.'), { readout: 'mean' }).notes).toEqual([]);
    const mlp = { ...lstm('rnn.', 'linear_final.'), 'linear_first.weight': [5, 2], 'linear_second.weight': [2, 5] };
    expect(infer({ ...mlp, 'linear_final.weight': [4, 2] }).notes[0]).toContain('read as a self-attention over time');

    // nn.Sequential(nn.Dropout(), nn.ReLU(), nn.Linear()) and nn.Sequential(nn.LSTM(), nn.Linear()).
    const behind = lstm('lstm.', 'classifier.2.');
    const error = refusal(() => infer(behind));
    expect(error.message).toContain('"classifier.2.weight" is number 2 of a sequence');
    expect(error.remedy).toContain('`plainHead: true`');
    expect(told(behind, { plainHead: true }).config.classes).toBe(4);
    expect(infer(lstm('0.', '1.')).config.classes).toBe(4);
    expect(infer(lstm('module.', 'module.fc.')).config.classes).toBe(4);
  });

  it('does without the tensors that are said not to matter', () => {
    const told = (name: string) =>
      inferArchitecture(tensorsOf(lstm('rnn.', 'fc.')), 'net.safetensors', { ignoreTensors: [name] });
    expect(told('fc.bias').values.get('fc.bias')?.data).toEqual(new Float32Array(4));
    expect(refusal(() => told('rnn.weight_hh_l0')).message).toContain('"rnn.weight_hh_l0" is missing');
    expect(refusal(() => infer({ ...lstm('rnn.', 'fc.'), step: [3] })).message).toContain('tensor "step" is not used');
    const { 'fc.weight': _, 'fc.bias': __, ...headless } = lstm('rnn.', 'fc.');
    expect(refusal(() => infer({ ...headless, 'loss.weight': [10, 2] })).message).toContain('found none');
    expect(refusal(() => infer({ ...headless, 'embedding.weight': [10, 2] })).message).toContain('is an embedding');
    expect(
      refusal(() => inferArchitecture(tensorsOf(lstm('rnn.', 'fc.')), 'net.safetensors', { inputNormEps: 1e-3 }))
        .message,
    ).toContain('there is no `inputNorm`');
  });

  it('bounds what it makes of a file’s matrices', () => {
    const huge = tensorsOf({
      'rnn.weight_ih_l0': [4 * 65_536, 1],
      'rnn.weight_hh_l0': [4 * 65_536, 1],
      'rnn.weight_hr_l0': [1, 65_536],
      'fc.weight': [2, 1],
    });
    expect(refusal(() => inferArchitecture(huge, 'net.safetensors'))).toMatchObject({ code: 'size' });
  });
});
