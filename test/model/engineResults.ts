import type { Dataset } from '../../src/data/dataset.js';
import { Classifier } from '../../src/model/classifier.js';
import { crossEntropy } from '../../src/model/heads/crossEntropy.js';
import { loadBatch } from '../../src/model/passes/batch.js';
import type { ClassifierCase } from './arbitraryCase.js';

/** The case's classifier in the engine, with the case's parameters. */
export async function engineClassifier({ config, values }: ClassifierCase, fastMath = false): Promise<Classifier> {
  const classifier = await Classifier.create(config, { seed: 0, fastMath });
  const flat = new Float32Array(classifier.layout.size);
  for (const { name, offset } of classifier.layout.specs) flat.set(values.get(name) as Float32Array, offset);
  classifier.setParameters(flat);
  return classifier;
}

/** The engine's mean loss over a dataset and its gradients, by parameter name. */
export function engineGradients(
  { engine, layout, network, pointers, config }: Classifier,
  dataset: Dataset,
): { loss: number; gradients: Map<string, Float32Array> } {
  return engine.scope(() => {
    const base = engine.allocateZeros(layout.size);
    const at = Object.fromEntries(layout.specs.map(({ name, offset }) => [name, base + offset * 4]));
    const batch = loadBatch(engine, dataset, 0, dataset.samples);
    const pass = network.forward(engine, pointers, batch);
    const { loss, dlogits } = crossEntropy(engine, pass.outputs, dataset.labels as Int32Array, config.classes);
    network.backward(engine, pointers, pass, dlogits, { dx: 0, gradients: at });
    const gradients = layout.specs.map(({ name, shape }) => {
      const count = shape.reduce((product, size) => product * size, 1);
      return [name, engine.floats(at[name], count).slice()] as const;
    });
    return { loss, gradients: new Map(gradients) };
  });
}
