import { describe, expect, it } from 'vitest';
import { Classifier } from '../../src/model/classifier.js';
import { type ClassifierOptions, classifierConfig } from '../../src/model/config.js';
import { refusal } from '../formats/mutations.js';
import { rejection } from '../training/rejection.js';

const GOOD = { inputSize: 3, classes: 2 };

describe('classifierConfig', () => {
  it('fills in the sizes of the paper', () => {
    expect(classifierConfig(GOOD)).toEqual({
      inputSize: 3,
      classes: 2,
      cell: 'lstm',
      hiddenSize: 5,
      inputCellAttention: 'none',
      hops: 20,
      attentionSize: 50,
      readout: 'last',
      layers: 1,
      bidirectional: false,
      readoutHops: 20,
      readoutAttentionSize: 50,
      readoutMean: false,
      readoutBias: false,
      learnedState: false,
    });
  });

  it('names neither encoder nor head where they are the ones there are without', () => {
    const keys = Object.keys(classifierConfig({ ...GOOD, encoder: undefined, head: undefined }));
    expect(keys).not.toContain('encoder');
    expect(keys).not.toContain('head');
  });

  it.each<[string, object]>([
    ['inputSize', { inputSize: 0 }],
    ['classes', { classes: 2.5 }],
    ['hiddenSize', { hiddenSize: -1 }],
    ['hiddenSize', { hiddenSize: 65_537 }],
    ['hops', { hops: Number.NaN }],
    ['attentionSize', { attentionSize: '50' }],
    ['cell', { cell: 'transformer' }],
    ['inputCellAttention', { inputCellAttention: true }],
    ['readout', { readout: null }],
  ])('names the field %s of %j', (field, wrong) => {
    const error = refusal(() => classifierConfig({ ...GOOD, ...wrong } as ClassifierOptions));
    expect(error.code).toBe('option');
    expect(error.message).toMatch(new RegExp(`^classifier: ${field}: .+`));
  });

  it('names an option that there is not, in one line whatever its name', () => {
    const options = { ...GOOD, 'hidden\nsize': 3 } as ClassifierOptions;
    expect(refusal(() => classifierConfig(options)).message).toBe(
      'classifier: configuration: there is no option "hidden\\nsize"',
    );
  });

  it('names what is missing', () => {
    expect(refusal(() => classifierConfig({ inputSize: 3 } as ClassifierOptions)).message).toMatch(
      /^classifier: classes: /,
    );
  });
});

describe('Classifier.create', () => {
  it('refuses a model that no engine has room for', async () => {
    const error = await rejection(Classifier.create({ ...GOOD, hiddenSize: 65_536 }, { seed: 0 }));
    expect(error).toMatchObject({ code: 'size', message: expect.stringMatching(/^the work needs [\d.]+ GiB/) });
  });

  it('refuses a seed that is none', async () => {
    expect(await rejection(Classifier.create(GOOD, { seed: 0.5 }))).toMatchObject({ code: 'option' });
  });

  it('refuses parameters of another length', async () => {
    const classifier = await Classifier.create(GOOD, { seed: 0 });
    const error = refusal(() => classifier.setParameters(new Float32Array(3)));
    expect(error).toMatchObject({ code: 'shape', message: expect.stringMatching(/^3 parameters were given/) });
  });
});
