import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createDataset } from '../../src/data/dataset.js';
import { decodeSafetensors, type SafeTensor } from '../../src/formats/safetensors.js';
import type { AssumedArchitecture } from '../../src/model/weights/inferArchitecture.js';
import { decodeModel, encodeModel } from '../../src/model/weights/savedModel.js';
import { relativeError } from '../reference/relativeError.js';

const bytesOf = (name: string) => readFileSync(new URL(`../fixtures/goldens/${name}.safetensors`, import.meta.url));

describe("a PyTorch user's state dict", () => {
  it.each<[string, AssumedArchitecture, object]>([
    ['pytorch-gru', { readout: 'final' }, { cell: 'gru', layers: 2, bidirectional: true, hiddenSize: 5, inputSize: 6 }],
    ['pytorch-rnn', { cell: 'rnn' }, { cell: 'rnn', layers: 1, bidirectional: false, hiddenSize: 6, inputSize: 4 }],
    ['pytorch-lstm', {}, { cell: 'lstm', layers: 2, bidirectional: false, hiddenSize: 4, inputSize: 5 }],
  ])('%s loads without a description and classifies alike', async (name, assumed, architecture) => {
    const { classifier } = await decodeModel(bytesOf(name), name, assumed);
    expect(classifier.config).toMatchObject(architecture);
    const { tensors } = decodeSafetensors(bytesOf(`${name}.expected`), name);
    const [x, logits] = ['x', 'logits'].map((key) => tensors.get(key) as SafeTensor);
    const dataset = createDataset({ x: x.data as Float32Array, shape: x.shape as [number, number, number] });
    const found = await classifier.logits(dataset);
    found.forEach((value, at) => {
      expect(value).toBeCloseTo(Number(logits.data[at]), 5);
    });
  });

  const folder = new URL('../fixtures/pytorch/', import.meta.url);
  const models = JSON.parse(readFileSync(new URL('models.json', folder), 'utf8')) as {
    options: AssumedArchitecture;
    model: object;
  }[];
  it.each(models.map(({ options, model }, index) => ({ index, options, model: JSON.stringify(model) })))(
    'of random make computes what PyTorch does: $model',
    async ({ index, options }) => {
      const read = (end: string) => readFileSync(new URL(`${index}${end}.safetensors`, folder));
      const { classifier } = await decodeModel(read(''), `${index}.safetensors`, options);
      const { tensors } = decodeSafetensors(read('.expected'), 'expected');
      const expected = (key: string) => tensors.get(key) as SafeTensor;
      const { classes } = classifier.config;
      const shape = expected('x').shape as [number, number, number];
      const labels = Int32Array.from({ length: shape[0] }, (_, sample) => sample % classes);
      const dataset = createDataset({ x: Float32Array.from(expected('x').data as Float64Array), shape, labels });
      const near = (found: Float32Array, key: string) =>
        expect(relativeError(found, expected(key).data as Float64Array, 1e-2), key).toBeLessThan(5e-5);
      near(await classifier.logits(dataset), 'logits');
      near(await classifier.predictProba(dataset), 'probabilities');
      near(await classifier.inputGradient(dataset, { output: 'logit' }), 'map.logit');
      near(await classifier.inputGradient(dataset, { output: 'probability' }), 'map.probability');
    },
  );

  it('gets its own tensor names back, under rnn. and fc., so that load_state_dict takes them', async () => {
    const { classifier } = await decodeModel(bytesOf('pytorch-gru'), 'gru', { readout: 'final' });
    const { tensors } = decodeSafetensors(encodeModel({ classifier }), 'saved');
    const original = decodeSafetensors(bytesOf('pytorch-gru'), 'gru').tensors;
    const renamed = [...original.keys()].map((name) => name.replace('encoder.gru.', 'rnn.').replace('head.', 'fc.'));
    expect([...tensors.keys()].sort()).toEqual(renamed.sort());
    for (const [name, { shape, data }] of original) {
      const saved = tensors.get(name.replace('encoder.gru.', 'rnn.').replace('head.', 'fc.'));
      expect(saved).toMatchObject({ shape, data });
    }
  });
});
