import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createDataset } from '../../src/data/dataset.js';
import { decodeSafetensors } from '../../src/data/formats/safetensors.js';
import { loadBatch } from '../../src/model/batch.js';
import { Classifier } from '../../src/model/classifier.js';
import { crossEntropy } from '../../src/training/loss.js';

const folder = new URL('../fixtures/goldens/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.startsWith('lstm') && name.endsWith('.safetensors'));

/** The largest difference, relative to the largest magnitude of the expected array (or 1e-6, where that is nothing). */
function relativeDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  let difference = 0;
  let magnitude = 0;
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
    magnitude = Math.max(magnitude, Math.abs(expected[i]));
  }
  return difference / Math.max(magnitude, 1e-2);
}

describe.each(names)('PyTorch golden %s', (name) => {
  const { tensors, metadata } = decodeSafetensors(readFileSync(new URL(name, folder)), name);
  const data = (key: string) => (tensors.get(key) as { data: Float32Array }).data;
  const shape = tensors.get('x')?.shape as [number, number, number];
  const config = JSON.parse(metadata.get('config') as string);
  const dataset = createDataset({
    x: data('x'),
    shape,
    labels: Int32Array.from(data('labels')),
    lengths: tensors.has('lengths') ? Int32Array.from(data('lengths')) : undefined,
    classNames: Array.from({ length: config.classes }, (_, i) => `${i}`),
  });

  async function golden() {
    const classifier = await Classifier.create(config, { seed: 0 });
    const flat = new Float32Array(classifier.layout.size);
    for (const spec of classifier.layout.specs) {
      const tensor = tensors.get(`param.${spec.name}`);
      expect(tensor?.shape).toEqual(spec.shape);
      flat.set(data(`param.${spec.name}`), spec.offset);
    }
    classifier.setParameters(flat);
    return classifier;
  }

  it('has the same logits', async () => {
    expect(relativeDifference(await (await golden()).logits(dataset), data('logits'))).toBeLessThan(1e-4);
  });

  it.each(['probability', 'logit'] as const)('has the same map of the %s', async (output) => {
    const map = await (await golden()).inputGradient(dataset, { output });
    expect(relativeDifference(map, data(`map.${output}`))).toBeLessThan(1e-4);
  });

  it('has the same loss and parameter gradients', async () => {
    const classifier = await golden();
    const { engine, layout, network, pointers } = classifier;
    engine.scope(() => {
      const base = engine.allocateZeros(layout.size);
      const gradients = Object.fromEntries(layout.specs.map((spec) => [spec.name, base + spec.offset * 4]));
      const batch = loadBatch(engine, dataset, 0, dataset.samples);
      const pass = network.forward(engine, pointers, batch);
      const { loss, dlogits } = crossEntropy(engine, pass.logits, dataset.labels as Int32Array, config.classes);
      network.backward(engine, pointers, pass, dlogits, { dx: 0, gradients });
      expect(loss).toBeCloseTo(data('loss')[0], 5);
      for (const spec of layout.specs) {
        const count = spec.shape.reduce((a, b) => a * b, 1);
        const difference = relativeDifference(engine.floats(gradients[spec.name], count), data(`grad.${spec.name}`));
        expect(difference, spec.name).toBeLessThan(1e-4);
      }
    });
  });
});
