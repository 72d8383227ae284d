import { z } from 'zod';
import { RandomStream } from '../backend/random.js';
import { Turns } from '../backend/turn.js';
import { checkDataset, type Dataset, takeSamples } from '../data/dataset.js';
import { UnvanishError } from '../errors.js';
import { checkClassifier } from '../model/checkClassifier.js';
import type { Classifier } from '../model/classifier.js';
import { passFields } from '../model/passes/passFields.js';
import { checkArgument, parseOptions } from '../options.js';
import type { StopSignal } from '../stopSignal.js';
import { Adam } from './adam.js';
import { mayBecome, type TrainingConfig, type TrainingOptions, trainingConfig } from './options.js';
import type { EpochRecord, StopReason, TrainingState } from './state.js';
import { TrainingStep } from './step.js';

/** Samples that are predicted at a time while it is not known whether all are needed. */
const PART = 250;

/** Classifiers whose engine holds the state of a training: there is room for one each. */
const inTraining = new WeakSet<Classifier>();

export interface TrainingData {
  readonly training: Dataset;
  /** Chooses the parameters that are kept, and stops early; never the test data. */
  readonly validation?: Dataset | undefined;
}

/** The step just done; `epoch` and `batch` count from 1. */
export interface TrainingProgress {
  readonly epoch: number;
  readonly epochs: number;
  readonly batch: number;
  readonly batches: number;
  readonly loss: number;
  /** The last whole epoch. */
  readonly last: EpochRecord | undefined;
}

export interface TrainingHooks {
  /** Told about every 40 milliseconds. */
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
  /** Told of each epoch, once, at its end. */
  readonly onEpoch?: ((record: EpochRecord) => void) | undefined;
  /** Given the whole state after each whole epoch; may write it away before training goes on. */
  readonly onCheckpoint?: ((state: () => TrainingState) => void | Promise<void>) | undefined;
  readonly signal?: StopSignal | undefined;
  /**
   * A state to go on from: the result is the same, bit for bit, as if there had been no interruption. Its recipe, and whether
   * it used fast math, have to be the same, but for more epochs or steps.
   */
  readonly resume?: TrainingState | undefined;
}

const isFunction = (value: unknown) => typeof value === 'function';

/** Names that are not known are refused here too: a hook that is misspelt would never be called. */
const hooksSchema = z.strictObject({
  onProgress: z.custom(isFunction, 'a function was expected').optional(),
  onEpoch: z.custom(isFunction, 'a function was expected').optional(),
  onCheckpoint: z.custom(isFunction, 'a function was expected').optional(),
  signal: passFields.signal,
  resume: z.custom((value) => typeof value === 'object' && value !== null, 'a training state was expected').optional(),
});

export interface TrainingResult {
  readonly history: readonly EpochRecord[];
  /** The epoch, from 1, whose parameters the classifier now has. */
  readonly bestEpoch: number;
  /** The step, from 1 and over all epochs, after which it had them. */
  readonly bestStep: number;
  /** All steps that were taken. */
  readonly steps: number;
  readonly stopped: StopReason;
  readonly config: TrainingConfig;
}

/**
 * Trains a classifier with Adam on mini-batches. With validation data it ends with the parameters that had the lowest validation
 * loss or the highest accuracy (`chooseBy`) at the end of an epoch, or at one of the checks within it (`checkEvery`), else with the
 * last ones. Every draw is a function of the seed, the epoch and the step.
 *
 * @throws UnvanishError `labels` (none, or a class without training samples), `option` (one that these data or this head cannot
 * heed), `shape`, `not-finite` (naming epoch and batch), `aborted`.
 */
export async function train(
  classifier: Classifier,
  data: TrainingData,
  options: TrainingOptions = {},
  hooks: TrainingHooks = {},
): Promise<TrainingResult> {
  checkClassifier(classifier, 'train: the first argument');
  const { training, validation } = checkedData(data);
  const config = trainingConfig(options);
  parseOptions(hooksSchema, hooks, 'train, hooks');
  classifier.checkFits(training);
  classifier.network.head.checkTargets(training, 'training');
  if (validation) {
    classifier.checkFits(validation);
    classifier.network.head.checkTargets(validation, 'validation');
  }
  if (inTraining.has(classifier)) {
    throw new UnvanishError('option', 'the classifier is being trained already', 'wait for it, or train another one');
  }
  inTraining.add(classifier);
  try {
    return await classifier.engine.scopeAsync(() => trainInScope(classifier, training, validation, config, hooks));
  } finally {
    inTraining.delete(classifier);
  }
}

function checkedData(data: TrainingData): TrainingData {
  const remedy = 'train(classifier, { training, validation }, options, hooks)';
  const isObject = typeof data === 'object' && data !== null && !('x' in data);
  checkArgument(isObject, 'train: the second argument', data, 'an object { training, validation }', remedy);
  checkDataset(data.training, 'train: training');
  if (data.validation !== undefined) checkDataset(data.validation, 'train: validation');
  return data;
}

async function trainInScope(
  classifier: Classifier,
  training: Dataset,
  validation: Dataset | undefined,
  config: TrainingConfig,
  hooks: TrainingHooks,
): Promise<TrainingResult> {
  const { engine, layout } = classifier;
  const { resume } = hooks;
  if (resume) resumeFrom(classifier, config, resume);
  const adam = new Adam(engine, layout.size, config, resume?.adam);
  const { head } = classifier.network;
  const weights = head.lossWeights(training, config.classWeights);
  const step = new TrainingStep(classifier, training, config, adam, weights);
  const { atMostOne: measured } = head.metric;
  checkRecipe(config, { step, training, validation, measured });
  const mostSteps = config.steps > 0 ? config.steps : Number.POSITIVE_INFINITY;
  const shuffle = new RandomStream(engine, config.seed, 'shuffle');
  const history: EpochRecord[] = [...(resume?.history ?? [])];
  let best = resume?.best;
  let steps = resume?.steps ?? 0;
  if (steps !== history.length * step.batches) {
    throw new UnvanishError(
      'shape',
      'the checkpoint belongs to a training on other data: its epochs have another number of steps',
    );
  }
  const turns = new Turns();
  const { stopAtAccuracy } = config;
  const stops = measured && stopAtAccuracy > 0;
  /** Why training ends after a whole epoch, where it does. */
  const endAfter = ({ epoch, accuracy }: EpochRecord): StopReason | undefined => {
    if (stops && config.checkEvery === 0 && accuracy >= stopAtAccuracy) return 'training accuracy';
    if (best && config.patience > 0 && epoch - best.epoch >= config.patience) return 'patience';
    if (steps >= mostSteps) return 'steps';
    return epoch === config.epochs ? 'epochs' : undefined;
  };
  let stopped = resume?.stopped;
  // A training that ended with its epochs or steps may be given more of them.
  if (resume && stopped !== 'training accuracy' && stopped !== 'patience')
    stopped = endAfter(history[history.length - 1]);

  try {
    for (let epoch = history.length + 1; !stopped && epoch <= config.epochs; epoch++) {
      const order = shuffle.permutation(training.samples, epoch);
      let sum = 0;
      let weight = 0;
      let score = 0;
      let samples = 0;
      /** Of the best check of this epoch. */
      let validated: ValidationRecord | undefined;
      let lowest = Number.POSITIVE_INFINITY;
      let reached: number | undefined;
      const validate = async () => {
        if (!validation) return;
        const record = await validationRecord(classifier, validation, weights, epoch);
        const criterion = config.chooseBy === 'loss' ? record.validationLoss : -record.validationAccuracy;
        if (criterion < lowest) [lowest, validated] = [criterion, record];
        if (!best || criterion < best.criterion)
          best = { epoch, step: steps, criterion, parameters: classifier.parameters() };
      };
      for (let batch = 1; batch <= step.batches && reached === undefined && steps < mostSteps; batch++) {
        const result = await step.run(order, epoch, batch);
        steps++;
        sum += result.sum;
        weight += result.weight;
        score += result.score;
        samples = Math.min(batch * config.batchSize, training.samples);
        if (turns.due) {
          hooks.onProgress?.({
            epoch,
            epochs: config.epochs,
            batch,
            batches: step.batches,
            loss: result.loss,
            last: history.at(-1),
          });
          await turns.give();
          checkAbort(hooks.signal, epoch);
        }
        if (config.checkEvery > 0 && batch % config.checkEvery === 0) {
          await validate();
          reached = stops ? await accuracyFrom(classifier, training, stopAtAccuracy) : undefined;
        }
      }
      checkParameters(classifier, epoch);
      if (config.checkEvery === 0) await validate();
      const record: EpochRecord = {
        epoch,
        loss: sum / weight,
        accuracy: score / samples,
        ...(reached !== undefined && { accuracyWhenEnded: reached }),
        ...validated,
      };
      history.push(record);
      hooks.onEpoch?.(record);
      if (!validation) best = { epoch, step: steps, criterion: -epoch, parameters: classifier.parameters() };
      const whole = steps === epoch * step.batches;
      if (reached !== undefined) stopped = 'training accuracy';
      else stopped = whole ? endAfter(record) : 'steps';
      // Within an epoch there is none: a training with more steps would not have looked at validation data there.
      if (best && whole) {
        const [kept, reason, taken] = [best, stopped, steps];
        await hooks.onCheckpoint?.(() => ({
          config,
          fastMath: engine.fastMath,
          history: [...history],
          parameters: classifier.parameters(),
          adam: adam.state(),
          best: kept,
          stopped: reason,
          steps: taken,
        }));
      }
      checkAbort(hooks.signal, epoch);
    }
  } finally {
    step.end();
  }
  if (!best || !stopped)
    throw new UnvanishError(
      'option',
      `the state to go on from already has ${history.length} epochs of ${config.epochs}`,
    );
  classifier.setParameters(best.parameters);
  return { history, bestEpoch: best.epoch, bestStep: best.step, steps, stopped, config };
}

/** What a recipe asks for that data, head or its other options cannot give would go unheeded. */
function checkRecipe(
  { checkEvery, chooseBy, batchSize, steps, stopAtAccuracy }: TrainingConfig,
  data: {
    readonly step: TrainingStep;
    readonly training: Dataset;
    readonly validation: Dataset | undefined;
    readonly measured: boolean;
  },
): void {
  const { batches } = data.step;
  if (checkEvery > batches) {
    throw new UnvanishError(
      'option',
      `\`checkEvery\` is ${checkEvery}, but an epoch of ${data.training.samples} samples has ${batches === 1 ? '1 batch' : `${batches} batches`} of ${batchSize}`,
      `check ${batches === 1 ? 'after every batch' : `at least every ${batches} batches`}, or lower \`batchSize\``,
    );
  }
  if (checkEvery > 0 && steps > 0 && steps < checkEvery) {
    throw new UnvanishError(
      'option',
      `\`checkEvery\` is ${checkEvery}, but training ends before, as \`steps\` is ${steps}`,
      `check at least every ${steps === 1 ? 'step' : `${steps} steps`}, or leave \`checkEvery\` out to look at the end`,
    );
  }
  if (checkEvery > 0 && !data.validation && !(data.measured && stopAtAccuracy > 0)) {
    throw new UnvanishError(
      'option',
      data.measured
        ? '`checkEvery` has nothing to look at: there are no validation data, and `stopAtAccuracy` is 0'
        : '`checkEvery` has nothing to look at: there are no validation data, and the head of this classifier measures no accuracy',
      'leave `checkEvery` out, or give validation data',
    );
  }
  if (chooseBy === 'accuracy' && !(data.validation && data.measured)) {
    throw new UnvanishError(
      'option',
      data.validation
        ? '`chooseBy: accuracy`: the head of this classifier does not measure it'
        : '`chooseBy: accuracy`: there are no validation data',
      '`chooseBy: loss` is what there is without it',
    );
  }
}

/** The accuracy on data, without dropout, where it is at least `least`; undefined as soon as it cannot be. */
async function accuracyFrom(classifier: Classifier, data: Dataset, least: number): Promise<number | undefined> {
  const { engine, network } = classifier;
  let right = 0;
  for (let from = 0; from < data.samples; from += PART) {
    const to = Math.min(from + PART, data.samples);
    const part = takeSamples(
      data,
      Uint32Array.from({ length: to - from }, (_, index) => from + index),
    );
    const logits = await classifier.logits(part);
    right += engine.scope(() => network.head.loss(engine, engine.put(logits), part).score);
    if ((right + data.samples - to) / data.samples < least) return undefined;
  }
  return right / data.samples;
}

function resumeFrom(classifier: Classifier, config: TrainingConfig, state: TrainingState): void {
  const differing = (Object.keys(config) as (keyof TrainingConfig)[]).find(
    (key) => !mayBecome(key, state.config[key], config[key]),
  );
  if (differing) {
    throw new UnvanishError(
      'option',
      `the checkpoint was made with ${differing} ${state.config[differing]}, not ${config[differing]}`,
      'go on with the same options, or start afresh in another folder',
    );
  }
  const { fastMath } = classifier.engine;
  if (state.fastMath !== fastMath) {
    throw new UnvanishError(
      'option',
      `the checkpoint was made ${state.fastMath ? 'with' : 'without'} fast math`,
      `go on ${state.fastMath ? 'with' : 'without'} it, or start afresh in another folder`,
    );
  }
  const { parameters, adam, best } = state;
  if ([parameters, adam.first, adam.second, best.parameters].some(({ length }) => length !== classifier.layout.size)) {
    throw new UnvanishError('shape', 'the checkpoint belongs to another architecture');
  }
  classifier.setParameters(state.parameters);
}

type ValidationRecord = Required<Pick<EpochRecord, 'validationLoss' | 'validationAccuracy'>>;

async function validationRecord(
  classifier: Classifier,
  validation: Dataset,
  weights: Float64Array | undefined,
  epoch: number,
): Promise<ValidationRecord> {
  const logits = await classifier.logits(validation);
  const { engine, network } = classifier;
  return engine.scope(() => {
    const { loss, score } = network.head.loss(engine, engine.put(logits), validation, { weights });
    if (!Number.isFinite(loss)) {
      throw new UnvanishError(
        'not-finite',
        `the validation loss is ${loss} after epoch ${epoch}`,
        'look for extreme values in the validation data',
      );
    }
    return { validationLoss: loss, validationAccuracy: score / validation.samples };
  });
}

/** The loss tells of every step but the last: what that one left is looked at here. */
function checkParameters({ engine, base, layout }: Classifier, epoch: number): void {
  if (Number.isFinite(engine.kernels.sumOfSquares(base, layout.size))) return;
  throw new UnvanishError(
    'not-finite',
    `the parameters are no longer finite after epoch ${epoch}`,
    'use a lower learning rate or weight decay',
  );
}

function checkAbort(signal: StopSignal | undefined, epoch: number): void {
  if (signal?.aborted) throw new UnvanishError('aborted', `training was stopped in epoch ${epoch}`);
}
