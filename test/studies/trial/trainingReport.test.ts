import { describe, expect, it } from 'vitest';
import { classifierConfig } from '../../../src/model/config.js';
import { trainingReport } from '../../../src/studies/trial/trainingReport.js';
import { type TrainingOptions, trainingConfig } from '../../../src/training/options.js';
import type { TrainingResult } from '../../../src/training/trainer.js';

const HISTORY = [
  { epoch: 1, loss: 0.6, accuracy: 0.7, validationLoss: 0.6, validationAccuracy: 0.75 },
  { epoch: 2, loss: 0.4, accuracy: 0.9, validationLoss: 0.5, validationAccuracy: 0.8 },
];

function leadOf(options: TrainingOptions, result: Partial<TrainingResult>): string {
  const { lead } = trainingReport({
    name: 'data',
    config: classifierConfig({ inputSize: 2, classes: 2 }),
    result: {
      history: HISTORY,
      bestEpoch: 2,
      bestStep: 18,
      steps: 20,
      stopped: 'epochs',
      config: trainingConfig(options),
      ...result,
    },
    test: undefined,
    facts: [],
  });
  return String(lead);
}

describe('the report of a training', () => {
  it('of whole epochs names the epoch, and the accuracy of that epoch', () => {
    expect(leadOf({}, {})).toMatch(
      /^After 2 epochs \(ended by the number of epochs\) the parameters of epoch 2 were kept: training accuracy 90\.0 %, validation accuracy 80\.0 %\./,
    );
  });

  it('says of what a check found that it is of the end, where the parameters are of an earlier check', () => {
    const [first, last] = HISTORY;
    const history = [first, { ...last, accuracyWhenEnded: 0.975 }];
    const lead = leadOf({ checkEvery: 2, stopAtAccuracy: 0.95 }, { stopped: 'training accuracy', history });
    expect(lead).toMatch(
      /^After 20 steps in 2 epochs \(ended by the training accuracy\) the parameters of step 18 \(epoch 2\) were kept: training accuracy when it ended 97\.5 %, validation accuracy 80\.0 %\./,
    );
  });

  it('says of the accuracy of an epoch that it is of that, where a step was kept', () => {
    const lead = leadOf({ steps: 1 }, { stopped: 'steps', steps: 1, bestStep: 1, bestEpoch: 1, history: [HISTORY[0]] });
    expect(lead).toMatch(
      /^After 1 step in 1 epoch \(ended by the number of steps\) the parameters of step 1 \(epoch 1\) were kept: training accuracy in epoch 1, with dropout, 70\.0 %/,
    );
  });

  it('says that validation accuracy got no better where that chose', () => {
    expect(leadOf({ patience: 2, chooseBy: 'accuracy' }, { stopped: 'patience' })).toContain(
      'ended by a validation accuracy that got no better',
    );
    expect(leadOf({ patience: 2 }, { stopped: 'patience' })).toContain('ended by a validation loss that got no better');
  });
});
