import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnvanishError } from '../../src/errors.js';
import { decodeSafetensors, encodeSafetensors } from '../../src/formats/safetensors.js';
import { Classifier } from '../../src/model/classifier.js';
import { decodeTrainingState, encodeTrainingState, type TrainingState } from '../../src/training/state.js';
import { train } from '../../src/training/trainer.js';
import { decodedOrRefused, MUTATIONS, mutated, mutatedText, refusal } from '../formats/mutations.js';
import { separable } from './separable.js';

const SIZES = { inputSize: 1, classes: 2, hiddenSize: 1 };
const OPTIONS = { epochs: 3, batchSize: 4 };
const data = {
  training: separable({ samples: 8, time: 2, features: 1, randomLabels: true }),
  validation: separable({ samples: 4, time: 2, features: 1 }),
};

async function states(): Promise<TrainingState[]> {
  const found: TrainingState[] = [];
  const classifier = await Classifier.create(SIZES, { seed: 0 });
  await train(classifier, data, OPTIONS, {
    onCheckpoint: (state) => {
      found.push(state());
    },
  });
  return found;
}

const STATES = await states();
const FILES = STATES.map((state) => encodeTrainingState(state, 'a recipe'));

/** The file with some of its parts exchanged. */
function exchanged(parts: { text?: string; tensors?: Record<string, Float32Array> }): Uint8Array {
  const { tensors, metadata } = decodeSafetensors(FILES[1], 'c');
  for (const [name, values] of Object.entries(parts.tensors ?? {})) {
    tensors.set(name, { dtype: 'F32', shape: [values.length], data: values });
  }
  if (parts.text !== undefined) metadata.set('unvanish.training', parts.text);
  return encodeSafetensors(tensors, metadata);
}

const textOf = (file: Uint8Array) => decodeSafetensors(file, 'c').metadata.get('unvanish.training') as string;

/** Goes on from a state that could be read: any outcome is right but a crash. */
async function goOn(state: TrainingState): Promise<void> {
  const classifier = await Classifier.create(SIZES, { seed: 0 });
  try {
    await train(classifier, data, OPTIONS, { resume: state });
  } catch (error) {
    if (!(error instanceof UnvanishError)) throw error;
    return;
  }
  expect(classifier.parameters().every(Number.isFinite)).toBe(true);
}

describe('a checkpoint', () => {
  it('comes back as it was written, with its recipe', () => {
    FILES.forEach((file, epoch) => {
      expect(decodeTrainingState(file, 'c')).toEqual({ state: STATES[epoch], recipe: 'a recipe' });
    });
    expect(STATES.map(({ stopped }) => stopped)).toEqual([undefined, undefined, 'epochs']);
  });

  it.each<[string, Uint8Array, string]>([
    [
      'a file that is something else',
      encodeSafetensors([['w', { shape: [1], data: Float32Array.of(1) }]]),
      'no training state in its metadata',
    ],
    [
      'a state without its vectors',
      encodeSafetensors([], [['unvanish.training', textOf(FILES[0])]]),
      'no float32 tensor',
    ],
    [
      'vectors of other lengths',
      exchanged({ tensors: { 'adam.first': new Float32Array(3) } }),
      'its tensors differ in length',
    ],
    [
      'NaN',
      exchanged({ tensors: { best: STATES[1].best.parameters.with(0, Number.NaN) } }),
      'it holds NaN or infinity',
    ],
    [
      'a negative second moment',
      exchanged({ tensors: { 'adam.second': STATES[1].adam.second.with(0, -1) } }),
      'a second moment is negative',
    ],
    ['text that is no JSON', exchanged({ text: '{' }), 'its training state is not as it was written'],
    [
      'a power of beta above 1',
      exchanged({ text: textOf(FILES[1]).replace(/"beta1Power":[^,]+/, '"beta1Power":1.5') }),
      'its training state is not as it was written',
    ],
    [
      'a missing epoch',
      exchanged({ text: textOf(FILES[1]).replace('"epoch":2', '"epoch":3') }),
      'its training state is not as it was written',
    ],
    [
      'a best step beyond the last one',
      exchanged({ text: textOf(FILES[1]).replace(/"step":\d+/, '"step":5') }),
      'its training state is not as it was written',
    ],
    [
      'more steps than there may be',
      exchanged({ text: textOf(FILES[1]).replace('"steps":0', '"steps":3') }),
      'its training state is not as it was written',
    ],
  ])('refuses %s', (_, bytes, reason) => {
    const error = refusal(() => decodeTrainingState(bytes, 'odd.safetensors'));
    expect(error.code).toBe('format');
    expect(error.message).toMatch(/^odd\.safetensors: not a checkpoint: /);
    expect(error.message).toContain(reason);
  });

  it('gives a state or an UnvanishError for any broken file, and what it gives can be gone on from', async () => {
    const words = ['"shape"', '[', '}', ',', '1e9', 'null', '"parameters"', '"adam.first"', '\\"epoch\\"', '0', '9'];
    const readable: TrainingState[] = [];
    fc.assert(
      fc.property(mutated(FILES, words), (bytes) => {
        const read = decodedOrRefused(() => decodeTrainingState(bytes, 'mutated.safetensors'));
        if (read && readable.length < 300) readable.push(read.state);
      }),
      { numRuns: MUTATIONS },
    );
    expect(readable.length).toBeGreaterThan(0);
    for (const state of readable) await goOn(state);
  });

  it('gives a state or an UnvanishError for any broken text in its metadata', async () => {
    const words = [
      '"epoch":',
      '"best":',
      '"stopped":"epochs"',
      '[',
      ']',
      '{',
      '}',
      ',',
      '-',
      '1e999',
      '0',
      'null',
      '"x":1,',
    ];
    const readable: TrainingState[] = [];
    const { tensors, metadata } = decodeSafetensors(FILES[1], 'c');
    fc.assert(
      fc.property(mutatedText(FILES.map(textOf), words), (text) => {
        metadata.set('unvanish.training', text);
        const bytes = encodeSafetensors(tensors, metadata);
        const read = decodedOrRefused(() => decodeTrainingState(bytes, 'mutated.safetensors'));
        if (read && readable.length < 300) readable.push(read.state);
      }),
      { numRuns: MUTATIONS },
    );
    expect(readable.length).toBeGreaterThan(0);
    for (const state of readable) await goOn(state);
  });
});
