import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnvanishError } from '../../src/errors.js';
import { decodeSafetensors, encodeSafetensors } from '../../src/formats/safetensors.js';
import { Classifier } from '../../src/model/classifier.js';
import { decodeModel, encodeModel, prepareFor, type SavedModel } from '../../src/model/weights/savedModel.js';
import { volumeSpace } from '../formats/images/volumeSpace.js';
import { MUTATIONS, mutated, mutatedText } from '../formats/mutations.js';
import { separable } from '../training/separable.js';

const data = separable({ samples: 2, time: 2, features: 1 });

const space = volumeSpace(1);

async function files(): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  for (const inputCellAttention of ['none', 'matrix', 'mean', 'normalised'] as const) {
    const sizes = { inputSize: 1, classes: 2, hiddenSize: 1, hops: 2, attentionSize: 1, inputCellAttention };
    const classifier = await Classifier.create(sizes, { seed: 0 });
    const standardisation = { by: 'feature', mean: Float32Array.of(0.5), deviation: Float32Array.of(2) } as const;
    const file = encodeModel({ classifier, standardisation, featureNames: ['x'], classNames: ['low', 'high'], space });
    found.push(file, encodeSafetensors(decodeSafetensors(file, 'm').tensors));
  }
  return found;
}

const FILES = await files();
const textOf = (file: Uint8Array) => decodeSafetensors(file, 'm').metadata.get('unvanish') as string;

/** A model that works, or undefined where the file was refused with an error of one line; anything else fails. */
async function modelOrRefused(bytes: Uint8Array): Promise<SavedModel | undefined> {
  try {
    const model = await decodeModel(bytes, 'mutated.safetensors');
    await model.classifier.logits(data);
    prepareFor(model, data);
    return model;
  } catch (error) {
    if (!(error instanceof UnvanishError)) throw error;
    expect(error.message).not.toMatch(/[\r\n]/);
    expect(error.message.length).toBeLessThan(2000);
    return undefined;
  }
}

describe('decodeModel', () => {
  it('gives a model that works or an UnvanishError for any broken file', async () => {
    const words = [
      '"shape"',
      '"F64"',
      '[',
      '}',
      ',',
      '1e9',
      '"fc.weight"',
      'weight_ih_l0',
      '_reverse',
      'unvanish',
      '0',
      '2',
    ];
    let read = 0;
    await fc.assert(
      fc.asyncProperty(mutated(FILES, words), async (bytes) => {
        if (await modelOrRefused(bytes)) read++;
      }),
      { numRuns: MUTATIONS },
    );
    expect(read).toBeGreaterThan(0);
  });

  it('gives a model that works or an UnvanishError for any broken description', async () => {
    const words = [
      '"hiddenSize":65536',
      '"hops":4096',
      '"mean"',
      '"matrix"',
      '[',
      ']',
      '{',
      '}',
      ',',
      ':',
      '-',
      '1e999',
      '"x":1,',
      'null',
      '0',
    ];
    const described = FILES.filter((_, i) => i % 2 === 0);
    let read = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 2 }), mutatedText(described.map(textOf), words), async (which, text) => {
        const { tensors } = decodeSafetensors(described[which], 'm');
        if (await modelOrRefused(encodeSafetensors(tensors, [['unvanish', text]]))) read++;
      }),
      { numRuns: MUTATIONS },
    );
    expect(read).toBeGreaterThan(0);
  });
});
