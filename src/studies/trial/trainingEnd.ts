import type { TrainingConfig } from '../../training/options.js';
import type { StopReason } from '../../training/state.js';
import type { TrainingResult } from '../../training/trainer.js';

/** What steps say of a training beyond its epochs: nothing where it was one of whole epochs. */
export interface StepFigures {
  /** The step, over all epochs, whose parameters were kept. */
  readonly bestStep?: number | undefined;
  /** All steps; `steps` is the most that the recipe allows. */
  readonly stepsTaken?: number | undefined;
}

/** The step figures of a training that was bounded by steps or looked at within its epochs. */
export function stepsOf({
  config,
  bestStep,
  steps,
}: Pick<TrainingResult, 'config' | 'bestStep' | 'steps'>): StepFigures {
  return config.steps > 0 || config.checkEvery > 0 ? { bestStep, stepsTaken: steps } : {};
}

/** How long a training was: `12 epochs`, or `78 steps in 7 epochs`. */
export function trainedFor(result: TrainingResult): string {
  const epochs = counted(result.history.length, 'epoch');
  const { stepsTaken } = stepsOf(result);
  return stepsTaken === undefined ? epochs : `${counted(stepsTaken, 'step')} in ${epochs}`;
}

/** Whose parameters were kept: those of `epoch 3`, or of `step 74 (epoch 7)`. */
export function keptOf(result: TrainingResult): string {
  const { bestStep } = stepsOf(result);
  return bestStep === undefined ? `epoch ${result.bestEpoch}` : `step ${bestStep} (epoch ${result.bestEpoch})`;
}

/** What ended a training, to be read after "ended by". */
export function endedBy(stopped: StopReason, chooseBy: TrainingConfig['chooseBy'] = 'loss'): string {
  if (stopped === 'patience') return `a validation ${chooseBy} that got no better`;
  return { epochs: 'the number of epochs', steps: 'the number of steps', 'training accuracy': 'the training accuracy' }[
    stopped
  ];
}

/** What of the validation data chose the parameters, to be read after "chosen by". */
export const chosenBy: Readonly<Record<TrainingConfig['chooseBy'], string>> = {
  loss: 'the lowest validation loss',
  accuracy: 'the first highest validation accuracy',
};

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
