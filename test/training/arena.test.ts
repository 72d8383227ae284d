import { describe, expect, it } from 'vitest';
import { attribute } from '../../src/attribution/attribute.js';
import { Classifier } from '../../src/model/classifier.js';
import { train } from '../../src/training/trainer.js';
import { separable } from './separable.js';

describe('the arena', () => {
  it.each(['none', 'matrix', 'mean', 'normalised'] as const)(
    'does not grow over 1,000 rounds of training and explaining (%s)',
    async (feed) => {
      const sizes = { inputSize: 4, classes: 2, hiddenSize: 3, hops: 2, attentionSize: 3 };
      const classifier = await Classifier.create({ ...sizes, inputCellAttention: feed }, { seed: 0 });
      const data = {
        training: separable({ samples: 12, randomLabels: true, unequal: true }),
        validation: separable({ samples: 6 }),
      };
      const place = () => classifier.engine.scope(() => classifier.engine.allocate(1));
      const round = async (seed: number) => {
        await train(classifier, data, { epochs: 1, batchSize: 5, seed });
        await attribute(classifier, data.validation);
      };
      await round(0);
      const { bytes } = classifier.engine;
      const top = place();
      for (let i = 1; i < 1000; i++) await round(i);
      expect(classifier.engine.bytes).toBe(bytes);
      expect(place()).toBe(top);
    },
  );

  it('gives everything back when a training fails', async () => {
    const classifier = await Classifier.create({ inputSize: 4, classes: 2 }, { seed: 0 });
    const place = () => classifier.engine.scope(() => classifier.engine.allocate(1));
    const top = place();
    const options = { learningRate: 10, weightDecay: 10 };
    await expect(train(classifier, { training: separable({ randomLabels: true }) }, options)).rejects.toThrow();
    expect(place()).toBe(top);
  });
});
