import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeSurfaceLabels, encodeVertexMaps } from '../../../src/formats/surfaces/encodeGifti.js';
import { decodeSurfaceLabels } from '../../../src/formats/surfaces/surfaceLabels.js';
import { decodeVertexMaps } from '../../../src/formats/surfaces/vertexMaps.js';
import { giftiFixture } from '../giftiFixture.js';
import { refusal } from '../mutations.js';

describe('encodeVertexMaps', () => {
  it('writes what decodeVertexMaps reads', () => {
    const name = fc.string({ unit: 'grapheme-ascii', minLength: 1 }).map((text) => `<${text}>`);
    const maps = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.array(name, { minLength: 1, maxLength: 4 }), fc.boolean());
    fc.assert(
      fc.property(maps, fc.constantFrom('left', 'right'), ([vertices, names, isSeries], hemisphere) => {
        const values = Float32Array.from({ length: vertices * names.length }, (_, i) => Math.fround(Math.sqrt(i)) - 2);
        const written = { hemisphere, values, names, isSeries, timeStep: isSeries ? 0.72 : undefined } as const;
        const read = decodeVertexMaps(encodeVertexMaps(written), 'map.gii');
        expect(read).toEqual({ ...written, maps: names.length, vertices });
      }),
    );
  });

  it('writes time steps that are read as they were written', () => {
    const read = (timeStep: number) => {
      const values = new Float32Array(1);
      return decodeVertexMaps(
        encodeVertexMaps({ hemisphere: 'left', values, names: ['a'], isSeries: true, timeStep }),
        'a.gii',
      ).timeStep as number;
    };
    const milliseconds = fc.integer({ min: 1, max: 100_000 }).map((count) => count / 1000);
    fc.assert(fc.property(milliseconds, (timeStep) => read(timeStep) === timeStep));
    const any = fc.double({ min: 1e-9, max: 1e6, noNaN: true });
    fc.assert(fc.property(any, (timeStep) => Math.abs(read(timeStep) / timeStep - 1) < 1e-14));
    expect([0.02, 0.1, 0.72, 2, 30, 31].map(read)).toEqual([0.02, 0.1, 0.72, 2, 30, 31]);
  });

  it('refuses values that are no maps', () => {
    const wrong = (values: number, names: string[]) =>
      refusal(() => encodeVertexMaps({ hemisphere: 'left', values: new Float32Array(values), names })).code;
    expect([wrong(3, ['a', 'b']), wrong(0, ['a']), wrong(3, [])]).toEqual(['shape', 'shape', 'shape']);
  });
});

describe('encodeSurfaceLabels', () => {
  it('writes what decodeSurfaceLabels reads', () => {
    const labels = decodeSurfaceLabels(giftiFixture('regions.label.gii'), 'r.label.gii', 'other <regions>');
    expect(decodeSurfaceLabels(encodeSurfaceLabels(labels), 'w.label.gii')).toEqual({
      ...labels,
      arrays: ['other <regions>'],
    });
    const { name: _, ...nameless } = labels;
    const plain = { ...nameless, name: undefined, hemisphere: undefined, arrays: [''], colours: new Map() };
    expect(decodeSurfaceLabels(encodeSurfaceLabels(plain), 'w.label.gii')).toEqual(plain);
  });
});
