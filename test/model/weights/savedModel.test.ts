import { afterEach, describe, expect, it, vi } from 'vitest';
import { Engine } from '../../../src/backend/engine.js';
import { fitStandardisation } from '../../../src/data/standardisation.js';
import { encodeBase64 } from '../../../src/formats/base64.js';
import { decodeSafetensors, encodeSafetensors, type SafeTensor } from '../../../src/formats/safetensors.js';
import { Classifier } from '../../../src/model/classifier.js';
import { decodeModel, encodeModel, prepareFor, type SavedModel } from '../../../src/model/weights/savedModel.js';
import { volumeSpace } from '../../formats/images/volumeSpace.js';
import { refusal } from '../../formats/mutations.js';
import { rejection } from '../../training/rejection.js';
import { separable } from '../../training/separable.js';

const feeds = ['none', 'matrix', 'mean', 'normalised'] as const;
const data = separable({ samples: 9 });

async function model(inputCellAttention: (typeof feeds)[number] = 'none'): Promise<SavedModel> {
  const sizes = { inputSize: 4, classes: 2, hiddenSize: 3, hops: 2, attentionSize: 3, inputCellAttention };
  return {
    classifier: await Classifier.create(sizes, { seed: 6 }),
    standardisation: fitStandardisation(data, 'cell'),
    featureNames: ['left "1"', 'right\n2', 'Großhirn', ''],
    classNames: ['low', 'high'],
    space: volumeSpace(4),
  };
}

/** The file with its tensors or the JSON of its metadata changed. */
function changed(
  file: Uint8Array,
  change: { tensors?: (tensors: Map<string, SafeTensor>) => void; json?: (json: Record<string, unknown>) => void },
): Uint8Array {
  const { tensors, metadata } = decodeSafetensors(file, 'm');
  change.tensors?.(tensors);
  const json = JSON.parse(metadata.get('unvanish') as string);
  change.json?.(json);
  return encodeSafetensors(tensors, [['unvanish', JSON.stringify(json)]]);
}

afterEach(() => {
  vi.restoreAllMocks();
});

const base64 = (...values: number[]) => encodeBase64(Float32Array.from(values));

describe('a saved model', () => {
  it.each(feeds)('comes back bit for bit, with standardisation and names (%s)', async (feed) => {
    const saved = await model(feed);
    const file = encodeModel(saved);
    const { classifier, ...rest } = await decodeModel(file, 'm');
    expect(classifier.config).toEqual(saved.classifier.config);
    expect(classifier.parameters()).toEqual(saved.classifier.parameters());
    expect(rest).toEqual({
      standardisation: saved.standardisation,
      featureNames: saved.featureNames,
      classNames: saved.classNames,
      space: saved.space,
    });
    const prepared = prepareFor(saved, data);
    expect(await classifier.logits(prepareFor({ classifier, ...rest }, data))).toEqual(
      await saved.classifier.logits(prepared),
    );
    expect(encodeModel({ classifier, ...rest })).toEqual(file);
  });

  it('needs neither standardisation nor names', async () => {
    const { classifier } = await model();
    const again = await decodeModel(encodeModel({ classifier }), 'm');
    expect(again.standardisation).toBeUndefined();
    expect(prepareFor(again, data)).toBe(data);
  });

  it.each(feeds)(
    'is read without its metadata as well, from names and shapes, in float32 or float64 (%s)',
    async (feed) => {
      const { classifier } = await model(feed);
      const { tensors } = decodeSafetensors(encodeModel({ classifier }), 'm');
      const wide = [...tensors].map(([name, { shape, data: values }]) => {
        return [name, { shape, data: Float64Array.from(values as Float32Array) }] as const;
      });
      for (const file of [encodeSafetensors(tensors), encodeSafetensors(wide)]) {
        const again = await decodeModel(file, 'm');
        expect(again.classifier.parameters()).toEqual(classifier.parameters());
      }
    },
  );

  it('cannot be saved with names or statistics that do not fit', async () => {
    const saved = await model();
    expect(refusal(() => encodeModel({ ...saved, classNames: ['one'] }))).toMatchObject({
      code: 'shape',
      message: 'the model to save: classNames: 1 names for 2 classes',
    });
    expect(refusal(() => encodeModel({ ...saved, featureNames: [] })).message).toBe(
      'the model to save: featureNames: 0 names for 4 features',
    );
  });
});

describe('decodeModel', () => {
  const tensor = (shape: readonly number[]): SafeTensor => ({
    shape,
    dtype: 'F32',
    data: new Float32Array(shape.reduce((product, size) => product * size, 1)),
  });

  it.each<[string, Parameters<typeof changed>[1], string, string]>([
    ['a missing tensor', { tensors: (t) => t.delete('fc.bias') }, 'format', 'tensor "fc.bias" is missing'],
    [
      'a shape that is not the configuration’s',
      { tensors: (t) => t.set('fc.weight', tensor([2, 4])) },
      'shape',
      'tensor "fc.weight" has shape [2, 4] where [2, 3] was expected',
    ],
    [
      'whole numbers',
      { tensors: (t) => t.set('fc.bias', { shape: [2], dtype: 'I32', data: new Int32Array(2) }) },
      'dtype',
      'tensor "fc.bias" is I32 where floating point was expected',
    ],
    [
      'a number beyond float32',
      { tensors: (t) => t.set('fc.bias', { shape: [2], dtype: 'F64', data: Float64Array.of(0, 1e300) }) },
      'not-finite',
      'tensor "fc.bias" holds 1e+300 at position 1',
    ],
    [
      'NaN',
      { tensors: (t) => t.set('fc.bias', { shape: [2], dtype: 'F32', data: Float32Array.of(Number.NaN, 0) }) },
      'not-finite',
      'tensor "fc.bias" holds NaN at position 0',
    ],
    [
      'too few feature names',
      {
        json: (j) => {
          j.featureNames = ['a'];
        },
      },
      'shape',
      'featureNames: 1 names for 4 features',
    ],
    [
      'statistics of another number of features',
      {
        json: (j) => {
          j.standardisation = { by: 'feature', mean: base64(0), deviation: base64(1) };
        },
      },
      'shape',
      'standardisation: 1 means and 1 deviations by feature for 4 features',
    ],
    [
      'deviations that are missing',
      {
        json: (j) => {
          j.standardisation = { by: 'cell', mean: base64(0, 0, 0, 0), deviation: '' };
        },
      },
      'shape',
      'standardisation: 4 means and 0 deviations by cell for 4 features',
    ],
    [
      'a deviation of 0',
      {
        json: (j) => {
          j.standardisation = { by: 'feature', mean: base64(0, 0, 0, 0), deviation: base64(1, 1, 1, 0) };
        },
      },
      'shape',
      'standardisation: means have to be finite, deviations above 0',
    ],
    [
      'an unknown cell',
      {
        json: (j) => {
          j.config = { inputSize: 4, classes: 2, cell: 'elman' };
        },
      },
      'format',
      'config.cell: ',
    ],
    [
      'statistics that are no base64',
      {
        json: (j) => {
          j.standardisation = { by: 'feature', mean: '*', deviation: '' };
        },
      },
      'format',
      'metadata "unvanish": standardisation.mean: ',
    ],
    [
      'a later form of the metadata',
      {
        json: (j) => {
          j.format = 2;
        },
      },
      'format',
      'metadata "unvanish": format: format 1 was expected',
    ],
    [
      'no configuration',
      {
        json: (j) => {
          delete j.config;
        },
      },
      'format',
      'metadata "unvanish": config: ',
    ],
  ])('refuses %s, naming file and place', async (_, change, code, part) => {
    const file = changed(encodeModel(await model()), change);
    const error = await rejection(decodeModel(file, 'odd.safetensors'));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^odd\.safetensors: /);
    expect(error.message).toContain(part);
  });

  it('refuses metadata that is no JSON', async () => {
    const { tensors } = decodeSafetensors(encodeModel(await model()), 'm');
    const error = await rejection(decodeModel(encodeSafetensors(tensors, [['unvanish', '{']]), 'm'));
    expect(error).toMatchObject({ code: 'format', message: 'm: metadata "unvanish" is not JSON' });
  });

  it.each<[string, object]>([
    ['hidden units', { hiddenSize: 15_000 }],
    ['hidden units', { hiddenSize: 65_536 }],
    ['classes', { classes: 65_536, hiddenSize: 10_000 }],
    ['hops and features', { inputCellAttention: 'matrix', hops: 4096, inputSize: 50_000 }],
    ['scores', { inputCellAttention: 'mean', hops: 4096, attentionSize: 65_536 }],
  ])('allocates nothing for a file that claims many %s and holds few (%j)', async (_, claim) => {
    const create = vi.spyOn(Engine, 'create');
    const largest = { bytes: 0 };
    for (const feed of feeds) {
      const { classifier } = await model(feed);
      const file = changed(encodeModel({ classifier }), {
        json: (json) => {
          json.config = { ...classifier.config, ...claim };
        },
      });
      create.mockClear();
      const before = process.memoryUsage().arrayBuffers;
      const error = await rejection(decodeModel(file, 'hostile'));
      largest.bytes = Math.max(largest.bytes, process.memoryUsage().arrayBuffers - before);
      expect(['format', 'shape']).toContain(error.code);
      expect(create).not.toHaveBeenCalled();
    }
    expect(largest.bytes).toBeLessThan(2 ** 20);
  });
});
