import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { attribute } from '../../src/attribution/attribute.js';
import { createProgram } from '../../src/cli/program.js';
import { referencePages } from '../../src/cli/reference.js';
import { evaluate } from '../../src/evaluation/evaluate.js';
import { measurements, registerMeasurement } from '../../src/evaluation/index.js';
import type { ModelMeasurement } from '../../src/evaluation/measurement.js';
import { encodeNpy } from '../../src/formats/numpy/npy.js';
import { encodeNpz } from '../../src/formats/numpy/npz.js';
import { Classifier } from '../../src/model/classifier.js';
import { encodeModel } from '../../src/model/weights/savedModel.js';
import { renderReport } from '../../src/report/document.js';
import { type BoxModel, boxModels } from '../../src/studies/boxes/boxModels.js';
import { summariseBoxes } from '../../src/studies/boxes/boxSummary.js';
import type { BoxOutcome } from '../../src/studies/boxes/boxTrials.js';
import { summaryTable } from '../../src/studies/boxes/summaryTable.js';
import { runTrial, type TrialSpec } from '../../src/studies/trial/trial.js';
import { temporaryFolder } from '../cli/command.js';
import { refusal } from '../formats/mutations.js';
import { rejection } from '../training/rejection.js';
import { separable } from '../training/separable.js';

const settings = { share: z.number().gt(0).max(1).default(0.5).describe('share of the inputs that are set to zero') };

/** How much of the explained class's probability goes with the most salient inputs: a user's measurement that asks the model. */
const outputLost: ModelMeasurement<typeof settings> = {
  name: 'outputLost',
  label: 'Lost',
  family: 'faithfulness',
  better: 'higher',
  description: 'Probability of the explained class that goes with the most salient inputs.',
  reference: 'none',
  settings,
  needs: ['series', 'model'],
  async measureModel({ maps, data, classifier, targets, settings: { share }, signal }) {
    const size = data.time * data.features;
    const x = data.x.slice();
    for (let first = 0; first < x.length; first += size) {
      const cells = Array.from({ length: size }, (_, cell) => first + cell);
      cells.sort((a, b) => Math.abs(maps[b]) - Math.abs(maps[a]));
      for (const cell of cells.slice(0, Math.round(share * size))) x[cell] = 0;
    }
    const [before, after] = [
      await classifier.predictProba(data, { signal }),
      await classifier.predictProba({ ...data, x }, { signal }),
    ];
    const { classes } = classifier.config;
    return Array.from(await targets(), (label, sample) => {
      const at = sample * classes + label;
      return before[at] - after[at];
    });
  },
};

const data = separable();
const mask = Uint8Array.from({ length: 24 }, (_, cell) => cell % 2);
const fresh = () => Classifier.create({ inputSize: 4, classes: 2 }, { seed: 1 });
const spec: TrialSpec = {
  id: 'toy',
  model: 'LSTM',
  architecture: {},
  training: { epochs: 1, seed: 0 },
  attribution: { method: 'gradient', output: 'probability', target: 'true' },
  lastSteps: 1,
  examples: [],
};

describe('a measurement of one’s own that asks the model', () => {
  let classifier: Classifier;
  let maps: Float32Array;
  beforeAll(async () => {
    registerMeasurement(outputLost);
    classifier = await fresh();
    maps = (await attribute(classifier, data)).values;
  });

  it('is taken by its name, with its settings and the model', async () => {
    const options = { measurements: ['outputLost'], classifier } as const;
    const half = await evaluate(maps, data, options);
    expect(Object.keys(half.measured)).toEqual(['outputLost']);
    expect(half.measured.outputLost.estimate?.n).toBe(data.samples);
    const whole = await evaluate(maps, data, { ...options, settings: { outputLost: { share: 1 } } });
    const zeros = await classifier.predictProba({ ...data, x: new Float32Array(data.x.length) });
    const all = await classifier.predictProba(data);
    const label = data.labels?.[3] as number;
    expect(whole.measured.outputLost.perSample[3]).toBe(all[6 + label] - zeros[6 + label]);
    expect(whole.measured.outputLost.estimate).not.toEqual(half.measured.outputLost.estimate);
    const other = await evaluate(maps, data, { ...options, target: 1 - label });
    expect(other.measured.outputLost.perSample[3]).toBeCloseTo(-(half.measured.outputLost.perSample[3] ?? 0), 6);
  });

  it('is not taken unless asked for; with all others it has no values, and says why, where there is no model', async () => {
    expect(Object.keys((await evaluate(maps, { ...data, mask })).measured)).not.toContain('outputLost');
    const { measured, missing } = await evaluate(maps, { ...data, mask }, { measurements: 'all' });
    expect(Object.keys(measured)).toEqual(measurements.names());
    expect(missing).toEqual({ outputLost: 'it needs the model that the maps are of, and none was given' });
    expect(measured.outputLost.estimate).toBeUndefined();
  });

  it('is refused by name without a model, without series, and with settings that it does not have', async () => {
    const asked = { measurements: ['auroc', 'outputLost'] };
    const { x: _, ...noSeries } = { ...data, mask };
    const refused = async (of: Parameters<typeof evaluate>[1], options: object) =>
      rejection(evaluate(maps, of, options));
    expect(await refused({ ...data, mask }, asked)).toMatchObject({
      code: 'option',
      message: 'measurement "outputLost": it needs the model that the maps are of, and none was given',
    });
    expect((await refused(noSeries, { ...asked, classifier })).message).toContain('it needs the series');
    expect(
      (await refused({ ...data, mask }, { ...asked, classifier, settings: { outputLost: { share: 0 } } })).message,
    ).toBe('measurement outputLost: share: a number above 0 and at most 1 was expected, found 0');
    expect((await refused({ ...data, mask }, { classifier, settings: { outputLost: { share: 1 } } })).message).toBe(
      'evaluate: settings: "outputLost" is not among the measurements that are taken',
    );
  });

  it('stands in the help of evaluate with its setting, and brings the options that name a model', async () => {
    const help = (await createProgram(['evaluate'])).commands[0].helpInformation().replace(/\s+/g, ' ');
    expect(help).toContain('or all: weightedJaccard, euclidean, auroc, auprc, outputLost');
    expect(help).toContain('--output-lost-share <x> Lost: share of the inputs that are set to zero [default: 0.5]');
    expect(help).toContain('--model <path>');
  });

  it('stands in the reference pages, with its setting', () => {
    const page = referencePages().find(({ name }) => name === 'measurements')?.text;
    expect(page).toContain('## outputLost\n\nProbability of the explained class that goes');
    expect(page).toContain('Lost: faithfulness; higher is better; needs series, model.');
    expect(page).toContain(
      '| `share` | a number above 0 and at most 1 | `0.5` | share of the inputs that are set to zero |',
    );
  });

  it('is a column and a key of what evaluate prints', async () => {
    const folder = temporaryFolder();
    const shape = [data.samples, data.time, data.features];
    const file = (name: string, bytes: Uint8Array) => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    };
    const args = ['evaluate', file('maps.npy', encodeNpy({ shape, data: maps }))].concat(
      ['--truth', file('mask.npy', encodeNpy({ shape: [data.time, data.features], data: mask }))],
      [
        '--data',
        file(
          'data.npz',
          encodeNpz([
            ['x', { shape, data: data.x }],
            ['y', { shape: [24], data: data.labels as Int32Array }],
          ]),
        ),
      ],
      ['--model', file('model.safetensors', encodeModel({ classifier }))],
      ['--measurements', 'auroc,outputLost', '--quiet'],
    );
    const printed = async (...more: string[]) => {
      const log = vi.spyOn(console, 'log').mockImplementation(() => {});
      try {
        await (await createProgram(args)).parseAsync([...args, ...more], { from: 'user' });
        return log.mock.calls.map(([line]) => line as string).join('\n');
      } finally {
        log.mockRestore();
      }
    };
    const document = JSON.parse(await printed('--json'));
    expect(Object.keys(document.measurements)).toEqual(['auroc', 'outputLost', 'shareOfLast']);
    const { measured } = await evaluate(maps, data, { measurements: ['outputLost'], classifier });
    expect(document.measurements.outputLost.estimate).toEqual(measured.outputLost.estimate);
    expect(document.chance[0].measurements.outputLost.estimate.n).toBe(24);
    const more = JSON.parse(await printed('--json', '--output-lost-share', '1'));
    expect(more.measurements.outputLost.estimate.mean).not.toBe(document.measurements.outputLost.estimate.mean);
    expect(await printed()).toMatch(/AUROC ↑ +Lost ↑/);
    await expect(printed('--measurements', 'auroc', '--output-lost-share', '1')).rejects.toThrow(
      'outputLost is not measured',
    );
  });

  it('is what a trial measures, and a column of a study’s table that moves no other one', async () => {
    const marked = { ...data, mask };
    const [lstm, matrix] = ['lstm', 'matrix'].map((key) => boxModels.find((model) => model.key === key) as BoxModel);
    const measured = { measurements: ['weightedJaccard', 'euclidean', 'auroc', 'auprc', 'outputLost'] };
    const trials = async (more: Partial<TrialSpec>) => {
      const run = (seed: number, inputCellAttention: 'none' | 'matrix') =>
        runTrial(
          { ...spec, ...more, architecture: { inputCellAttention }, training: { epochs: 2, seed } },
          { training: data, test: marked },
        );
      const outcome: BoxOutcome = {
        box: 'earlier',
        trials: [
          { model: lstm, label: lstm.label, seed: 0, result: await run(0, 'none') },
          { model: matrix, label: matrix.label, seed: 0, result: await run(0, 'matrix') },
        ],
        chance: [],
      };
      return summariseBoxes([outcome], [lstm, matrix], 0);
    };
    const [plain, more] = [await trials({}), await trials(measured)];
    const { comparison } = more[0].models[1];
    expect(comparison?.outputLost.p).toBeGreaterThan(0);
    const { outputLost: _, ...others } = comparison ?? {};
    expect(others).toEqual(plain[0].models[1].comparison);
    const table = summaryTable(more, 1, 1);
    expect(table.columns.map(({ label }) => label)).toEqual([
      'WJac',
      'Euc',
      'AUROC',
      'AUPRC',
      'Lost',
      'Accuracy %',
      'Last step %',
    ]);
    const page = renderReport({
      title: 't',
      lead: 'l',
      sections: [{ heading: 'h', blocks: [{ kind: 'table', ...table }] }],
      footer: [],
    });
    expect(page).toContain(outputLost.description);
  });

  it('is checked as it is registered, and again in what it gives', async () => {
    expect(refusal(() => registerMeasurement(undefined as never)).message).toContain(
      'measurement: an object was expected',
    );
    expect(refusal(() => registerMeasurement({ ...outputLost, family: 'luck' } as never)).message).toContain(
      'outputLost: family: one of localisation, faithfulness, sanity, distribution, performance was expected',
    );
    expect(refusal(() => registerMeasurement({ ...outputLost, name: 'accuracy' })).message).toContain(
      'column accuracy',
    );
    expect(refusal(() => registerMeasurement({ ...outputLost, measureModel: 7 } as never)).message).toContain(
      'a function',
    );
    expect(refusal(() => registerMeasurement({ ...outputLost })).message).toBe(
      'there is a measurement "outputLost" already',
    );
    registerMeasurement({ ...outputLost, name: 'short', measureModel: async () => [1] });
    registerMeasurement({
      ...outputLost,
      name: 'nan',
      measureModel: async ({ data }) => new Float32Array(data.samples).fill(Number.NaN),
    });
    const asked = (name: string) => rejection(evaluate(maps, data, { measurements: [name], classifier }));
    expect((await asked('short')).message).toBe('measurement "short" gave 1 values for 24 samples');
    expect((await asked('nan')).message).toBe('measurement "nan" is NaN at sample 0');
  });
});
