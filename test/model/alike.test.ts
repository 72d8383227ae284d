import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createDataset, takeSamples } from '../../src/data/dataset.js';
import { Classifier } from '../../src/model/classifier.js';
import { firstDifference } from '../backend/bits.js';
import { draws } from '../draws.js';
import { Draws } from '../reference/draws.js';
import { arbitraryCase } from './arbitraryCase.js';
import { engineClassifier } from './engineResults.js';

const SAMPLES = 8;

describe('samples that begin alike, as changed inputs of one series do', () => {
  it('give the bits that each gives alone, of any architecture', async () => {
    const cases = arbitraryCase({ time: 70, features: 7, batch: 1 });
    await fc.assert(
      fc.asyncProperty(cases, fc.nat(), fc.boolean(), async (drawn, seed, unequal) => {
        const { time, features, x: first } = drawn.dataset;
        const { classes } = drawn.config;
        const classifier = await engineClassifier(drawn);
        const random = new Draws(seed);
        const x = new Float32Array(SAMPLES * time * features);
        const shared = random.below(time);
        for (let sample = 0; sample < SAMPLES; sample++) {
          const from = (shared + random.below(time - shared)) * features;
          x.set(first, sample * time * features);
          x.set(random.floats(time * features - from, 2), sample * time * features + from);
        }
        const lengths = unequal
          ? Int32Array.from({ length: SAMPLES }, () => 1 + shared + random.below(time - shared))
          : undefined;
        const together = createDataset({ x, shape: [SAMPLES, time, features], lengths });
        const outputs = await classifier.logits(together);
        for (let sample = 0; sample < SAMPLES; sample++) {
          const alone = await classifier.logits(takeSamples(together, [sample]));
          const own = outputs.subarray(sample * classes, (sample + 1) * classes);
          expect(firstDifference(own, alone)).toBe(-1);
        }
      }),
      { numRuns: draws(300) },
    );
  });

  it('are taken once until they differ, where the encoder can go on from there', async () => {
    const [TIME, FEATURES] = [64, 3];
    const series = new Draws(1).floats(TIME * FEATURES, 1);
    const data = createDataset({
      x: Float32Array.from({ length: SAMPLES * TIME * FEATURES }, (_, at) => {
        const [sample, own] = [Math.floor(at / (TIME * FEATURES)), at % (TIME * FEATURES)];
        return own < (40 + sample) * FEATURES ? series[own] : sample;
      }),
      shape: [SAMPLES, TIME, FEATURES],
    });
    for (const [bidirectional, passes] of [
      [
        false,
        [
          [1, 40],
          [SAMPLES, 24],
        ],
      ],
      [true, [[SAMPLES, TIME]]],
    ] as const) {
      const classifier = await Classifier.create({ inputSize: FEATURES, classes: 2, bidirectional }, { seed: 0 });
      const forward = vi.spyOn(classifier.network.encoder, 'forward');
      await classifier.logits(data);
      expect(forward.mock.calls.map(([, , { samples, time }]) => [samples, time])).toEqual(passes);
    }
  });
});
