import { describe, expect, it } from 'vitest';
import { UnvanishError } from '../../src/errors.js';
import { createDataset } from '../../src/index.js';

const unvanish: Readonly<Record<string, unknown>> = {
  ...(await import('../../src/index.js')),
  ...(await import('../../src/face/formats.js')),
};
const bytes = new Uint8Array(4);
const dataset = createDataset({ x: new Float32Array(2), shape: [1, 2, 1] });
/** What JavaScript lets through: each call is wrong in one place. */
const call = (name: string, ...given: unknown[]): [string, () => unknown] => [
  `${name}(${given.map((one) => (one === bytes ? 'bytes' : JSON.stringify(one))).join(', ')})`,
  () => Reflect.apply(unvanish[name] as () => unknown, undefined, given),
];

describe('decoders and encoders', () => {
  it.each([
    call('decodeDataset', 'x.csv'),
    call('decodeDataset', undefined),
    call('decodeDataset', {}),
    call('decodeDataset', { data: { name: 'x.npy' } }),
    call('decodeDataset', { data: { name: 'x.csv', bytes }, delimiter: ';' }),
    call('decodeDataset', { data: { name: 'x.csv', bytes }, labels: 'y.csv' }),
    ...(
      [
        'decodeNpy',
        'decodeNpz',
        'decodeIdx',
        'decodeSafetensors',
        'decodeNifti',
        'decodeCiftiSeries',
        'decodeGifti',
        'decodeSurface',
        'decodeSurfaceLabels',
        'decodeVertexMaps',
      ] as const
    ).flatMap((name) => [call(name, 'x.npy'), call(name, bytes), call(name, bytes, 7), call(name, [1, 2], 'x.npy')]),
    ...(['decodeLongCsv', 'decodeWideCsv', 'decodeTs', 'decodeLabels', 'decodeNumericTable'] as const).flatMap(
      (name) => [call(name, 'a,b'), call(name, 3, 'x.csv')],
    ),
    call('decodeWideCsv', 'a,b\n1,2\n', 'x.csv', { missing: 'guess' }),
    call('decodeWideCsv', 'a,b\n1,2\n', 'x.csv', { columns: ['a'] }),
    call('decodeTs', '@data\n1,2\n', 'x.ts', { gaps: 'fill' }),
    call('decodeCiftiSeries', bytes, 'x.ptseries.nii', 'atlas.dlabel.nii'),
    call('decodeGroups', 'g.csv', { samples: 1 }),
    call('decodeGroups', { name: 'g.csv', bytes }),
    call('decodeMaps', 'maps.npy'),
    call('encodeMaps', { maps: 1 }),
    call('encodeMaps', 'maps.npy'),
    call('encodeMaps', 'maps.npy', { maps: [1, 2] }),
    call('encodeNpy', [1, 2]),
    call('encodeVertexMaps', undefined),
    call('encodeVertexMaps', { hemisphere: 'Left', values: new Float32Array(2), names: ['a'] }),
    call('encodeVertexMaps', { values: new Float32Array(2), names: ['a'] }),
    call('encodeVertexMaps', { hemisphere: 'left', values: [1, 2], names: ['a'] }),
    call('encodeVertexMaps', { hemisphere: 'left', values: new Float32Array(2), names: 'a' }),
    call('encodeVertexMaps', { hemisphere: 'left', values: new Float32Array(2), names: ['a'], timeStep: 0 }),
    call('encodeVertexMaps', { hemisphere: 'left', values: new Float32Array(2), names: ['a'], isSeries: 'yes' }),
    call('encodeSurfaceLabels', undefined),
    call('encodeSurfaceLabels', { hemisphere: 'Left', keys: new Int32Array(1), names: new Map(), colours: new Map() }),
    call('encodeSurfaceLabels', { keys: [0], names: new Map(), colours: new Map() }),
    call('encodeSurfaceLabels', { keys: new Int32Array(1), names: { 0: 'a' }, colours: new Map() }),
    call('encodeSurfaceLabels', { keys: new Int32Array(1), names: new Map([['0', 'a']]), colours: new Map() }),
    call('encodeSurfaceLabels', { keys: new Int32Array(1), names: new Map() }),
    call('encodeSurfaceLabels', { name: 1, keys: new Int32Array(1), names: new Map(), colours: new Map() }),
    call('encodeLongCsv', new Float32Array(2)),
    call('createDataset', undefined),
    call('createDataset', { x: [1, 2], shape: [1, 2, 1] }),
    call('createDataset', { x: new Float32Array(2) }),
    call('takeSamples', undefined, [0]),
    call('takeSamples', dataset, undefined),
  ])('refuse wrong arguments by name: %s', async (_, wrong) => {
    const outcome = await new Promise((resolve) => resolve(wrong())).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(outcome).toBeInstanceOf(UnvanishError);
    expect(outcome).toMatchObject({ code: 'option', message: expect.not.stringMatching(/[\r\n]|undefined/) });
  });
});
