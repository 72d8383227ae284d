import { z } from 'zod';
import type { NdArray } from '../data/array.js';
import { UnvanishError } from '../errors.js';
import { decodeSafetensors, encodeSafetensors } from '../formats/safetensors.js';
import type { AdamState } from './adam.js';
import { type TrainingConfig, trainingSchema } from './options.js';

/**
 * What one epoch came to. Training figures are of the running epoch, with dropout. Accuracy is the head's metric: of a classifier the
 * share of samples whose class is right. Validation figures are those of its end, or of its best check.
 */
export interface EpochRecord {
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
  /**
   * Training accuracy without dropout, where a check within the epoch found it to be enough: of the last parameters, which need not
   * be those that validation chose.
   */
  readonly accuracyWhenEnded?: number;
  readonly validationLoss?: number;
  readonly validationAccuracy?: number;
}

export type StopReason = 'training accuracy' | 'patience' | 'epochs' | 'steps';

/** Everything that training needs to go on after a whole epoch, bit for bit. */
export interface TrainingState {
  readonly config: TrainingConfig;
  /** Whether the engine computed with fast math. */
  readonly fastMath: boolean;
  readonly history: readonly EpochRecord[];
  /** Flat parameter vector. */
  readonly parameters: Float32Array;
  readonly adam: AdamState;
  /** The parameters with the lowest criterion so far, validation loss or minus accuracy; the last ones where there are no validation data. */
  readonly best: {
    readonly epoch: number;
    readonly step: number;
    readonly criterion: number;
    readonly parameters: Float32Array;
  };
  /** Set once training has ended. */
  readonly stopped: StopReason | undefined;
  /** Steps that were taken. */
  readonly steps: number;
}

/** A checkpoint as a safetensors file: vectors as tensors, the rest, and the caller's own `recipe`, in the metadata. */
export function encodeTrainingState(state: TrainingState, recipe = ''): Uint8Array {
  const vector = (data: Float32Array) => ({ shape: [data.length], data });
  const { config, fastMath, history, adam, best, stopped, steps } = state;
  const { beta1Power, beta2Power } = adam;
  const rest = {
    config,
    fastMath,
    history,
    beta1Power,
    beta2Power,
    best: { epoch: best.epoch, step: best.step, criterion: best.criterion },
    stopped,
    steps,
  };
  return encodeSafetensors(
    [
      ['parameters', vector(state.parameters)],
      ['adam.first', vector(adam.first)],
      ['adam.second', vector(adam.second)],
      ['best', vector(best.parameters)],
    ],
    [
      ['unvanish.training', JSON.stringify(rest)],
      ['unvanish.recipe', recipe],
    ],
  );
}

/**
 * Reads a checkpoint back.
 *
 * @throws UnvanishError `format` where the bytes are not a checkpoint.
 */
export function decodeTrainingState(bytes: Uint8Array, file: string): { state: TrainingState; recipe: string } {
  const { tensors, metadata } = decodeSafetensors(bytes, file);
  const text = metadata.get('unvanish.training');
  const vector = (name: string): Float32Array => {
    const data = tensors.get(name)?.data;
    if (!(data instanceof Float32Array))
      throw new UnvanishError('format', `${file}: not a checkpoint: no float32 tensor ${name}`);
    return data;
  };
  if (text === undefined) {
    throw new UnvanishError('format', `${file}: not a checkpoint: no training state in its metadata`);
  }
  const { config, fastMath, history, beta1Power, beta2Power, best, stopped, steps } = parseRest(text, file);
  checkVectors([...tensors.values()], file);
  if (vector('adam.second').some((value) => value < 0)) {
    throw new UnvanishError('format', `${file}: not a checkpoint: a second moment is negative`);
  }
  const state = {
    config,
    fastMath,
    history: history as readonly EpochRecord[],
    parameters: vector('parameters'),
    adam: { first: vector('adam.first'), second: vector('adam.second'), beta1Power, beta2Power },
    best: { ...best, parameters: vector('best') },
    stopped,
    steps,
  };
  return { state, recipe: metadata.get('unvanish.recipe') ?? '' };
}

/** A training state has as many elements in every vector, all finite. */
function checkVectors(vectors: readonly NdArray[], file: string): void {
  const size = vectors[0]?.data.length;
  if (vectors.some(({ data }) => data.length !== size)) {
    throw new UnvanishError('format', `${file}: not a checkpoint: its tensors differ in length`);
  }
  if (vectors.some(({ data }) => data.some((value: number | bigint) => !Number.isFinite(Number(value))))) {
    throw new UnvanishError('format', `${file}: not a checkpoint: it holds NaN or infinity`);
  }
}

/** A head's metric need not be a share. */
const metric = z.number();
const count = z.number().int().min(1);
/** A power of one of Adam's betas; it may underflow to 0. */
const power = z.number().min(0).lt(1);

const restSchema = z
  .object({
    config: trainingSchema,
    fastMath: z.boolean().default(false),
    history: z
      .array(
        z.object({
          epoch: z.number(),
          loss: z.number(),
          accuracy: metric,
          accuracyWhenEnded: metric.optional(),
          validationLoss: z.number().optional(),
          validationAccuracy: metric.optional(),
        }),
      )
      .min(1),
    beta1Power: power,
    beta2Power: power,
    best: z.object({ epoch: z.number(), step: count, criterion: z.number() }),
    stopped: z.enum(['training accuracy', 'patience', 'epochs', 'steps']).optional(),
    steps: count,
  })
  .refine(
    ({ config, history, best, steps }) =>
      history.length <= config.epochs &&
      best.step <= steps &&
      (config.steps === 0 || steps <= config.steps) &&
      history.every(({ epoch }, position) => epoch === position + 1) &&
      history.some(({ epoch }) => epoch === best.epoch),
  );

function parseRest(text: string, file: string): z.output<typeof restSchema> {
  try {
    return restSchema.parse(JSON.parse(text));
  } catch {
    throw new UnvanishError('format', `${file}: not a checkpoint: its training state is not as it was written`);
  }
}
