import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentHash, putTogether, takeApart } from '../../src/studies/plainData.js';

const arrays = fc.oneof(
  fc.float32Array({ maxLength: 5 }),
  fc.float64Array({ maxLength: 5 }),
  fc.int32Array({ maxLength: 5 }),
  fc.uint8Array({ maxLength: 5 }),
);
const key = fc.constantFrom('a', 'b', 'name', 'value');
const { tree: plain } = fc.letrec((tie) => ({
  leaf: fc.oneof(fc.double(), fc.string(), fc.boolean(), fc.constant(null), fc.constant(undefined), arrays),
  tree: fc.oneof(
    { depthSize: 'small' },
    tie('leaf'),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(key, tie('tree'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

describe('plain data', () => {
  it('comes back from JSON and arrays as it was, not numbers and signs of zero included', () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(putTogether(takeApart(value))).toEqual(value);
      }),
    );
    expect(putTogether(takeApart([-0, Number.NaN, undefined]))).toEqual([-0, Number.NaN, undefined]);
  });

  it('has a hash that tells of any change, and of none that is no change', async () => {
    const data = { x: Float32Array.of(1, 2), names: ['a'], lengths: undefined };
    const hash = await contentHash(data);
    expect(hash).toMatch(/^[0-9a-f]{32}$/);
    expect(await contentHash({ x: Float32Array.of(1, 2), names: ['a'] })).toBe(hash);
    for (const other of [
      { ...data, x: Float32Array.of(1, 3) },
      { ...data, x: Float64Array.of(1, 2) },
      { ...data, names: ['b'] },
      { ...data, lengths: Int32Array.of(2) },
    ]) {
      expect(await contentHash(other)).not.toBe(hash);
    }
  });

  it('refuses what no other machine would understand', () => {
    expect(() => takeApart({ of: { a: new Map() } })).toThrow('value.of.a: is no plain data');
    expect(() => takeApart([() => 1])).toThrow('value.0: is no plain data');
  });
});
