import { describe, expect, it } from 'vitest';
import { createDataset } from '../../src/data/dataset.js';
import { type Recurrence, recurrenceOf, stepsBack } from '../../src/diagnosis/stepsBack.js';
import { Classifier } from '../../src/model/classifier.js';
import type { ClassifierOptions } from '../../src/model/config.js';
import { builtInCells } from '../../src/model/encoders/recurrent/cells/index.js';
import { loadBatch } from '../../src/model/passes/batch.js';
import { Draws } from '../reference/draws.js';
import { differences } from './cellSteps.js';
import { recurrentOf } from './recurrentOf.js';

const [TIME, FEATURES] = [9, 4];
const LENGTHS = Int32Array.of(9, 6);

async function recurrences(options: Partial<ClassifierOptions>, sample: number, scale = 1.5) {
  const classifier = await Classifier.create(
    { inputSize: FEATURES, classes: 2, hiddenSize: 3, hops: 2, attentionSize: 3, ...options },
    { seed: 3 },
  );
  const { engine, network, pointers } = classifier;
  classifier.setParameters(classifier.parameters().map((value) => value * scale));
  const x = new Draws(7).floats(2 * TIME * FEATURES, 1);
  const data = createDataset({ x, shape: [2, TIME, FEATURES], lengths: LENGTHS });
  const found = engine.scope(() => {
    const pass = network.forward(engine, pointers, loadBatch(engine, data, 0, 2));
    const recurrent = recurrentOf(network);
    const passes = recurrent.passesOf(pass.encoder);
    return recurrent.layers.flatMap((directions, index) =>
      directions.map((layer, direction) => recurrenceOf(engine, pointers, layer, passes[index][direction], sample)),
    );
  });
  return { classifier, found };
}

/** The largest difference of two matrices over the largest magnitude of the second, where that is not zero. */
function relativeDifference(actual: number[][], expected: number[][]): number {
  const magnitude = Math.max(...expected.flat().map(Math.abs));
  return (
    Math.max(...actual.flatMap((row, i) => row.map((value, j) => Math.abs(value - expected[i][j])))) / (magnitude || 1)
  );
}

// Other files of this process may have registered cells whose Jacobians nobody wrote.
const architectures = builtInCells
  .map(({ name }) => name)
  .flatMap((cell) => [
    { cell },
    { cell, bidirectional: true, layers: 2 },
    { cell, inputCellAttention: 'matrix' as const, bidirectional: true },
  ]);

describe('stepsBack', () => {
  it.each(architectures)('gives the exact Jacobians of the joint state: %j', async (architecture) => {
    for (const sample of [0, 1]) {
      const { classifier, found } = await recurrences(architecture, sample);
      for (const recurrence of found) {
        expect(recurrence.length).toBe(LENGTHS[sample]);
        const seen: number[] = [];
        stepsBack(classifier.engine, classifier.pointers, recurrence, (jacobian, step) => {
          const { back, value, rowStride, exponent, hidden, states } = jacobian;
          seen.push(back);
          expect(step === undefined).toBe(back === recurrence.length);
          const size = hidden * states;
          const actual = Array.from({ length: size }, (_, row) =>
            Array.from({ length: size }, (_, column) => value[column * rowStride + row] * 2 ** exponent),
          );
          const expected = differences(recurrence, recurrence.length - back, recurrence.length);
          expect(relativeDifference(actual, expected)).toBeLessThan(1e-4);
        });
        expect(seen).toEqual(Array.from({ length: recurrence.length + 1 }, (_, back) => back));
      }
    }
  });

  it.each(architectures)('gives terms that add up to one step’s Jacobian: %j', async (architecture) => {
    const { classifier, found } = await recurrences(architecture, 0);
    for (const recurrence of found) {
      const { hidden, cell } = recurrence.layer;
      stepsBack(classifier.engine, classifier.pointers, recurrence, ({ back }, step) => {
        if (!step) return;
        const place = recurrence.length - back;
        const exact = differences(recurrence, place - 1, place).slice(0, hidden);
        for (let state = 0; state < cell.states; state++) {
          const sum = Array.from({ length: hidden }, () => new Array<number>(hidden).fill(0));
          for (const { from, gate, slope } of step.terms) {
            if (from !== state) continue;
            slope.forEach((s, row) => {
              for (let column = 0; column < hidden; column++) {
                const w = gate === undefined ? Number(row === column) : recurrence.weights[gate][row * hidden + column];
                sum[row][column] += s * w;
              }
            });
          }
          const expected = exact.map((row) => row.slice(state * hidden, (state + 1) * hidden));
          expect(relativeDifference(sum, expected)).toBeLessThan(1e-4);
        }
      });
    }
  });

  it('names four gate terms and the cell-state path of an LSTM', async () => {
    const { classifier, found } = await recurrences({}, 0);
    stepsBack(classifier.engine, classifier.pointers, found[0] as Recurrence, (_, step) => {
      if (!step) return;
      expect(step.terms.map(({ name, from }) => [name, from])).toEqual([
        ['output gate', 0],
        ['forget gate', 0],
        ['input gate', 0],
        ['cell candidate', 0],
        ['cell-state path', 1],
      ]);
    });
  });

  it('does not underflow where a recurrence forgets within a few steps', async () => {
    const { classifier, found } = await recurrences({ cell: 'rnn' }, 0, 1e-9);
    let last = 0;
    stepsBack(classifier.engine, classifier.pointers, found[0] as Recurrence, ({ exponent, value }) => {
      last = exponent;
      expect(Math.max(...value)).toBeGreaterThan(0);
    });
    expect(last).toBeLessThan(-150);
  });
});
