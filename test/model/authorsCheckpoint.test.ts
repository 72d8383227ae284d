import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { attribute } from '../../src/attribution/attribute.js';
import { Engine } from '../../src/backend/engine.js';
import { createDataset } from '../../src/data/dataset.js';
import { fitStandardisation, standardise } from '../../src/data/standardisation.js';
import { boxDataset } from '../../src/data/synthetic/boxes.js';
import { evaluate } from '../../src/evaluation/evaluate.js';
import { decodeSafetensors } from '../../src/formats/safetensors.js';
import { decodeModel } from '../../src/model/weights/savedModel.js';
import { relativeError } from '../reference/relativeError.js';

const file = new URL('../../../shared/data/authors-checkpoint/ica-best.safetensors', import.meta.url);
const there = existsSync(file);

describe.skipIf(!there)(`the authors' released weights${there ? '' : ' (skipped: no shared data)'}`, () => {
  const released = () => decodeModel(readFileSync(file), 'ica-best.safetensors');

  it("are the paper's architecture, told from names and shapes", async () => {
    expect((await released()).classifier.config).toEqual({
      inputSize: 100,
      classes: 2,
      cell: 'lstm',
      hiddenSize: 5,
      inputCellAttention: 'normalised',
      hops: 20,
      attentionSize: 50,
      readout: 'last',
      layers: 1,
      bidirectional: false,
      readoutHops: 20,
      readoutAttentionSize: 50,
      readoutMean: false,
      readoutBias: false,
      learnedState: false,
    });
  });

  it('compute what their own definition does in PyTorch, with M_t over its norm', async () => {
    const golden = new URL('../fixtures/goldens/authors-checkpoint.expected.safetensors', import.meta.url);
    const { tensors } = decodeSafetensors(readFileSync(golden), 'golden');
    const expected = (key: string) => (tensors.get(key) as { data: Float32Array }).data;
    const data = createDataset({ x: expected('x'), shape: [2, 100, 100], labels: Int32Array.of(0, 1) });
    const { classifier, notes } = await released();
    expect(relativeError(await classifier.logits(data), expected('logits'), 1e-6)).toBeLessThan(1e-5);
    for (const output of ['logit', 'probability'] as const) {
      const { values } = await attribute(classifier, data, { output, signed: true });
      expect(relativeError(values, expected(`map.${output}`), 1e-9)).toBeLessThan(1e-4);
    }
    expect(notes?.[0]).toContain('M_t is divided by its Euclidean norm');
  });

  it('classify fresh earlier boxes without an error; their saliency does not vanish, nor does it localise', async () => {
    const model = await released();
    const engine = await Engine.create();
    const fitted = fitStandardisation(boxDataset(engine, 'earlier', { samples: 1000, seed: 17 }), 'cell');
    const fresh = boxDataset(engine, 'earlier', { samples: 300, seed: 17, first: 1000 });
    // Theirs is the other numbering: class 0 has mean +1.
    const test = { ...standardise(fresh, fitted), labels: fresh.labels?.map((label) => 1 - label) as Int32Array };
    expect(await model.classifier.predict(test)).toEqual(test.labels);
    const maps = await attribute(model.classifier, test);
    const { measured, shareOfLast } = await evaluate(maps.values, test, { lastSteps: 10 });
    const ranges = {
      weightedJaccard: [0.075, 0.09],
      euclidean: [0.92, 0.95],
      auroc: [0.49, 0.52],
    } as const;
    for (const [name, [low, high]] of Object.entries(ranges)) {
      const mean = measured[name as keyof typeof ranges].estimate?.mean;
      expect(mean, name).toBeGreaterThan(low);
      expect(mean, name).toBeLessThan(high);
    }
    expect(shareOfLast.estimate?.mean).toBeLessThan(0.25);
  });
});
