import { describe, expect, it } from 'vitest';
import { modelsOf } from '../../../src/studies/boxes/boxModels.js';
import { boxTasks, runBoxTask } from '../../../src/studies/boxes/boxTrials.js';
import type { TrialResult } from '../../../src/studies/trial/trial.js';

/** The study's own trial of one model on the earlier box, with fewer epochs than the paper's 400. */
async function earlierBox(key: string): Promise<TrialResult> {
  const sizes = {
    trainingSamples: 1000,
    testSamples: 300,
    epochs: 40,
    patience: 0,
    protocol: 'paper' as const,
    examples: [],
  };
  const [task] = boxTasks('boxes', { boxes: ['earlier'], models: modelsOf([key]), seeds: [0], ...sizes });
  return (await runBoxTask(task)) as TrialResult;
}

const jaccard = ({ evaluation }: TrialResult) => evaluation.measured.weightedJaccard.estimate?.mean;
const lastTen = ({ evaluation }: TrialResult) => evaluation.shareOfLast.estimate?.mean;

describe("the paper's effect, on the box in the first 30 of 100 steps", () => {
  it('an LSTM has its saliency in the last 10 steps and none in the box', async () => {
    const result = await earlierBox('lstm');
    expect(result.evaluation.lastSteps).toBe(10);
    expect(jaccard(result)).toBeLessThan(0.005);
    expect(lastTen(result)).toBeGreaterThan(0.9);
  });

  it('with input-cell attention its saliency reaches the box, and it tells the classes apart without an error', async () => {
    const result = await earlierBox('matrix');
    expect(jaccard(result)).toBeGreaterThan(0.07);
    expect(jaccard(result)).toBeLessThan(0.14);
    expect(lastTen(result)).toBeLessThan(0.25);
    expect(result.accuracy.mean).toBe(1);
    expect(result.stopped).toBe('training accuracy');
  });
});
