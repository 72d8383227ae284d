import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../../src/backend/engine.js';
import { decodeSafetensors } from '../../src/formats/safetensors.js';
import { Draws } from '../reference/draws.js';

const golden = new URL('../fixtures/goldens/adam.safetensors', import.meta.url);

interface Options {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  decay: number;
}

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.create();
});

/** The parameters after each of `gradients`' steps. */
function kernelSteps(start: Float32Array, gradients: Float32Array[], options: Options): Float32Array[] {
  const { learningRate, beta1, beta2, epsilon, decay } = options;
  const count = start.length;
  return engine.scope(() => {
    const p = engine.put(start);
    const m = engine.allocateZeros(count);
    const v = engine.allocateZeros(count);
    return gradients.map((gradient, index) => {
      const n = index + 1;
      const stepSize = learningRate / (1 - beta1 ** n);
      const root = Math.sqrt(1 - beta2 ** n);
      const shrink = 1 - learningRate * decay;
      const g = engine.put(gradient);
      const { kernels } = engine;
      kernels.adamStep(p, g, m, v, count, beta1, beta2, 1 - beta1, 1 - beta2, stepSize, root, epsilon, shrink);
      return engine.floats(p, count).slice();
    });
  });
}

/** The same in float64, in the order of the paper's algorithm: bias-corrected moments first. */
function exactSteps(start: Float32Array, gradients: Float32Array[], options: Options): Float64Array[] {
  const { learningRate, beta1, beta2, epsilon, decay } = options;
  const p = Float64Array.from(start);
  const m = new Float64Array(p.length);
  const v = new Float64Array(p.length);
  return gradients.map((gradient, index) => {
    gradient.forEach((g, i) => {
      m[i] = beta1 * m[i] + (1 - beta1) * g;
      v[i] = beta2 * v[i] + (1 - beta2) * g * g;
      const mean = m[i] / (1 - beta1 ** (index + 1));
      const square = v[i] / (1 - beta2 ** (index + 1));
      p[i] -= learningRate * decay * p[i] + (learningRate * mean) / (Math.sqrt(square) + epsilon);
    });
    return p.slice();
  });
}

/** The largest relative error of any number. */
function worst(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  return Array.from(expected).reduce((most, value, i) => {
    const error = value === 0 ? Math.abs(actual[i]) : Math.abs(actual[i] / value - 1);
    return Math.max(most, Number.isNaN(error) ? Number.POSITIVE_INFINITY : error);
  }, 0);
}

describe('a step of Adam', () => {
  const { tensors, metadata } = decodeSafetensors(readFileSync(golden), 'adam.safetensors');
  const data = (name: string) => tensors.get(name)?.data as Float32Array;
  const { adamwWeightDecay, ...options } = JSON.parse(metadata.get('config') as string);
  const start = data('p0');
  const size = start.length;
  const steps = data('gradients').length / size;
  const row = (values: Float32Array, step: number) => values.slice(step * size, (step + 1) * size);
  const gradients = Array.from({ length: steps }, (_, step) => row(data('gradients'), step));

  it.each([
    ['adam', 0],
    ['adamw', adamwWeightDecay],
  ])("leaves PyTorch's parameters after every step (%s)", (name, decay) => {
    kernelSteps(start, gradients, { ...options, decay }).forEach((parameters, step) => {
      expect(worst(parameters, row(data(name), step)), `step ${step + 1}`).toBeLessThan(1e-5);
    });
  });

  it('moves parameters by the right amount from 0, where no large parameter hides its errors', () => {
    const count = 101;
    const random = new Draws(1);
    const magnitudes = Float32Array.from({ length: count }, (_, i) => 10 ** (-10 + (15 * i) / count));
    // One sign for each parameter, so that steps do not cancel.
    const many = Array.from({ length: 12 }, () =>
      magnitudes.map((size, i) => (i % 2 ? -1 : 1) * size * (0.5 + random.unit())),
    );
    const settings = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.01 };
    const expected = exactSteps(new Float32Array(count), many, settings);
    kernelSteps(new Float32Array(count), many, settings).forEach((parameters, step) => {
      expect(worst(parameters, expected[step]), `step ${step + 1}`).toBeLessThan(1e-5);
    });
  });

  it('leaves a parameter whose gradient was always 0 where it is', () => {
    const zeros = [new Float32Array(3), new Float32Array(3)];
    const kept = kernelSteps(Float32Array.of(1, -2, 3), zeros, { ...options, decay: 0 });
    expect(kept[1]).toEqual(Float32Array.of(1, -2, 3));
  });
});
