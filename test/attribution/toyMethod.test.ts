import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { attribute } from '../../src/attribution/attribute.js';
import { attributionMethods } from '../../src/attribution/index.js';
import type { AttributionMethod } from '../../src/attribution/method.js';
import { createProgram } from '../../src/cli/program.js';
import { referencePages } from '../../src/cli/reference.js';
import { Classifier } from '../../src/model/classifier.js';
import { runTrial } from '../../src/studies/trial/trial.js';
import { rejection } from '../training/rejection.js';
import { separable } from '../training/separable.js';

const settings = { power: z.number().min(0).max(4).default(2).describe('exponent of the input') };

/** x to a power: a method of one's own, as a user might bring it. */
const powerOfInput: AttributionMethod<typeof settings> = {
  name: 'power-of-input',
  description: 'the input to a power; knows no model',
  quantity: 'x^p',
  paper: 'none',
  settings,
  compute: async ({ dataset, settings: { power } }) => ({
    values: dataset.x.map((value) => -(Math.abs(value) ** power)),
  }),
};
attributionMethods.register(powerOfInput);

const data = separable();
const fresh = () => Classifier.create({ inputSize: 4, classes: 2 }, { seed: 1 });

describe('a method of one’s own', () => {
  it('is asked by its name or as itself, with its settings checked and the sign done for it', async () => {
    const {
      values,
      settings: used,
      method,
    } = await attribute(await fresh(), data, { method: 'power-of-input', power: 3 });
    expect(values).toEqual(data.x.map((value) => Math.abs(value) ** 3));
    expect([method, used]).toEqual(['power-of-input', { power: 3 }]);
    const signed = await attribute(await fresh(), data, { method: powerOfInput, signed: true });
    expect(signed.values).toEqual(data.x.map((value) => -(Math.abs(value) ** 2)));
    expect(signed.settings).toEqual({ power: 2 });
    expect(await rejection(attribute(await fresh(), data, { method: 'power-of-input', power: 5 }))).toMatchObject({
      code: 'option',
      message: 'attribute: power: a number at least 0 and at most 4 was expected, found 5',
    });
  });

  it('stands in the help of explain with its setting', async () => {
    const explain = (await createProgram(['explain'])).commands[0].helpInformation();
    expect(explain).toMatch(/--method <name>[^[]*\[gradient,[^\]]*power-of-input/);
    expect(explain.replace(/\s+/g, ' ')).toContain('--power <x> power-of-input: exponent of the input [default: 2]');
  });

  it('stands in the tables of the documentation', () => {
    const methods = referencePages().find(({ name }) => name === 'methods')?.text;
    expect(methods).toContain('## power-of-input');
    expect(methods).toContain('| `power` | a number at least 0 and at most 4 | `2` | exponent of the input |');
  });

  it('is what a trial explains with', async () => {
    const result = await runTrial(
      {
        id: 'toy',
        model: 'LSTM',
        architecture: {},
        training: { epochs: 1, seed: 0 },
        attribution: { method: 'power-of-input', output: 'probability', target: 'true', power: 1 },
        lastSteps: 1,
        examples: [0],
      },
      { training: data, test: data },
    );
    expect(result.examples[0].map).toEqual(data.x.slice(0, 24).map(Math.abs));
  });
});
