import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Engine } from '../../../src/backend/engine.js';
import { crossEntropy } from '../../../src/model/heads/crossEntropy.js';
import { draws } from '../../draws.js';
import { Draws } from '../../reference/draws.js';
import * as reference from '../../reference/loss.js';
import { rowsOf } from '../../reference/matrix.js';
import { relativeError } from '../../reference/relativeError.js';

const engine = await Engine.create();

describe('crossEntropy', () => {
  it('is the weighted mean of PyTorch, sum w_y (-log p_y) / sum w_y, with its gradient', () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 2, max: 9 }));
    fc.assert(
      fc.property(sizes, fc.nat(), fc.boolean(), ([rows, classes], seed, weighted) => {
        const random = new Draws(seed);
        const logits = random.floats(rows * classes, 6);
        const labels = Int32Array.from({ length: rows }, () => random.below(classes));
        const weights = weighted ? Float64Array.from({ length: classes }, () => 0.1 + random.unit()) : undefined;
        const twin = rowsOf(logits, rows, classes);
        engine.scope(() => {
          const result = crossEntropy(engine, engine.put(logits), labels, classes, weights);
          expect(relativeError([result.loss], [reference.crossEntropy(twin, labels, weights)], 0.1)).toBeLessThan(1e-5);
          const expected = reference.crossEntropyGradient(twin, labels, weights).flat();
          const gradient = engine.floats(result.dlogits, rows * classes);
          // Where a row is nearly certain, p - 1 cancels: what is left is float32's rounding of p, not of the difference.
          expect(relativeError(gradient, expected, 0.1)).toBeLessThan(1e-5);
          expect(result.loss).toBe(result.sum / result.weight);
          const correct = twin.filter((row, i) => row.indexOf(Math.max(...row)) === labels[i]).length;
          expect(result.correct).toBe(correct);
        });
      }),
      { numRuns: draws(300), seed: 1 },
    );
  });

  it('stays finite at logits of +-10,000', () => {
    engine.scope(() => {
      const { loss, dlogits } = crossEntropy(engine, engine.put(Float32Array.of(1e4, -1e4)), Int32Array.of(1), 2);
      expect(loss).toBe(20_000);
      expect([...engine.floats(dlogits, 2)]).toEqual([1, -1]);
    });
  });

  it('is NaN, not a number that looks like a loss, where a logit is NaN', () => {
    engine.scope(() => {
      expect(crossEntropy(engine, engine.put(Float32Array.of(0, Number.NaN)), Int32Array.of(0), 2).loss).toBeNaN();
    });
  });
});
