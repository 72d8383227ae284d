import { describe, expect, it } from 'vitest';
import { Engine } from '../../../src/backend/engine.js';
import { headKindOf } from '../../../src/model/heads/index.js';

/** p_k times the sum of the other probabilities, and -p_k p_j, in float64. */
function slopes(logits: readonly number[], k: number): number[] {
  const most = Math.max(...logits);
  const e = logits.map((logit) => Math.exp(logit - most));
  const sum = e.reduce((total, value) => total + value, 0);
  const p = e.map((value) => value / sum);
  const others = p.reduce((total, value, j) => (j === k ? total : total + value), 0);
  return p.map((value, j) => (j === k ? value * others : -p[k] * value));
}

describe('the gradient of a probability near 1', () => {
  // 1 - p from .5 to 1e-12 and beyond.
  it.each([0.1, 5, 11, 16, 20, 25, 28, 40])('keeps its digits where the logits differ by %d', async (gap) => {
    const engine = await Engine.create();
    for (const logits of [
      [gap, 0],
      [-gap / 2, gap / 2],
      [0.5, gap + 1, -2, 1],
    ].map((row) => row.map(Math.fround))) {
      const k = logits.indexOf(Math.max(...logits));
      const head = headKindOf({}).create({ inputs: 1, outputs: logits.length });
      const found = engine.scope(() => {
        const at = engine.put(Float32Array.from(logits));
        const gradient = head.explainedGradient(engine, at, { samples: 1, time: 1 }, 'probability', () => k);
        return engine.floats(gradient, logits.length).slice();
      });
      slopes(logits, k).forEach((slope, j) => {
        expect(Math.abs(found[j] - slope) / Math.abs(slope)).toBeLessThan(1e-5);
      });
    }
  });

  it('keeps its digits of one number for two classes', async () => {
    const engine = await Engine.create();
    const head = headKindOf({ head: { name: 'binary' } }).create({ inputs: 1, outputs: 2 });
    for (const z of [-30, -12, 0, 3, 17, 28].map(Math.fround)) {
      const at = engine.put(Float32Array.of(-z, z));
      const gradient = head.explainedGradient(engine, at, { samples: 1, time: 1 }, 'probability', () => 1);
      const slope = 1 / (1 + Math.exp(-z)) / (1 + Math.exp(z));
      expect(Math.abs(engine.floats(gradient, 2)[1] - slope) / slope).toBeLessThan(1e-5);
    }
  });
});
