import { describe, expect, it } from 'vitest';
import { accuracy, correctPredictions, predictedClasses } from '../../../src/evaluation/performance/accuracy.js';

describe('accuracy', () => {
  const logits = Float32Array.of(1, 3, 2, /* */ 5, 5, 4, /* */ -1, -2, -0.5, /* */ 0, 0, 0);

  it('predicts the class with the highest logit, the first of equals', () => {
    expect(Array.from(predictedClasses(logits, 3))).toEqual([1, 0, 2, 0]);
  });

  it('is the share of samples whose prediction is their label', () => {
    expect(accuracy(logits, Int32Array.of(1, 1, 2, 0))).toBe(0.75);
    expect(correctPredictions(logits, Int32Array.of(1, 1, 2, 0))).toBe(3);
  });

  it('is undefined without samples', () => {
    expect(accuracy(new Float32Array(0), new Int32Array(0))).toBeUndefined();
    expect(() => accuracy(logits, new Int32Array(0))).toThrow(/12 logits, but no labels/);
  });

  it('refuses logits that are not whole rows, or NaN', () => {
    expect(() => accuracy(logits, new Int32Array(5))).toThrow(/not whole rows/);
    expect(() => predictedClasses(logits, 5)).toThrow(/12 logits are not whole rows of 5 classes/);
    expect(() => predictedClasses(Float32Array.of(0, 1, Number.NaN, 2), 2)).toThrow(/NaN at sample 1, class 0/);
  });
});
