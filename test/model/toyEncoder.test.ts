import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { info } from '../../src/cli/info.js';
import { createProgram } from '../../src/cli/program.js';
import { referencePages } from '../../src/cli/reference.js';
import { encodeNpz } from '../../src/formats/numpy/npz.js';
import {
  addProduct,
  attribute,
  Classifier,
  createDataset,
  type Dataset,
  decodeModel,
  diagnose,
  type EncoderKind,
  encodeModel,
  type Matrix,
  matrix,
  type ParameterPointers,
  type Pointer,
  registerEncoder,
  stack,
  train,
  transposed,
  UnvanishError,
} from '../../src/index.js';
import { Draws } from '../reference/draws.js';
import { rejection } from '../training/rejection.js';

/** A convolution over three time steps, as a user might bring it: y_t = tanh(b + sum_k x_{t+k} W_k), k from -1 to 1. */
const convolution: EncoderKind<{ filters: z.ZodDefault<z.ZodNumber> }> = {
  name: 'convolution',
  description: 'a convolution over three time steps',
  settings: { filters: z.number().int().min(1).default(4).describe('states of a time step') },

  create({ filters, inputSize: n }) {
    const taps = ['before', 'now', 'after'].map((tap) => `conv.${tap}`);
    /** Steps of a series that tap `index` reads, and those that it gives to, [steps, width] of each sample. */
    const steps = (at: Pointer, samples: number, time: number, width: number, from: number): Matrix =>
      stack(at + 4 * Math.max(0, from) * width, samples, time - Math.abs(from), width, { step: time * width });
    const each = (pointers: ParameterPointers, visit: (w: Matrix, shift: number) => void) =>
      taps.forEach((tap, index) => {
        visit(matrix(pointers[tap], n, filters), index - 1);
      });
    return {
      width: filters,
      directions: 1,
      parameters: [
        ...taps.map((name) => ({ name, shape: [n, filters], bound: 0.5 })),
        { name: 'conv.bias', shape: [filters], bound: 0 },
      ],
      floatsPerStep: 2 * filters,
      dropoutPlaces: 0,

      forward(engine, parameters, { x, samples, time }, states) {
        const { kernels } = engine;
        kernels.fillRows(states, samples * time, filters, parameters['conv.bias'], filters);
        each(parameters, (w, shift) => {
          addProduct(engine, steps(x, samples, time, n, shift), w, steps(states, samples, time, filters, -shift));
        });
        kernels.tanhInPlace(states, samples * time * filters);
        return states;
      },

      backward(engine, parameters, { x, samples, time }, states, dstates, { dx, gradients }) {
        const { kernels } = engine;
        kernels.tanhBackward(states as Pointer, dstates, samples * time * filters);
        const dz = (shift: number) => steps(dstates, samples, time, filters, -shift);
        if (gradients) {
          each(gradients, (w, shift) => {
            addProduct(engine, transposed(steps(x, samples, time, n, shift)), dz(shift), w);
          });
          kernels.sumRows(dstates, samples * time, filters, gradients['conv.bias'], filters);
        }
        if (!dx) return;
        engine.floats(dx, samples * time * n).fill(0);
        each(parameters, (w, shift) => {
          addProduct(engine, dz(shift), transposed(w), steps(dx, samples, time, n, shift));
        });
      },

      stream() {
        throw new UnvanishError('option', 'a convolution cannot be streamed: it sees the next step');
      },
    };
  },
};
registerEncoder(convolution);

const [SAMPLES, TIME, FEATURES] = [24, 8, 3];
const OPTIONS = { inputSize: FEATURES, classes: 2, readout: 'mean', encoder: { name: 'convolution', filters: 5 } };

/** The classes differ at the first steps. */
function data(): Dataset {
  const x = new Draws(1).floats(SAMPLES * TIME * FEATURES, 0.3);
  const labels = Int32Array.from({ length: SAMPLES }, (_, sample) => sample % 2);
  labels.forEach((label, sample) => {
    for (let i = 0; i < 3 * FEATURES; i++) x[sample * TIME * FEATURES + i] += label === 1 ? 1 : -1;
  });
  const lengths = Int32Array.from({ length: SAMPLES }, (_, sample) => TIME - (sample % 3));
  return createDataset({ x, shape: [SAMPLES, TIME, FEATURES], labels, lengths });
}

describe('an encoder of one’s own, one object outside the library', () => {
  it('has the right saliency, and none in the padding', async () => {
    const classifier = await Classifier.create(OPTIONS, { seed: 2 });
    const series = data();
    const { values } = await attribute(classifier, series, { output: 'logit', target: 1, signed: true });
    const logits = async (by: number, at: number) => {
      const x = series.x.slice();
      x[at] += by;
      const moved = createDataset({ ...series, x, shape: [SAMPLES, TIME, FEATURES] });
      return (await classifier.logits(moved))[2 * Math.floor(at / TIME / FEATURES) + 1];
    };
    const magnitude = Math.max(...values.map(Math.abs));
    for (let at = 0; at < 3 * TIME * FEATURES; at++) {
      const difference = ((await logits(0.02, at)) - (await logits(-0.02, at))) / 0.04;
      expect(Math.abs(difference - values[at])).toBeLessThan(2e-3 * magnitude);
    }
  });

  it('has integrated gradients that are complete, whatever a baseline holds beyond a sample’s length', async () => {
    const classifier = await Classifier.create(OPTIONS, { seed: 2 });
    const baseline = new Draws(3).floats(TIME * FEATURES, 0.1);
    const options = { method: 'integrated-gradients', steps: 60, baseline, output: 'logit', target: 0 } as const;
    const { completeness } = await attribute(classifier, data(), { ...options, signed: true });
    completeness?.sums.forEach((sum, sample) => {
      expect(Math.abs(sum - completeness.changes[sample])).toBeLessThan(1e-3);
    });
    expect(completeness?.sums).toHaveLength(SAMPLES);
  });

  it('learns, is saved under the names of its own tensors, and is read again', async () => {
    const classifier = await Classifier.create(OPTIONS, { seed: 2 });
    const training = data();
    const recipe = {
      epochs: 40,
      batchSize: 12,
      learningRate: 0.02,
      inputDropout: 0,
      hiddenDropout: 0,
      stopAtAccuracy: 0,
    };
    const { history } = await train(classifier, { training }, recipe);
    expect(history.at(-1)?.loss).toBeLessThan(0.5 * (history[0]?.loss as number));
    expect(history.at(-1)?.accuracy).toBe(1);

    const names = classifier.layout.specs.map(({ name }) => name);
    expect(names).toEqual(['conv.before', 'conv.now', 'conv.after', 'conv.bias', 'fc.weight', 'fc.bias']);
    const { classifier: loaded } = await decodeModel(encodeModel({ classifier }), 'convolution.safetensors');
    expect(loaded.config).toEqual(classifier.config);
    expect(await loaded.logits(training)).toEqual(await classifier.logits(training));
  });

  it('works on one thread where others were asked for: they do not know it', async () => {
    const alone = await Classifier.create(OPTIONS, { seed: 2 });
    const threaded = await Classifier.create(OPTIONS, { seed: 2, threads: 2 });
    await threaded.whenThreaded();
    expect(threaded.threads).toBe(1);
    expect(await threaded.logits(data())).toEqual(await alone.logits(data()));
    threaded.close();
  });

  it('is shown with its own settings, and without those of the recurrent encoder', async () => {
    const classifier = await Classifier.create(OPTIONS, { seed: 2 });
    const folder = mkdtempSync(join(tmpdir(), 'unvanish-'));
    const file = join(folder, 'model.safetensors');
    const printed: string[] = [];
    const write = vi.spyOn(console, 'log').mockImplementation((text) => void printed.push(String(text)));
    try {
      writeFileSync(file, encodeModel({ classifier }));
      await info(file, { json: true });
    } finally {
      write.mockRestore();
      rmSync(folder, { recursive: true });
    }
    const facts = JSON.parse(printed.join(''));
    expect(facts).toMatchObject({ encoder: { name: 'convolution', filters: 5 }, readout: 'mean' });
    expect(facts).not.toHaveProperty('cell');
  });

  it('stands in the help of train with its setting, and in the reference pages', async () => {
    const help = (await createProgram(['train'])).commands[0].helpInformation().replace(/\s+/g, ' ');
    expect(help).toMatch(/--encoder <name> [^[]*\[recurrent, [^\]]*convolution[^\]]*default: recurrent\]/);
    expect(help).toContain('--encoder-filters <n> convolution: states of a time step [default: 4]');
    const page = referencePages().find(({ name }) => name === 'models')?.text;
    expect(page).toContain('convolution');
    expect(page).toContain('| `filters` | a whole number at least 1 | `4` | states of a time step |');
  });

  it('is trained, cross-validated and explained from the command line', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'unvanish-'));
    const { x, labels, lengths } = data();
    const series = join(folder, 'x.npz');
    const archive = encodeNpz([
      ['x', { shape: [SAMPLES, TIME, FEATURES], data: x }],
      ['y', { shape: [SAMPLES], data: labels as Int32Array }],
      ['lengths', { shape: [SAMPLES], data: lengths as Int32Array }],
    ]);
    writeFileSync(series, archive);
    const silent = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const run = async (...args: string[]) =>
      (await createProgram(args)).parseAsync([...args, '--quiet'], { from: 'user' });
    const recipe = ['--encoder', 'convolution', '--encoder-filters', '5', '--readout', 'mean', '--epochs', '2'];
    const document = (name: string) => JSON.parse(readFileSync(join(folder, name, 'run.json'), 'utf8'));
    try {
      await run('train', series, ...recipe, '--out', join(folder, 'a'));
      expect(document('a').model).toMatchObject({ encoder: { name: 'convolution', filters: 5 }, readout: 'mean' });
      await run('explain', join(folder, 'a'), series, '--out', join(folder, 'maps.npz'));
      await run('train', series, ...recipe, '--cross-validate', '2', '--out', join(folder, 'b'));
      expect(document('b').models[0].config).toMatchObject({ encoder: { name: 'convolution', filters: 5 } });
      await expect(run('train', series, '--encoder-filters', '5', '--out', join(folder, 'c'))).rejects.toThrow(
        '--encoder-filters: the encoder recurrent has no such setting',
      );
    } finally {
      silent.mockRestore();
      rmSync(folder, { recursive: true });
    }
  });

  it('is neither diagnosed nor streamed, and each refusal says why', async () => {
    const classifier = await Classifier.create(OPTIONS, { seed: 2 });
    expect(await rejection(diagnose(classifier, data()))).toMatchObject({
      code: 'option',
      message: expect.stringContaining('the encoder "convolution" has no recurrence'),
    });
    expect(() => classifier.stream()).toThrow('it sees the next step');
  });

  it.each([
    [
      { encoder: { name: 'transformer' } },
      'encoder.name: one of recurrent, convolution was expected, found "transformer"',
    ],
    [{ encoder: { name: 'convolution', width: 3 } }, 'encoder: configuration: there is no option "width"'],
    [{ encoder: { name: 'convolution', filters: 0 } }, 'encoder: filters: '],
    [{ encoder: { name: 'convolution' }, cell: 'gru' }, 'cell: it is a setting of the recurrent encoder'],
    [{ encoder: { name: 'recurrent' } }, 'encoder: leave it out'],
  ])('is refused where it is configured wrongly: %j', async (options, message) => {
    const error = await rejection(Classifier.create({ inputSize: 3, classes: 2, ...options }, { seed: 0 }));
    expect(error).toMatchObject({ code: 'option', message: expect.stringContaining(`classifier: ${message}`) });
  });
});
