import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { attribute } from '../../src/attribution/attribute.js';
import { createDataset } from '../../src/data/dataset.js';
import { decodeSafetensors } from '../../src/formats/safetensors.js';
import { Classifier } from '../../src/model/classifier.js';
import type { ClassifierConfig } from '../../src/model/config.js';
import { builds } from '../backend/builds.js';
import { engineGradients } from './engineResults.js';

const folder = new URL('../fixtures/goldens/', import.meta.url);
const outputs = ['probability', 'logit'] as const;
const bundles = readdirSync(folder).filter((name) => /^(lstm|gru|rnn).*\.safetensors$/.test(name));

/** The largest difference, relative to the largest magnitude of the expected array (or 1e-2, where that is nothing). */
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

function readBundle(bundle: string) {
  const { tensors, metadata } = decodeSafetensors(readFileSync(new URL(bundle, folder)), bundle);
  const configs: Record<string, ClassifierConfig> = JSON.parse(metadata.get('configs') as string);
  return { tensors, configs };
}

/** The classifier and the data of one case, and its other arrays by name. */
async function goldenCase({ tensors, configs }: ReturnType<typeof readBundle>, name: string, fastMath = false) {
  const config = configs[name];
  const tensor = (key: string) => tensors.get(`${name}/${key}`);
  const data = (key: string) => (tensor(key) as { data: Float32Array }).data;
  const dataset = createDataset({
    x: data('x'),
    shape: tensor('x')?.shape as [number, number, number],
    labels: Int32Array.from(data('labels')),
    lengths: tensor('lengths') && Int32Array.from(data('lengths')),
    classNames: Array.from({ length: config.classes }, (_, i) => `${i}`),
  });
  const classifier = await Classifier.create(config, { seed: 0, fastMath });
  const flat = new Float32Array(classifier.layout.size);
  for (const spec of classifier.layout.specs) {
    expect(tensor(`param.${spec.name}`)?.shape, spec.name).toEqual(spec.shape);
    flat.set(data(`param.${spec.name}`), spec.offset);
  }
  classifier.setParameters(flat);
  const parameters = [...tensors.keys()].filter((key) => key.startsWith(`${name}/param.`));
  expect(classifier.layout.specs.length).toBe(parameters.length);
  return { classifier, dataset, data };
}

describe.each(bundles)('PyTorch goldens of %s', (bundle) => {
  const read = readBundle(bundle);

  const cases = Object.keys(read.configs).flatMap((name) => builds.map((build) => ({ name, ...build })));

  it.each(cases)('$name, $build build: the same logits, loss, parameter gradients and maps', async (one) => {
    const { classifier, dataset, data } = await goldenCase(read, one.name, one.fastMath);
    expect(relativeDifference(await classifier.logits(dataset), data('logits'))).toBeLessThan(1e-4);
    for (const output of outputs) {
      const map = await classifier.inputGradient(dataset, { output });
      expect(relativeDifference(map, data(`map.${output}`)), output).toBeLessThan(1e-4);
    }
    const { loss, gradients } = engineGradients(classifier, dataset);
    expect(loss).toBeCloseTo(data('loss')[0], 5);
    for (const [parameter, gradient] of gradients) {
      expect(relativeDifference(gradient, data(`grad.${parameter}`)), parameter).toBeLessThan(1e-4);
    }
  });
});

describe('PyTorch goldens of integrated gradients', () => {
  const read = readBundle('integrated-gradients.safetensors');

  it.each(Object.keys(read.configs))('%s: the same signed maps', async (name) => {
    const { classifier, dataset, data } = await goldenCase(read, name);
    const baseline = data('baseline');
    const [steps] = data('steps');
    for (const output of outputs) {
      const { values } = await attribute(classifier, dataset, {
        method: 'integrated-gradients',
        output,
        baseline,
        steps,
        signed: true,
      });
      expect(relativeDifference(values, data(`ig.${output}`)), output).toBeLessThan(1e-4);
    }
  });
});
