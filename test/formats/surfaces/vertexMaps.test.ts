import { describe, expect, it } from 'vitest';
import { decodeDataset } from '../../../src/formats/datasetFile.js';
import { decodeMaps, encodeMaps } from '../../../src/formats/maps/mapsFile.js';
import { decodeVertexMaps, type VertexMaps } from '../../../src/formats/surfaces/vertexMaps.js';
import { decodeManifest, decodeOneSeries, joinSeries } from '../../../src/formats/tables/manifest.js';
import { GIFTI_BY_NIBABEL, giftiFixture, giftiWith } from '../giftiFixture.js';
import { laterRefusal, refusal } from '../mutations.js';

const SERIES = 'series.func.gii';
const stored = (name: string) => GIFTI_BY_NIBABEL[name]?.arrays.map(({ values }) => values) ?? [];
const rows = ({ values, vertices, maps }: VertexMaps) =>
  Array.from({ length: maps }, (_, map) => [...values.subarray(map * vertices, (map + 1) * vertices)]);

describe('decodeVertexMaps', () => {
  it('reads a series over time, with its time step in seconds', () => {
    const series = decodeVertexMaps(giftiFixture(SERIES), SERIES);
    expect(rows(series)).toEqual(stored(SERIES));
    expect(series).toMatchObject({ hemisphere: 'right', maps: 3, vertices: 5, isSeries: true, timeStep: 0.72 });
    expect(series.names).toEqual(['map 0', 'map 1', 'map 2']);
  });

  it.each([
    ['2.000000', 2],
    ['0.72', 0.72],
    ['3000', 3],
    ['0.000000', undefined],
    ['50', undefined],
    ['-1', undefined],
    ['Infinity', undefined],
    ['', undefined],
  ])('takes a TimeStep of %s to be %s s', (text, seconds) => {
    expect(decodeVertexMaps(giftiWith(SERIES, ['720.000000', text]), SERIES).timeStep).toBe(seconds);
  });

  it('reads maps by their names, several in one array too; NaN stays', () => {
    const maps = decodeVertexMaps(giftiFixture('packed.L.shape.gii.gz'), 'packed.L.shape.gii.gz');
    expect(maps).toMatchObject({ hemisphere: 'left', maps: 4, vertices: 5, isSeries: false, timeStep: undefined });
    expect(maps.names).toEqual(['curvature', 'map 1', 't 0', 't 1']);
    const [curvature, unnamed, t] = stored('maps.L.shape.gii');
    const column = (map: number) => t?.filter((_, at) => at % 2 === map);
    const numbers = (values: readonly unknown[] | undefined) => values?.map(Number);
    expect(rows(maps)).toEqual([curvature, unnamed, column(0), column(1)].map(numbers));
    expect(rows(maps)[1]?.[3]).toBeNaN();
  });

  it('refuses what are no maps, of some vertices only, or of different meshes', () => {
    expect(refusal(() => decodeVertexMaps(giftiFixture('regions.label.gii'), 'r.gii'))).toMatchObject({
      code: 'format',
      message: 'r.gii: holds no maps of vertices, but LABEL',
      remedy: 'maps are a .shape.gii or .func.gii',
    });
    const sparse = giftiWith(SERIES, ['NIFTI_INTENT_TIME_SERIES', 'NIFTI_INTENT_NODE_INDEX']);
    expect(refusal(() => decodeVertexMaps(sparse, 's.gii')).message).toMatch(/numbers of some vertices only/);
    const types = giftiFixture('types.gii');
    const other = giftiWith(
      'maps.L.shape.gii',
      ['INTENT_NONE', 'INTENT_LABEL'],
      ['Dim0="5" Dim1="2"', 'Dim0="2" Dim1="5"'],
    );
    expect(refusal(() => decodeVertexMaps(other, 'm.gii'))).toMatchObject({
      code: 'shape',
      message: 'm.gii: has a map of shape [2, 5] where the first has 5 vertices',
    });
    expect(refusal(() => decodeVertexMaps(types, 't.gii'))).toMatchObject({ code: 'not-finite' });
  });
});

describe('GIFTI as a format of series', () => {
  const file = (name: string, bytes = giftiFixture(SERIES)) => ({ name, bytes });

  it('is a series [1, time, vertex], whose vertices lie where CIFTI-2 has them', async () => {
    const series = await decodeOneSeries(file('run-1.func.gii'));
    expect(series).toMatchObject({
      samples: 1,
      time: 3,
      features: 5,
      samplingInterval: 0.72,
      space: { kind: 'cifti' },
    });
    expect([...series.x]).toEqual(stored(SERIES).flat());
    expect(series.featureNames[4]).toBe('CORTEX_RIGHT vertex 4');
    const plain = giftiWith(SERIES, ['CortexRight', 'Unknown']);
    const unknown = await decodeOneSeries(file('run-1.func.gii', plain));
    expect([unknown.featureNames[4], unknown.space]).toEqual(['vertex 4', undefined]);
  });

  it('may be what a manifest names; maps are then written as CIFTI-2', async () => {
    const names = ['a.func.gii', 'b.func.gii.gz'];
    const table = new TextEncoder().encode(`file,label\n${names.join(',up\n')},down\n`);
    const manifest = decodeManifest({ name: 'list.csv', bytes: table });
    const series = await Promise.all(names.map((name) => decodeOneSeries(file(name))));
    const dataset = joinSeries(manifest, series);
    expect(dataset).toMatchObject({ sampleNames: ['a', 'b'], samplingInterval: 0.72, space: series[0]?.space });
    const maps = { shape: [2, 3, 5], data: dataset.x };
    const written = await encodeMaps('maps.dscalar.nii', { maps, space: dataset.space });
    expect(new TextDecoder('latin1').decode(written)).toContain('BrainStructure="CIFTI_STRUCTURE_CORTEX_RIGHT"');
    const other = await decodeOneSeries(file('b.func.gii', giftiWith(SERIES, ['720.000000', '1'])));
    expect(
      joinSeries(
        manifest,
        [series[0], other].flatMap((one) => one ?? []),
      ).samplingInterval,
    ).toBeUndefined();
  });

  it('refuses NaN, naming where', async () => {
    const error = await laterRefusal(decodeOneSeries(file('m.L.shape.gii', giftiFixture('maps.L.shape.gii'))));
    expect(error).toMatchObject({ code: 'not-finite', message: 'm.L.shape.gii: is NaN at vertex 3, time 1' });
  });

  it('says what a .gii is where it cannot be used', async () => {
    const instead = /a \.gii is a surface, its labels, or numbers of its vertices/;
    expect(await laterRefusal(decodeDataset({ data: file('m.surf.gii') }))).toMatchObject({
      code: 'format',
      message: expect.stringMatching(/^m\.surf\.gii: ends in "\.gii"; data must be \.npy/),
      remedy: expect.stringMatching(instead),
    });
    expect((await laterRefusal(decodeMaps(file('m.gii')))).remedy).toMatch(instead);
    const mesh = giftiFixture('mesh_zlib_row.surf.gii');
    expect((await laterRefusal(decodeOneSeries(file('m.surf.gii', mesh)))).message).toBe(
      'm.surf.gii: holds no maps of vertices, but POINTSET, TRIANGLE',
    );
  });
});
