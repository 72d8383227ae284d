import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDataset, takeSamples } from '../../src/data/dataset.js';
import { classifierConfig } from '../../src/model/config.js';
import { firstDifference } from '../backend/bits.js';
import { builds } from '../backend/builds.js';
import { draws } from '../draws.js';
import { forward, type Parameters } from '../reference/classifier.js';
import { centralDifferences } from '../reference/differences.js';
import { Draws } from '../reference/draws.js';
import { classOutput, crossEntropy } from '../reference/loss.js';
import { relativeError } from '../reference/relativeError.js';
import { arbitraryCase, type ClassifierCase, drawCase } from './arbitraryCase.js';
import { engineClassifier, engineGradients } from './engineResults.js';
import { twinGradients, twinLogits, twinMap } from './twinResults.js';

const cases = arbitraryCase({ time: 20, features: 20, batch: 9 });
const allCases = { numRuns: draws(500), seed: 3 };
const feeds = ['none', 'matrix', 'mean', 'normalised'] as const;
const outputs = ['probability', 'logit'] as const;

/** The most that float32 may differ from float64, relative to the largest magnitude of a tensor. */
const TOLERANCE = 1e-4;
/**
 * Below this a tensor counts as cancelled: losses and outputs are of scale 1, so that terms of scale 1 to .01 were summed
 * to less than .01, and the error allowed is 1e-6, some ten roundings of such terms.
 */
const FLOOR = 1e-2;

/**
 * The floor of one parameter's gradient. The gradient of a score is a difference, a (da - sum a da), that vanishes at
 * T = 1 and where one score is far above all others; W_2 then multiplies what its terms were rounded by. That of b_2 vanishes
 * always, since a softmax ignores a shift: its terms are as large as those of the gradient of the weight behind the attention, which
 * a rectified cell does not bound.
 */
function floorOf(name: string, { values }: ClassifierCase, expected: Parameters): number {
  const [, suffix] = /^rnn\.linear_second(.*)\.bias$/.exec(name) ?? [];
  if (suffix !== undefined) {
    return FLOOR * expected[`rnn.weight_iBarh${suffix}`].flat().reduce((most, g) => Math.max(most, Math.abs(g)), 1);
  }
  if (!name.startsWith('rnn.linear_first')) return FLOOR;
  const second = values.get('rnn.linear_second.weight') as Float32Array;
  return FLOOR * second.reduce((most, weight) => Math.max(most, Math.abs(weight)), 1);
}

describe('the cases', () => {
  const inCi = { ...allCases, numRuns: 500 };

  it('cover every feed, projected first and attended first, equal and unequal lengths, moderate and extreme scores', () => {
    const kinds = fc.sample(cases, inCi).map(({ config, lengths, extreme }) => {
      const equal = lengths ? 'unequal' : 'equal';
      if (config.inputCellAttention === 'none') return `none ${equal}`;
      const path = 4 * config.hiddenSize <= config.inputSize ? 'projected first' : 'attended first';
      return `${config.inputCellAttention} ${path} ${equal} ${extreme ? 'extreme' : 'moderate'}`;
    });
    expect(new Set(kinds).size).toBe(2 + 3 * 2 * 2 * 2);
    const drawn = fc.sample(cases, inCi).map(({ config }) => config);
    for (const cell of ['lstm', 'gru', 'rnn', 'rnn-relu']) {
      for (const readout of ['last', 'final', 'mean', 'max', 'self-attention']) {
        expect(drawn.some((config) => config.cell === cell && config.readout === readout)).toBe(true);
      }
      for (const inputCellAttention of ['none', 'matrix', 'mean', 'normalised']) {
        const own = drawn.filter((config) => config.cell === cell && config.inputCellAttention === inputCellAttention);
        expect(own.some(({ bidirectional, layers }) => bidirectional && layers === 2)).toBe(true);
      }
    }
  });
});

describe.each(builds)('the engine agrees with the float64 twin ($build build)', ({ fastMath }) => {
  const settings = { ...allCases, numRuns: fastMath ? draws(80) : allCases.numRuns };

  it('in logits and loss', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const classifier = await engineClassifier(one, fastMath);
        expect(relativeError(await classifier.logits(one.dataset), twinLogits(one).flat(), FLOOR)).toBeLessThan(
          TOLERANCE,
        );
        const { loss } = engineGradients(classifier, one.dataset);
        expect(relativeError([loss], [crossEntropy(twinLogits(one), one.labels)], FLOOR)).toBeLessThan(TOLERANCE);
      }),
      settings,
    );
  });

  it('in the gradient of every parameter', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const { gradients } = engineGradients(await engineClassifier(one, fastMath), one.dataset);
        const expected = twinGradients(one).gradients;
        expect([...gradients.keys()].sort()).toEqual(Object.keys(expected).sort());
        for (const [name, gradient] of gradients) {
          const error = relativeError(gradient, expected[name].flat(), floorOf(name, one, expected));
          expect(error, name).toBeLessThan(TOLERANCE);
        }
      }),
      settings,
    );
  });

  it.each(outputs)('in the map of the %s, sample by sample', async (output) => {
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const { samples, time, features } = one.dataset;
        const maps = await (await engineClassifier(one, fastMath)).inputGradient(one.dataset, { output });
        for (let sample = 0; sample < samples; sample++) {
          const expected = twinMap(one, sample, output).flat();
          const map = maps.subarray(sample * time * features).subarray(0, expected.length);
          expect(relativeError(map, expected, FLOOR)).toBeLessThan(TOLERANCE);
        }
      }),
      settings,
    );
  });

  it.each(outputs)("in the map of the %s by central differences of the twin's forward pass alone", async (output) => {
    await fc.assert(
      fc.asyncProperty(arbitraryCase({ time: 7, features: 6, batch: 1 }), async (one) => {
        const { config, parameters, labels } = one;
        const [x] = one.series;
        const map = await (await engineClassifier(one, fastMath)).inputGradient(one.dataset, { output });
        const differences = centralDifferences(
          () => classOutput(forward(config, parameters, x).logits, labels[0], output),
          x,
        ).flat();
        expect(relativeError(map.subarray(0, differences.length), differences, FLOOR)).toBeLessThan(TOLERANCE);
      }),
      { ...settings, numRuns: draws(60) },
    );
  });

  it.each(feeds)('beyond the sizes that are copied into blocks (%s)', async (inputCellAttention) => {
    for (const [inputSize, hiddenSize] of [
      [300, 40],
      [60, 70],
    ]) {
      const sizes = { inputSize, hiddenSize, hops: 5, attentionSize: 50, classes: 3 };
      const config = classifierConfig({ inputCellAttention, ...sizes });
      const drawing = { time: 13, batch: 6, unequal: true, extreme: false, random: new Draws(inputSize) };
      const one = drawCase(config, drawing);
      const classifier = await engineClassifier(one, fastMath);
      const { loss, gradients } = engineGradients(classifier, one.dataset);
      const expected = twinGradients(one);
      expect(relativeError([loss], [expected.loss], FLOOR)).toBeLessThan(TOLERANCE);
      for (const [name, gradient] of gradients) {
        const error = relativeError(gradient, expected.gradients[name].flat(), floorOf(name, one, expected.gradients));
        expect(error, name).toBeLessThan(TOLERANCE);
      }
      const maps = await classifier.inputGradient(one.dataset, { output: 'logit' });
      one.series.forEach((x, sample) => {
        const map = maps.subarray(sample * 13 * inputSize).subarray(0, x.length * inputSize);
        expect(relativeError(map, twinMap(one, sample, 'logit').flat(), FLOOR)).toBeLessThan(TOLERANCE);
      });
    }
  });
});

describe('padding', () => {
  const padded = cases.filter(({ lengths }) => lengths !== undefined);

  it('may hold anything: logits, maps, loss and gradients have the same bits', async () => {
    await fc.assert(
      fc.asyncProperty(padded, fc.float(), async (one, filling) => {
        const { samples, time, features } = one.dataset;
        const filled = one.x.slice();
        one.lengths?.forEach((length, sample) => {
          filled.fill(filling, (sample * time + length) * features, (sample + 1) * time * features);
        });
        const other = createDataset({ ...one.dataset, x: filled, shape: [samples, time, features] });
        const classifier = await engineClassifier(one);
        expect(firstDifference(await classifier.logits(other), await classifier.logits(one.dataset))).toBe(-1);
        for (const output of outputs) {
          const maps = await classifier.inputGradient(one.dataset, { output });
          expect(firstDifference(await classifier.inputGradient(other, { output }), maps)).toBe(-1);
        }
        const expected = engineGradients(classifier, one.dataset);
        const actual = engineGradients(classifier, other);
        expect(actual.loss).toBe(expected.loss);
        for (const [name, gradient] of actual.gradients) {
          expect(firstDifference(gradient, expected.gradients.get(name) as Float32Array), name).toBe(-1);
        }
      }),
      { ...allCases, numRuns: draws(60) },
    );
  });

  it('may be of any length: logits and maps have the same bits', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.integer({ min: 1, max: 9 }), async (one, more) => {
        const { samples, time, features, labels } = one.dataset;
        const x = new Float32Array(samples * (time + more) * features);
        for (let sample = 0; sample < samples; sample++) {
          const series = one.dataset.x.subarray(sample * time * features, (sample + 1) * time * features);
          x.set(series, sample * (time + more) * features);
        }
        const lengths = one.lengths ?? new Int32Array(samples).fill(time);
        const longer = createDataset({ x, shape: [samples, time + more, features], labels, lengths });
        const classifier = await engineClassifier(one);
        expect(firstDifference(await classifier.logits(longer), await classifier.logits(one.dataset))).toBe(-1);
        const maps = await classifier.inputGradient(one.dataset);
        const longerMaps = await classifier.inputGradient(longer);
        for (let sample = 0; sample < samples; sample++) {
          const end = lengths[sample] * features;
          const map = maps.subarray(sample * time * features).subarray(0, end);
          const longerMap = longerMaps.subarray(sample * (time + more) * features).subarray(0, end);
          expect(firstDifference(longerMap, map)).toBe(-1);
        }
      }),
      { ...allCases, numRuns: draws(60) },
    );
  });

  it.each(outputs)('has a gradient of exactly 0 in the map of the %s', async (output) => {
    await fc.assert(
      fc.asyncProperty(padded, async (one) => {
        const { time, features } = one.dataset;
        const maps = await (await engineClassifier(one)).inputGradient(one.dataset, { output });
        one.lengths?.forEach((length, sample) => {
          const padding = maps.subarray((sample * time + length) * features, (sample + 1) * time * features);
          expect(padding.every((value) => value === 0)).toBe(true);
        });
      }),
      { ...allCases, numRuns: draws(60) },
    );
  });
});

describe('a sample', () => {
  it('has the same bits in logits and maps, alone or in any batch', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const { samples, time, features, classNames } = one.dataset;
        const classifier = await engineClassifier(one);
        const logits = await classifier.logits(one.dataset);
        const maps = await classifier.inputGradient(one.dataset);
        const size = time * features;
        const classes = classNames.length;
        for (let sample = 0; sample < samples; sample++) {
          const alone = takeSamples(one.dataset, [sample]);
          const own = logits.subarray(sample * classes, (sample + 1) * classes);
          expect(firstDifference(await classifier.logits(alone), own)).toBe(-1);
          const map = maps.subarray(sample * size, (sample + 1) * size);
          expect(firstDifference(await classifier.inputGradient(alone), map)).toBe(-1);
        }
      }),
      { ...allCases, numRuns: draws(80) },
    );
  });

  it.each(feeds)('has the same bits also where the work is cut into blocks (%s)', async (inputCellAttention) => {
    const sizes = { inputSize: 210, hiddenSize: 52, hops: 5, attentionSize: 50, classes: 3 };
    const config = classifierConfig({ inputCellAttention, ...sizes });
    const one = drawCase(config, { time: 14, batch: 70, unequal: true, extreme: true, random: new Draws(8) });
    const classifier = await engineClassifier(one);
    const maps = await classifier.inputGradient(one.dataset);
    for (const sample of [0, 3, 37, 63, 64, 69]) {
      const map = maps.subarray(sample * 14 * 210, (sample + 1) * 14 * 210);
      expect(firstDifference(await classifier.inputGradient(takeSamples(one.dataset, [sample])), map)).toBe(-1);
    }
  });
});
