import { describe, expect, it } from 'vitest';
import { createDataset } from '../../src/data/dataset.js';
import { type Diagnosis, diagnose } from '../../src/diagnosis/diagnose.js';
import { saliencyHalfLife } from '../../src/diagnosis/halfLife.js';
import { saliencyPaths } from '../../src/diagnosis/paths.js';
import { recurrenceOf } from '../../src/diagnosis/stepsBack.js';
import { Classifier } from '../../src/model/classifier.js';
import type { ClassifierOptions } from '../../src/model/config.js';
import { builtInCells } from '../../src/model/encoders/recurrent/cells/index.js';
import { inputGates } from '../../src/model/encoders/recurrent/layerPass.js';
import { loadBatch } from '../../src/model/passes/batch.js';
import { Draws } from '../reference/draws.js';
import { recurrentOf } from './recurrentOf.js';

const [SAMPLES, TIME, FEATURES] = [6, 12, 5];

async function drawn(options: Partial<ClassifierOptions> = {}, lengths?: Int32Array) {
  // A plain rectifying recurrence with larger weights grows beyond what finite differences in float32 can resolve.
  const scale = options.cell === 'rnn-relu' ? 0.7 : 1.5;
  const classifier = await Classifier.create(
    { inputSize: FEATURES, classes: 2, hiddenSize: 4, hops: 3, attentionSize: 4, ...options },
    { seed: 5 },
  );
  classifier.setParameters(classifier.parameters().map((value) => value * scale));
  const x = new Draws(9).floats(SAMPLES * TIME * FEATURES, 1);
  const labels = Int32Array.from({ length: SAMPLES }, (_, sample) => sample % 2);
  return { classifier, data: createDataset({ x, shape: [SAMPLES, TIME, FEATURES], labels, lengths }) };
}

const largest = (values: Iterable<number>) => Math.max(...Array.from(values, Math.abs));

describe('the half-life of saliency', () => {
  it.each([
    ['evenly spread: half of the steps', [1, 1, 1, 1], 2],
    ['all at the last step: half a step', [0, 0, 0, 5], 0.5],
    ['all at the first step', [3, 0, 0, 0], 3.5],
    ['nothing: as if evenly spread', [0, 0, 0, 0], 2],
    ['signs do not matter', [-1, 1, -1, 1], 2],
  ])('%s', (_, byTime, expected) => {
    const map = Float32Array.from(byTime.flatMap((value) => [value / 2, value / 2]));
    expect(saliencyHalfLife(map, 2, 4)).toBe(expected);
    // Padding does not count.
    expect(saliencyHalfLife(Float32Array.of(...map, 7, 7), 2, 4)).toBe(expected);
  });
});

describe('the paths of saliency', () => {
  it('without attention: the last step is direct, all others come by the recurrence', async () => {
    const { classifier, data } = await drawn();
    const { total, direct, recurrent } = await saliencyPaths(classifier, data);
    const last = (TIME - 1) * FEATURES;
    for (let sample = 0; sample < SAMPLES; sample++) {
      const own = (values: Float32Array) => values.subarray(sample * TIME * FEATURES, (sample + 1) * TIME * FEATURES);
      expect(largest(own(direct).subarray(0, last))).toBe(0);
      expect(largest(own(recurrent).subarray(last)) / largest(own(total))).toBeLessThan(1e-6);
    }
  });

  it.each(
    builtInCells
      .map(({ name }) => name)
      .flatMap((cell) => (['matrix', 'mean', 'normalised'] as const).map((feed) => [cell, feed] as const)),
  )(
    'with attention: direct is the gradient with the states before the last step held: %s, %s',
    async (cell, inputCellAttention) => {
      const lengths = Int32Array.of(12, 9, 1, 12, 5, 12);
      const { classifier, data } = await drawn({ cell, inputCellAttention }, lengths);
      const { total, direct, recurrent } = await saliencyPaths(classifier, data, { output: 'logit', target: 1 });
      const magnitude = largest(total);
      for (const [i, value] of total.entries()) {
        expect(Math.abs(direct[i] + recurrent[i] - value)).toBeLessThan(1e-6 * magnitude);
      }
      const { engine, network, pointers } = classifier;
      const { layers, passesOf } = recurrentOf(network);
      const [[layer]] = layers;
      const held = Array.from({ length: SAMPLES }, (_, sample) =>
        engine.scope(() => {
          const batch = loadBatch(engine, data, sample, sample + 1);
          const [[pass]] = passesOf(network.forward(engine, pointers, batch).encoder);
          return recurrenceOf(engine, pointers, layer, pass, 0);
        }),
      );
      /** The logit of class 1 where the last step starts from the states that the given series had. */
      const logit = (sample: number, x: Float32Array) =>
        engine.scope(() => {
          const { hidden, gateRows } = layer;
          const { length, states } = held[sample];
          const size = TIME * FEATURES;
          const batch = {
            x: engine.put(x),
            stride: size,
            alphas: 0,
            samples: 1,
            time: TIME,
            features: FEATURES,
            lanes: 4,
            lengths: 0,
          };
          const rows = inputGates(layer, engine, pointers, batch);
          const z = engine.allocate(gateRows * 4);
          engine.kernels.toLanes(rows + 4 * (length - 1) * gateRows, gateRows, gateRows, 0, z, 1, 1, gateRows);
          const places = states.map((state) => {
            const place = engine.allocate(2 * hidden * 4);
            const before = state.slice((length - 1) * hidden, length * hidden);
            engine.kernels.toLanes(engine.put(before), hidden, hidden, 0, place, 1, 1, hidden);
            return place;
          });
          layer.cell.forward(engine, layer.weights.recurrence(pointers, { lengths: 0, time: 1, lanes: 4 }), z, places);
          const h = engine.floats(places[0] + 16 * hidden, 4 * hidden).filter((_, at) => at % 4 === 0);
          const logits = engine.allocate(2);
          network.head.forward(engine, pointers, engine.put(h), logits, 1);
          return engine.floats(logits, 2)[1];
        });
      for (let sample = 0; sample < SAMPLES; sample++) {
        const size = TIME * FEATURES;
        const x = data.x.slice(sample * size, (sample + 1) * size);
        const own = direct.subarray(sample * size, (sample + 1) * size);
        const ownMagnitude = largest(own);
        // A logit in float32, differenced over 0.04.
        const rounding = (4 * 2 ** -23 * Math.max(1, Math.abs(logit(sample, x)))) / 0.04;
        for (let i = 0; i < held[sample].length * FEATURES; i++) {
          const moved = (by: number) =>
            logit(
              sample,
              Float32Array.from(x, (value, j) => (i === j ? value + by : value)),
            );
          const difference = (moved(0.02) - moved(-0.02)) / 0.04;
          expect(Math.abs(difference - own[i])).toBeLessThan(2e-3 * ownMagnitude + rounding);
        }
      }
    },
  );
});

describe('a diagnosis', () => {
  it('measures every layer and direction, from the last step back', async () => {
    const lengths = Int32Array.of(12, 9, 1, 12, 5, 12);
    const { classifier, data } = await drawn({ layers: 2, bidirectional: true }, lengths);
    const result = await diagnose(classifier, data);
    expect(result.recurrences.map(({ layer, direction }) => [layer, direction])).toEqual([
      [0, 'forward'],
      [0, 'reverse'],
      [1, 'forward'],
      [1, 'reverse'],
    ]);
    for (const recurrence of result.recurrences) {
      expect(recurrence.jointNorm).toHaveLength(TIME + 1);
      expect(recurrence.jointNorm[0]).toEqual({ median: 1, low: 1, high: 1, n: SAMPLES });
      expect(recurrence.hiddenNorm[12]?.n).toBe(3);
      expect(recurrence.terms.reduce((sum, { meanShare }) => sum + meanShare, 0)).toBeCloseTo(1, 10);
      expect(recurrence.gates.map(({ name }) => name)).toEqual(['input', 'forget', 'cell', 'output']);
      expect(recurrence.approximation?.name).toBe('cell-state path');
      expect(recurrence.approximation?.relativeError[0]?.median).toBe(0);
    }
    expect(result.gradientNorm[11]?.n).toBe(3);
    expect(result.evenHalfLife).toBeCloseTo((12 + 9 + 1 + 12 + 5 + 12) / SAMPLES / 2, 12);
    const shares = [...result.directByStep, ...result.recurrentByStep];
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it('tells the same for two runs, and looks at as many samples as it is told', async () => {
    const { classifier, data } = await drawn({ cell: 'gru', inputCellAttention: 'mean' });
    const seen: number[] = [];
    const run = (): Promise<Diagnosis> =>
      diagnose(classifier, data, { samples: 3, onProgress: ({ done, total }) => seen.push(done / total) });
    const first = await run();
    expect(first.samples).toBe(3);
    expect(await run()).toEqual(first);
    expect(seen.at(-1)).toBe(1);
    expect(first.recurrences[0]?.approximation?.name).toBe('kept state');
    expect(first.directShare.median).toBeGreaterThan(0);
  });

  it('of a cell that remembers shows it, of one that forgets too', async () => {
    const { classifier, data } = await drawn();
    const { specs } = classifier.layout;
    const at = specs.find(({ name }) => name === 'rnn.bias_hh_l0')?.offset as number;
    const withForgetBias = async (bias: number) => {
      const flat = classifier.parameters();
      flat.fill(bias, at + 4, at + 8);
      classifier.setParameters(flat);
      return diagnose(classifier, data);
    };
    const remembers = await withForgetBias(20);
    const forgets = await withForgetBias(-20);
    expect(remembers.recurrences[0]?.gates[1]?.mean).toBeGreaterThan(0.99);
    expect(forgets.recurrences[0]?.gates[1]?.mean).toBeLessThan(0.01);
    const joint = (diagnosis: Diagnosis) => diagnosis.recurrences[0]?.jointNorm[TIME]?.median as number;
    expect(joint(remembers)).toBeGreaterThan(100 * joint(forgets));
    expect(remembers.halfLife.median).toBeGreaterThan(forgets.halfLife.median);
  });

  it('can be stopped, and refuses what does not fit', async () => {
    const { classifier, data } = await drawn();
    const controller = new AbortController();
    controller.abort();
    const long = createDataset({ x: new Float32Array(400 * 100 * FEATURES), shape: [400, 100, FEATURES] });
    const stopped = diagnose(classifier, long, { samples: 400, signal: controller.signal });
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
    await expect(diagnose(classifier, data, { samples: 0 })).rejects.toMatchObject({ code: 'option' });
    await expect(diagnose(classifier, data, { target: 7 })).rejects.toMatchObject({ code: 'option' });
  });
});
