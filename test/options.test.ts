import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkArgument, expectationOf, fieldFacts, parseOptions } from '../src/options.js';
import { refusal } from './formats/mutations.js';

const schema = z
  .strictObject({
    epochs: z.number().int().min(1).max(9).default(4).describe('passes'),
    share: z.number().min(0).lt(1).optional(),
    kind: z.enum(['one', 'two']).default('one'),
    deep: z.boolean().default(false),
    name: z.string().optional(),
  })
  .describe('recipe');

describe('options', () => {
  it('get their defaults', () => {
    expect(parseOptions(schema, { share: 0.5 })).toEqual({ epochs: 4, share: 0.5, kind: 'one', deep: false });
  });

  it.each([
    [{ epochs: 0 }, 'recipe: epochs: a whole number at least 1 and at most 9 was expected, found 0'],
    [{ epochs: 1.5 }, 'recipe: epochs: a whole number at least 1 and at most 9 was expected, found 1.5'],
    [{ epochs: null }, 'recipe: epochs: a whole number at least 1 and at most 9 was expected, found nothing'],
    [{ share: 1 }, 'recipe: share: a number at least 0 and below 1 was expected, found 1'],
    [{ share: Number.NaN }, 'recipe: share: a number at least 0 and below 1 was expected, found NaN'],
    [{ kind: 'ones' }, 'recipe: kind: one of one, two was expected, found "ones"'],
    [{ deep: 1 }, 'recipe: deep: true or false was expected, found 1'],
    [{ name: ['a'] }, 'recipe: name: a string was expected, found an array'],
    [undefined, 'recipe: configuration: an object was expected, found nothing'],
    [[1], 'recipe: configuration: an object was expected, found an array'],
  ])('are refused with what is wrong and what was expected: %o', (options, message) => {
    expect(refusal(() => parseOptions(schema, options))).toMatchObject({ code: 'option', message });
  });

  it('that are not known are refused with those there are', () => {
    expect(refusal(() => parseOptions(schema, { epoch: 3 }))).toMatchObject({
      message: 'recipe: configuration: there is no option "epoch"',
      remedy: 'there are epochs, share, kind, deep, name',
    });
    expect(refusal(() => parseOptions(z.strictObject({}), { a: 1 }, 'nothing')).remedy).toBe('it takes no options');
  });

  it('cannot be names of what every object has', () => {
    const hostile = JSON.parse('{ "__proto__": { "epochs": 2 } }');
    expect(refusal(() => parseOptions(schema, hostile)).code).toBe('option');
    expect(refusal(() => parseOptions(schema, { constructor: 1 })).code).toBe('option');
  });
});

describe('an argument', () => {
  it('is refused with what was expected and what it is', () => {
    class Other {}
    const found = (value: unknown) =>
      refusal(() => checkArgument(false, 'f: data', value, 'a dataset', 'make one')).message;
    expect(found(undefined)).toBe('f: data: a dataset was expected, found nothing');
    expect(found('x.csv')).toBe('f: data: a dataset was expected, found "x.csv"');
    expect(found(3)).toBe('f: data: a dataset was expected, found 3');
    expect(found(new Float32Array(2))).toBe('f: data: a dataset was expected, found a Float32Array');
    expect(found(new Int32Array(2))).toBe('f: data: a dataset was expected, found an Int32Array');
    expect(found(new Other())).toBe('f: data: a dataset was expected, found an Other');
    expect(found(() => 1)).toBe('f: data: a dataset was expected, found a function');
    expect(found(Object.create(null))).toBe('f: data: a dataset was expected, found an object');
  });
});

describe('what a field of a schema expects', () => {
  it.each([
    [z.number(), 'a number'],
    [z.number().int(), 'a whole number'],
    [z.number().positive(), 'a number above 0'],
    [z.string(), 'a string'],
    [z.array(z.string()), 'an array'],
    [z.enum(['a', 'b']), 'one of a, b'],
  ])('is said in words (%#)', (field, text) => {
    expect(expectationOf(fieldFacts(field))).toBe(text);
  });
});
