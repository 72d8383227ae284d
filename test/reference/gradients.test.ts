import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draws } from '../draws.js';
import { arbitraryCase } from '../model/arbitraryCase.js';
import { backward, forward, type Parameters, zerosLike } from './classifier.js';
import { centralDifferences } from './differences.js';
import { classOutput, classOutputGradient, crossEntropy, crossEntropyGradient } from './loss.js';
import type { Matrix } from './matrix.js';
import { relativeError } from './relativeError.js';

const cases = arbitraryCase({ time: 5, features: 4, batch: 3 });
const settings = { numRuns: draws(25), seed: 1 };

/** Differences of a function of scale 1 are good to about 1e-10, so gradients below the floor are not compared. */
const differ = (actual: Matrix, expected: Matrix) => relativeError(actual.flat(), expected.flat(), 1e-3);

describe("the float64 twin's reverse-mode formulas", () => {
  it('agree with central differences of the loss for every parameter', () => {
    fc.assert(
      fc.property(cases, fc.boolean(), ({ config, parameters, series, labels }, weighted) => {
        const classWeights = weighted ? [0.5, 2, 1, 3] : undefined;
        const logits = () => series.map((x) => forward(config, parameters, x).logits);
        const dlogits = crossEntropyGradient(logits(), labels, classWeights);
        const gradients: Parameters = zerosLike(parameters);
        series.forEach((x, sample) => {
          backward(forward(config, parameters, x), dlogits[sample], gradients);
        });
        for (const [name, gradient] of Object.entries(gradients)) {
          const differences = centralDifferences(() => crossEntropy(logits(), labels, classWeights), parameters[name]);
          expect(differ(gradient, differences), name).toBeLessThan(1e-5);
        }
      }),
      settings,
    );
  });

  it.each(['probability', 'logit'] as const)('agree with central differences of the %s for the input', (output) => {
    fc.assert(
      fc.property(cases, ({ config, parameters, series, labels }) => {
        const [x] = series;
        const pass = forward(config, parameters, x);
        const dlogits = classOutputGradient(pass.logits, labels[0], output);
        const dx = backward(pass, dlogits, zerosLike(parameters));
        const differences = centralDifferences(
          () => classOutput(forward(config, parameters, x).logits, labels[0], output),
          x,
        );
        expect(differ(dx, differences)).toBeLessThan(1e-5);
      }),
      settings,
    );
  });
});
