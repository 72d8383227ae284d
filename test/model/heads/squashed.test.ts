import { describe, expect, it } from 'vitest';
import { Engine } from '../../../src/backend/engine.js';
import { RandomStream } from '../../../src/backend/random.js';
import { Classifier } from '../../../src/model/classifier.js';
import { ClassificationHead } from '../../../src/model/heads/classification.js';
import { crossEntropy, softmax } from '../../reference/loss.js';
import { rowsOf } from '../../reference/matrix.js';
import { relativeError } from '../../reference/relativeError.js';

const CLASSES = 3;
const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));
const squashed = { softmax, sigmoid: (row: readonly number[]) => row.map(sigmoid) } as const;

describe.each(['softmax', 'sigmoid'] as const)('a cross-entropy of the %s of the logits', (crossEntropyOf) => {
  it('has the loss of its definition, and the gradient of central differences', async () => {
    const engine = await Engine.create();
    engine.scope(() => {
      const labels = Int32Array.of(0, 2, 1, 1);
      const logits = new RandomStream(engine, 3, 'data').normal(labels.length * CLASSES, 0).map((value) => 2 * value);
      const weights = Float64Array.of(0.5, 1, 2);
      const head = new ClassificationHead(2, CLASSES, crossEntropyOf);
      const series = { labels, samples: labels.length, time: 1, features: 1, x: new Float32Array(labels.length) };
      const { loss, gradient, score } = head.loss(engine, engine.put(logits), series, { weights });
      const twin = (values: readonly number[]) =>
        crossEntropy(
          rowsOf(values, labels.length, CLASSES).map((row) => squashed[crossEntropyOf](row)),
          labels,
          weights,
        );
      const at = Array.from(logits);
      expect(relativeError([loss], [twin(at)], 0.1)).toBeLessThan(1e-6);
      const expected = at.map((_, place) => {
        const moved = (by: number) => twin(at.map((value, index) => (index === place ? value + by : value)));
        return (moved(1e-5) - moved(-1e-5)) / 2e-5;
      });
      expect(relativeError(engine.floats(gradient, at.length), expected, 0.01)).toBeLessThan(1e-5);
      const right = rowsOf(at, labels.length, CLASSES).filter(
        (row, sample) => row.indexOf(Math.max(...row)) === labels[sample],
      );
      expect(score).toBe(right.length);
    });
  });

  it('changes what is learnt, and nothing of what a model predicts', async () => {
    const create = (head?: { name: string; crossEntropyOf: string }) =>
      Classifier.create({ inputSize: 2, classes: CLASSES, ...(head && { head }) }, { seed: 5 });
    const [plain, other] = [await create(), await create({ name: 'classification', crossEntropyOf })];
    const series = { x: Float32Array.from({ length: 24 }, (_, i) => (i % 7) - 3), samples: 3, time: 4, features: 2 };
    expect(other.parameters()).toEqual(plain.parameters());
    expect(await other.logits(series as never)).toEqual(await plain.logits(series as never));
  });
});

describe('the head of a configuration', () => {
  it('is refused where it is what there is without it', async () => {
    const options = { inputSize: 2, classes: 2, head: { name: 'classification' } };
    await expect(Classifier.create(options, { seed: 0 })).rejects.toMatchObject({ code: 'option' });
  });
});
