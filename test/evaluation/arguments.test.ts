import { describe, expect, it } from 'vitest';
import { Engine } from '../../src/backend/engine.js';
import type { Dataset } from '../../src/data/dataset.js';
import { chanceMaps } from '../../src/evaluation/chance/chance.js';
import { meanShares, saliencyProfile } from '../../src/evaluation/distribution/saliencyProfile.js';
import { taskShares } from '../../src/evaluation/distribution/taskShares.js';
import { saliencyByTime, shareOfLast } from '../../src/evaluation/distribution/timeShare.js';
import { evaluate } from '../../src/evaluation/evaluate.js';
import { joinRemovalScores, removalCurve, removalScores } from '../../src/evaluation/faithfulness/removal.js';
import { auroc } from '../../src/evaluation/localisation/auroc.js';
import { accuracy, predictedClasses } from '../../src/evaluation/performance/accuracy.js';
import { confusion } from '../../src/evaluation/performance/confusion.js';
import { refusal } from '../formats/mutations.js';
import { rejection } from '../training/rejection.js';
import { separable } from '../training/separable.js';

const data = separable();
const maps = new Float32Array(data.x.length).fill(1);
const shape = { time: 6, features: 4, length: 6 };
const logits = ({ samples }: Dataset) => new Float32Array(2 * samples);
const steps = new Uint8Array(data.samples * data.time);
/** A call that JavaScript allows. */
const untyped = (work: unknown) => work as (...given: unknown[]) => unknown;

const late: readonly [what: string, call: () => unknown, message: string][] = [
  ['maps alone', () => untyped(evaluate)(maps), 'data: a dataset was expected, found nothing'],
  [
    'data and maps swapped',
    () => untyped(evaluate)(data, maps),
    'maps: a Float32Array [sample, time, feature] was expected',
  ],
  ['what attribute gives as a whole', () => untyped(evaluate)({ values: maps }, data), 'found an object'],
  ['maps in float64', () => untyped(evaluate)(Float64Array.from(maps), data), 'found a Float64Array'],
  ['an option that there is not', () => untyped(evaluate)(maps, data, { last: 3 }), 'there is no option "last"'],
  ['steps that are none', () => evaluate(maps, data, { lastSteps: 0.5 }), 'lastSteps: a whole number at least 0'],
  ['a name by itself', () => untyped(evaluate)(maps, data, { measurements: 'auroc' }), 'names of measurements, or all'],
  [
    'a measurement that there is not',
    () => evaluate(maps, data, { measurements: ['roc'] }),
    'there is no measurement "roc"',
  ],
  [
    'a truth mask that is not there',
    () => evaluate(maps, data, { measurements: ['auroc'] }),
    'measurement "auroc": it needs a truth mask',
  ],
  [
    'a target that there is not',
    () => untyped(evaluate)(maps, data, { target: 'predictd' }),
    'target: true, predicted or a class index',
  ],
  [
    'what is no classifier',
    () => untyped(evaluate)(maps, data, { classifier: {} }),
    'classifier: a classifier was expected',
  ],
  ['settings that are no object', () => untyped(evaluate)(maps, data, { settings: { auroc: 1 } }), 'settings'],
  [
    'settings of one that has none',
    () => evaluate(maps, { ...data, mask: new Uint8Array(24).fill(1, 3) }, { settings: { auroc: { a: 1 } } }),
    'measurement auroc: configuration: there is no option "a"',
  ],
];

const removal: readonly [what: string, options: object, message: string][] = [
  ['a fill', { fill: 'zeroes' }, 'removal: fill: one of zero, mean, noise, interpolation was expected, found "zeroes"'],
  ['a mode', { mode: 'delete' }, 'removal: mode: one of remove, keep was expected, found "delete"'],
  ['an option', { share: [0.5] }, 'removal: configuration: there is no option "share"'],
  ['a seed', { seed: 'one' }, 'removal: seed: a whole number'],
  ['a chunk', { chunk: 0 }, 'removal: chunk: a whole number at least 1'],
  ['a share', { shares: [0.5, 2] }, 'shares[1] is 2'],
];

const now: readonly [what: string, call: () => unknown, message: string][] = [
  [
    'taskShares: marks by themselves',
    () => untyped(taskShares)(maps, data, steps, {}),
    'onTask: { steps } or { cells }',
  ],
  ['taskShares: shares above 1', () => taskShares(maps, data, { steps }, { shares: [2] }), 'shares[0] is 2'],
  [
    'taskShares: an option that there is not',
    () => untyped(taskShares)(maps, data, { steps }, { top: 1 }),
    'there is no option "top"',
  ],
  ['saliencyProfile: an engine first', () => untyped(saliencyProfile)({}, maps, data, {}), 'maps: a Float32Array'],
  [
    'saliencyProfile: samples that are none',
    () => saliencyProfile(maps, data, { samples: [-1] }),
    'saliency profile: samples',
  ],
  [
    'saliencyProfile: nameless features',
    () => untyped(saliencyProfile)(maps, { ...data, featureNames: undefined }, {}),
    'data: featureNames',
  ],
  [
    'meanShares: no samples',
    () => untyped(meanShares)(maps, data),
    'samples: an array of numbers was expected, found nothing',
  ],
  ['saliencyByTime: no shape', () => untyped(saliencyByTime)(maps), 'shape: { time, features, length } was expected'],
  ['shareOfLast: no steps', () => untyped(shareOfLast)(maps.subarray(0, 24), shape), 'undefined time steps'],
  [
    'auroc: no mask',
    () => untyped(auroc)(maps.subarray(0, 24), undefined, shape),
    'map or truth mask: an array was expected',
  ],
  ['predictedClasses: no logits', () => untyped(predictedClasses)(undefined, 2), 'logits: an array of numbers'],
  ['accuracy: no labels', () => untyped(accuracy)(new Float32Array(2)), 'labels: an array of numbers'],
  ['confusion: a dataset', () => untyped(confusion)(data, [1], 2), 'labels: an array of numbers'],
  ['confusion: no classes', () => untyped(confusion)([1], [1]), 'classes: a whole number at least 1'],
  ['chanceMaps: a name', () => untyped(chanceMaps)('uniform', data), 'row: a chance row was expected, found "uniform"'],
  ['removalCurve: a map', () => untyped(removalCurve)(maps, {}), 'scores: what removalScores gives was expected'],
  ['joinRemovalScores: one', () => untyped(joinRemovalScores)({}), 'parts: an array of removal scores was expected'],
];

describe('evaluation', () => {
  it.each(late)('refuses %s, and says what it takes', async (_, call, message) => {
    const error = await rejection(call() as Promise<unknown>);
    expect(error.code).toBe('option');
    expect(error.message).toContain(message);
  });

  it.each(now)('refuses wrong arguments of %s', (_, call, message) => {
    const error = refusal(call);
    expect(error.code).toBe('option');
    expect(error.message).toContain(message);
  });

  it.each(removal)(
    'refuses %s of removal that there is not, where it once did something else',
    async (_, options, message) => {
      const engine = await Engine.create();
      const error = await rejection(removalScores(engine, { data, maps, logits }, options));
      expect(error.code).toBe('option');
      expect(error.message).toContain(message);
    },
  );

  it('refuses removal of what is no data, or has no model', async () => {
    const engine = await Engine.create();
    const call = untyped(removalScores) as (...given: unknown[]) => Promise<unknown>;
    expect((await rejection(call({ data, maps, logits }, {}))).message).toContain('engine: an engine was expected');
    expect((await rejection(call(engine, undefined, {}))).message).toContain('input: { data, maps, logits }');
    expect((await rejection(call(engine, { data: maps, maps, logits }, {}))).message).toContain('data: a dataset');
    expect((await rejection(call(engine, { data, maps }, {}))).message).toContain('logits: a function from series');
    expect((await rejection(call(engine, { data, maps, logits, training: 1 }, {}))).message).toContain(
      'training: a dataset',
    );
  });
});
