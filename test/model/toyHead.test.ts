import { describe, expect, it } from 'vitest';
import { createProgram } from '../../src/cli/program.js';
import { referencePages } from '../../src/cli/reference.js';
import {
  attribute,
  Classifier,
  createDataset,
  type Dataset,
  DenseHead,
  decodeModel,
  type Engine,
  encodeModel,
  type HeadKind,
  type LossResult,
  type LossWeights,
  lengthOf,
  type Pointer,
  registerHead,
  type SampleSeries,
  takeSamples,
  train,
  UnvanishError,
} from '../../src/index.js';
import { Draws } from '../reference/draws.js';
import { rejection } from '../training/rejection.js';

/**
 * Regression, as a user might bring it: numbers instead of classes, of each sample or of each step, and the mean squared error. Padded
 * steps do not count.
 */
class RegressionHead extends DenseHead {
  override readonly metric = { name: 'mean absolute error', atMostOne: false };

  constructor(
    inputs: number,
    outputs: number,
    override readonly everyStep: boolean,
  ) {
    super(inputs, outputs);
  }

  override checkTargets({ targets, samples, time }: Dataset, of: string): void {
    const numbers = samples * this.width * (this.everyStep ? time : 1);
    if ((targets || of !== 'prediction') && targets?.length !== numbers)
      throw new UnvanishError('shape', `${targets?.length ?? 'no'} targets where ${numbers} were expected`);
  }

  override loss(engine: Engine, outputs: Pointer, series: SampleSeries, { total }: LossWeights = {}): LossResult {
    const { samples, time, lengths } = series;
    const targets = series.targets as Float32Array;
    const numbers = targets.length / samples;
    const at = engine.allocateZeros(targets.length);
    const [values, gradient] = [outputs, at].map((pointer) => engine.floats(pointer, targets.length));
    let [sum, score] = [0, 0];
    for (let sample = 0; sample < samples; sample++) {
      const count = this.everyStep ? (lengths?.[sample] ?? time) * this.width : numbers;
      for (let i = sample * numbers; i < sample * numbers + count; i++) {
        const difference = values[i] - targets[i];
        sum += difference ** 2 / count;
        score += Math.abs(difference) / count;
        gradient[i] = (2 * difference) / count / (total ?? samples);
      }
    }
    return { sum, weight: samples, loss: sum / samples, score, gradient: at };
  }
}

/** One number a sample, and one a step. */
const kinds = ['regression', 'regression of steps'].map(
  (name): HeadKind<Record<never, never>> => ({
    name,
    description: 'numbers, trained with the mean squared error',
    settings: {},
    explains: ['value'],
    create: ({ inputs, outputs }) => new RegressionHead(inputs, outputs, name !== 'regression'),
  }),
);
for (const kind of kinds) registerHead(kind);

const [SAMPLES, TIME, FEATURES] = [24, 8, 3];
const RECIPE = { epochs: 80, batchSize: 12, learningRate: 0.02, inputDropout: 0, hiddenDropout: 0 };

/** The target is the mean of the first feature, of the whole sample or of the steps so far. */
function data(everyStep: boolean): Dataset {
  const x = new Draws(1).floats(SAMPLES * TIME * FEATURES, 1);
  const lengths = Int32Array.from({ length: SAMPLES }, (_, sample) => TIME - (sample % 3));
  const series = createDataset({ x, shape: [SAMPLES, TIME, FEATURES], lengths });
  const meanUntil = (sample: number, steps: number) => {
    let sum = 0;
    for (let t = 0; t < steps; t++) sum += series.x[(sample * TIME + t) * FEATURES];
    return sum / steps;
  };
  const targets = Float32Array.from({ length: SAMPLES * (everyStep ? TIME : 1) }, (_, at) =>
    everyStep ? meanUntil(Math.floor(at / TIME), (at % TIME) + 1) : meanUntil(at, lengthOf(series, at)),
  );
  return createDataset({ x, shape: [SAMPLES, TIME, FEATURES], lengths, targets });
}

describe.each([
  ['regression', false],
  ['regression of steps', true],
] as const)('a head of one’s own, one object outside the library: %s', (name, everyStep) => {
  const options = { inputSize: FEATURES, classes: 1, hiddenSize: 4, readout: 'mean', head: { name } };
  const target = everyStep ? 4 : 0;

  it('explains its output with the right gradient', async () => {
    const model = await Classifier.create(options, { seed: 2 });
    const series = data(everyStep);
    const { values, output } = await attribute(model, series, { target, signed: true });
    expect(output).toBe('value');
    const outputs = everyStep ? TIME : 1;
    const value = async (by: number, at: number) => {
      const x = series.x.slice();
      x[at] += by;
      const moved = createDataset({ ...series, x, shape: [SAMPLES, TIME, FEATURES] });
      return (await model.logits(moved))[outputs * Math.floor(at / TIME / FEATURES) + target];
    };
    const magnitude = Math.max(...values.map(Math.abs));
    for (let at = 0; at < 3 * TIME * FEATURES; at += 2) {
      const difference = ((await value(0.02, at)) - (await value(-0.02, at))) / 0.04;
      expect(Math.abs(difference - values[at])).toBeLessThan(2e-3 * magnitude);
    }
  });

  it('has complete integrated gradients', async () => {
    const model = await Classifier.create(options, { seed: 2 });
    const asked = { method: 'integrated-gradients', target, output: 'value', steps: 60 } as const;
    const { completeness } = await attribute(model, data(everyStep), asked);
    expect(completeness?.sums).toHaveLength(SAMPLES);
    completeness?.sums.forEach((sum, sample) => {
      expect(Math.abs(sum - completeness.changes[sample])).toBeLessThan(1e-3);
    });
  });

  it('learns, on one thread and with validation data, is saved and read again', async () => {
    const series = data(everyStep);
    const parts = { training: series, validation: takeSamples(series, [3, 1, 2]) };
    const train2 = async (threads: number) => {
      const model = await Classifier.create(options, { seed: 2, threads });
      const result = await train(model, parts, RECIPE);
      model.close();
      return { model, ...result };
    };
    const { model, history, stopped } = await train2(1);
    expect(history.at(-1)?.loss).toBeLessThan(0.2 * (history[0]?.loss as number));
    expect(history.at(-1)?.validationLoss).toBeLessThan(0.3 * (history[0]?.validationLoss as number));
    expect(stopped).toBe('epochs');
    expect((await train2(2)).model.parameters()).toEqual(model.parameters());

    const { classifier: loaded } = await decodeModel(encodeModel({ classifier: model }), 'regression.safetensors');
    expect(loaded.config).toEqual(model.config);
    expect(await loaded.logits(series)).toEqual(await model.logits(series));
    expect(await loaded.outputs(series, 'value')).toEqual(await model.logits(series));
  });

  it('is given what it can be trained on, and asked for what it has', async () => {
    const model = await Classifier.create(options, { seed: 2 });
    const { targets: _, ...without } = data(everyStep);
    expect((await rejection(train(model, { training: without }))).message).toMatch(/^no targets where/);
    const unmeasured = await rejection(train(model, { training: data(everyStep) }, { checkEvery: 1 }));
    expect(unmeasured.message).toContain(
      '`checkEvery` has nothing to look at: there are no validation data, and the head',
    );
    expect((await rejection(train(model, { training: data(everyStep) }, { classWeights: 'balanced' }))).code).toBe(
      'option',
    );
    expect((await rejection(model.inputGradient(data(everyStep), { output: 'logit' }))).message).toBe(
      `output: the head ${JSON.stringify(name)} explains value, not logit`,
    );
    expect((await rejection(attribute(model, data(everyStep), { target: 99 }))).code).toBe('option');
    expect((await rejection(model.predict(data(everyStep)))).code).toBe('option');
  });
});

it('stands in the help of train, and in the reference pages', async () => {
  const help = (await createProgram(['train'])).commands[0].helpInformation().replace(/\s+/g, ' ');
  expect(help).toMatch(/--head <name> [^[]*\[classification, [^\]]*regression[^\]]*default: classification\]/);
  const explain = (await createProgram(['explain'])).commands[0].helpInformation().replace(/\s+/g, ' ');
  expect(explain).toMatch(
    /--output <kind> what is explained \[probability, logit, [^\]]*value[^\]]*default: probability\]/,
  );
  expect(referencePages().find(({ name }) => name === 'models')?.text).toContain('regression of steps');
});

describe('a dataset’s targets', () => {
  it('are whole rows of finite numbers, and go with their samples', () => {
    const fields = { x: new Float32Array(24), shape: [4, 3, 2] as const };
    const made = createDataset({ ...fields, targets: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8) });
    expect(takeSamples(made, [2, 0]).targets).toEqual(Float32Array.of(5, 6, 1, 2));
    expect(() => createDataset({ ...fields, targets: new Float32Array(6) })).toThrow('6 targets for 4 samples');
    expect(() => createDataset({ ...fields, targets: Float32Array.of(1, 2, Number.NaN, 4) })).toThrow(
      'targets hold NaN at sample 2',
    );
  });
});
