import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDataset, type Dataset } from '../../src/data/dataset.js';
import type { VolumeSpace } from '../../src/data/space/space.js';
import { featuresOnCortex } from '../../src/files/cortex.js';
import { type CortexOptions, firstCortexOption, readCortexFiles } from '../../src/files/cortexFiles.js';
import { NiftiHeader } from '../../src/formats/images/niftiHeader.js';
import { encodeVertexMaps } from '../../src/formats/surfaces/encodeGifti.js';
import { decodeVertexMaps } from '../../src/formats/surfaces/vertexMaps.js';
import { vertexSeries } from '../../src/formats/surfaces/vertexSeries.js';
import { surfaceFigure } from '../../src/report/figures/surfaceFigure.js';
import { temporaryFolder } from '../cli/command.js';
import { laterRefusal } from '../formats/mutations.js';
import { colours } from '../report/figures/surfaces.js';

/** What nibabel wrote: test/fixtures/gifti/cortex/make_cortex.py. */
const fixture = (name: string) => join(import.meta.dirname, '../fixtures/gifti/cortex', `cortex.${name}.gii`);
const both = (name: string) => [fixture(`L.${name}`), fixture(`R.${name}`)];
const surface = both('surf');
const folder = temporaryFolder();

function named(featureNames: readonly string[]): Dataset {
  const features = featureNames.length;
  return createDataset({ x: new Float32Array(2 * features), shape: [1, 2, features], featureNames });
}

const regions = named(['L_spot', 'R_spot', 'front', 'L_back & <rest>', 'elsewhere']);

async function readCortex(options: CortexOptions, data: Dataset) {
  return featuresOnCortex(await readCortexFiles(options), data);
}

async function cortexOf(options: CortexOptions, data = regions) {
  const read = await readCortex(options, data);
  if (!read) throw new Error('a cortex was expected');
  return read;
}

/** Where the map is coloured in each view: the middle of the coloured pixels, as shares of the view's width and height from the upper left. */
function colouredIn(text: string) {
  return [...text.matchAll(/<use [^>]*href="#uv-\w+-(\w+)-(\w+)-grey"\/>(?:<image [^>]*href="([^"]+)"\/>)?/g)].map(
    ([, hemisphere, view, href]) => {
      if (!href) return { hemisphere, view, count: 0 };
      const { width, height, at } = colours(href);
      let [count, across, down] = [0, 0, 0];
      for (let row = 0; row < height; row++) {
        for (let column = 0; column < width; column++) {
          if (at(column, row)[3] === 0) continue;
          count++;
          across += column / width;
          down += row / height;
        }
      }
      return { hemisphere, view, count, across: across / count, down: down / count };
    },
  );
}

describe('a vertex map written by nibabel', () => {
  it('is drawn where it lies: left not on the right, lateral not medial, in front not behind, above not below', async () => {
    const surfaces = await Promise.all(
      (['L', 'R'] as const).map(async (side, index) => {
        const bytes = new Uint8Array(readFileSync(fixture(`${side}.func`)));
        const { values, vertices } = decodeVertexMaps(bytes, `${side}.func.gii`);
        const series = vertexSeries({ bytes, name: `${side}.func.gii` });
        const data = createDataset({ ...series });
        const { cortex } = await cortexOf({ surface: [surface[index]] }, data);
        expect([...cortex.surfaces[0].featureOf]).toEqual(Array.from({ length: vertices }, (_, vertex) => vertex));
        return { map: values, surface: cortex.surfaces[0].surface };
      }),
    );
    const [left, right] = surfaces.map(({ map, surface }, index) => ({
      map,
      placed: {
        surface,
        featureOf: Int32Array.from({ length: map.length }, (_, vertex) => vertex + index * map.length),
      },
    }));
    const { text } = surfaceFigure({
      title: 'A spot',
      columns: ['0 s'],
      rows: [{ label: 'map', maps: [Float32Array.of(...left.map, ...right.map)] }],
      features: left.map.length + right.map.length,
      surfaces: [left.placed, right.placed],
    });
    const views = new Map(colouredIn(text).map((view) => [`${view.hemisphere} ${view.view}`, view]));
    expect([...views.keys()].sort()).toEqual(['left lateral', 'left medial', 'right lateral', 'right medial']);
    expect(views.get('left medial')?.count).toBe(0);
    expect(views.get('right lateral')?.count).toBe(0);
    // The front is on the left in both of these views.
    const front = views.get('left lateral');
    expect(front?.across).toBeLessThan(0.45);
    expect(front?.down).toBeLessThan(0.45);
    const behind = views.get('right medial');
    expect(behind?.across).toBeGreaterThan(0.55);
    expect(behind?.down).toBeGreaterThan(0.55);
  });
});

describe('a cortex that is named', () => {
  it('finds features by the names of labels, and says which labels are no feature’s', async () => {
    const { cortex, facts } = await cortexOf({ surface, surfaceLabels: both('label').reverse() });
    const [left, right] = cortex.surfaces.map(({ featureOf }) => new Set(featureOf));
    expect([...left].sort()).toEqual([-1, 0, 2, 3]);
    expect([...right].sort()).toEqual([-1, 1, 2]);
    expect(cortex.note).toBe('Labels of the surface that are no feature’s, drawn pale: R_back & <rest>.');
    expect(Object.fromEntries(facts)).toEqual({
      surfaces: 'cortex.L.surf.gii, cortex.R.surf.gii',
      'labels of the surfaces': 'cortex.R.label.gii, cortex.L.label.gii',
      'array of the labels': 'parts',
      'labels that are no feature’s': 'R_back & <rest>',
      'vertices with a feature': expect.stringMatching(/^left \d+ of 362, right \d+ of 362$/),
      'features that no label has': 'elsewhere',
      'features on both hemispheres': 'front',
    });
  });

  it('takes a relief with its sign', async () => {
    const relief = both('sulc.shape');
    const { cortex } = await cortexOf({ surface, surfaceLabels: both('label'), surfaceRelief: relief });
    const other = await cortexOf({
      surface,
      surfaceLabels: both('label'),
      surfaceRelief: relief,
      reliefPositive: 'gyri',
    });
    const [own, turned] = [cortex, other.cortex].map(({ surfaces }) => Array.from(surfaces[1].relief ?? []));
    expect(own.some((value) => value > 0.5)).toBe(true);
    expect(turned).toEqual(own.map((value) => -value));
  });

  it('is nothing without a surface', async () => {
    expect(await readCortex({}, regions)).toBeUndefined();
  });

  it.each<[string, CortexOptions, RegExp, Dataset?]>([
    ['labels and no surface', { surfaceLabels: both('label') }, /^`surfaceLabels`: there is no `surface`/],
    ['a sign and no relief', { surface, reliefPositive: 'gyri' }, /^`reliefPositive`: there is no `surfaceRelief`/],
    ['a name and no labels', { surface, surfaceLabelMap: 'parts' }, /^`surfaceLabelMap`: there are no/],
    ['three surfaces', { surface: [...surface, 'data'] }, /^`surface`: one file a hemisphere .* there are 3: /],
    ['two of one side', { surface: [surface[0], surface[0]] }, /is of the left hemisphere, as .*L\.surf\.gii is$/],
    ['labels of one side', { surface, surfaceLabels: [fixture('L.label')] }, /there is none of the right hemisphere$/],
    [
      'labels of the other side',
      { surface: [surface[0]], surfaceLabels: [fixture('R.label')] },
      /R\.label\.gii: is of the right hemisphere, of which there is no `surface`$/,
    ],
    ['several arrays', { surface, surfaceLabels: both('two.label') }, /L\.two\.label\.gii: holds 2 arrays of labels$/],
    [
      'a name that is not there',
      { surface, surfaceLabels: both('two.label'), surfaceLabelMap: 'nobody' },
      /holds no labels "nobody"$/,
    ],
    ['features of no image', { surface }, /the features are of no image/],
    [
      'names that are no labels',
      { surface, surfaceLabels: both('label') },
      /none of its labels is the name of a feature$/,
      named(['a', 'b']),
    ],
  ])('refuses %s', async (_, options, message, data = regions) => {
    const { message: text } = await laterRefusal(readCortex(options, data));
    expect(text).toMatch(message);
  });

  it('takes one of several arrays by its name', async () => {
    const options = { surface, surfaceLabels: both('two.label'), surfaceLabelMap: 'again' };
    const { cortex } = await cortexOf(options);
    expect(cortex.surfaces[0].featureOf).toContain(0);
  });

  it('refuses files of another mesh, and of no hemisphere', async () => {
    const other = join(folder, 'other.L.shape.gii');
    writeFileSync(other, encodeVertexMaps({ hemisphere: 'left', values: new Float32Array(5), names: ['sulc'] }));
    const options = { surface: [surface[0]], surfaceLabels: [fixture('L.label')] };
    const { message } = await laterRefusal(readCortex({ ...options, surfaceRelief: [other] }, regions));
    expect(message).toMatch(/other\.L\.shape\.gii: is of 5 vertices; .*L\.surf\.gii has 362$/);
    const nobody = join(folder, 'nobody.gii');
    writeFileSync(nobody, readFileSync(other, 'utf8').replace('CortexLeft', 'Unknown'));
    const { message: whose } = await laterRefusal(readCortex({ ...options, surfaceRelief: [nobody] }, regions));
    expect(whose).toMatch(/nobody\.gii: neither the file .* nor its name says which hemisphere it is$/);
  });
});

describe('what is known of where features lie', () => {
  /** One voxel of 400 mm around everything, or as far to the right as is said; its header says where unless told. */
  function oneVoxel({ x = 0, code = 1 } = {}): Dataset {
    const header = NiftiHeader.empty();
    header.set('sform_code', code);
    header.set('srow', 400, 0, 0, x, 0, 400, 0, 0, 0, 0, 400, 0);
    const space: VolumeSpace = { kind: 'volume', shape: [1, 1, 1], header: header.bytes, featureOf: Int32Array.of(0) };
    return createDataset({ x: new Float32Array(2), shape: [1, 2, 1], space });
  }
  const onLeft = () => {
    const name = fixture('L.func');
    return createDataset(vertexSeries({ bytes: new Uint8Array(readFileSync(name)), name }));
  };

  it('is told of vertices, features, relief and labels', async () => {
    const { facts, settings } = await cortexOf({
      surface,
      surfaceLabels: both('two.label'),
      surfaceLabelMap: 'again',
      surfaceRelief: both('sulc.shape'),
      reliefPositive: 'gyri',
    });
    expect(Object.fromEntries(facts)).toMatchObject({
      'array of the labels': 'again',
      'relief of the surfaces': 'cortex.L.sulc.shape.gii, cortex.R.sulc.shape.gii; positive on gyri',
    });
    expect(settings).toEqual({
      surface,
      surfaceLabels: both('two.label'),
      surfaceLabelMap: 'again',
      surfaceRelief: both('sulc.shape'),
      reliefPositive: 'gyri',
    });
    const { facts: all } = await cortexOf({ surface }, oneVoxel());
    expect(Object.fromEntries(all)['vertices with a feature']).toBe('left 362 of 362, right 362 of 362');
  });

  it('refuses a hemisphere that has no feature, and names the other', async () => {
    const vertices = await laterRefusal(readCortex({ surface }, onLeft()));
    expect(vertices.message).toMatch(/R\.surf\.gii: is of the right hemisphere; the features lie on CORTEX_LEFT$/);
    expect(vertices.remedy).toBe('name the surface of the left hemisphere only');
    const labels = await laterRefusal(readCortex({ surface, surfaceLabels: both('label') }, named(['L_spot'])));
    expect(labels.message).toMatch(/R\.label\.gii: none of its labels is the name of a feature$/);
    expect(labels.remedy).toMatch(/name the files of the left hemisphere only$/);
    const far = await laterRefusal(readCortex({ surface }, oneVoxel({ x: -210 })));
    expect(far.message).toMatch(/R\.surf\.gii: no vertex lies within 3 mm of a voxel of the data$/);
    expect(far.remedy).toMatch(/name the surface of the left hemisphere only$/);
    expect(far.remedy).not.toContain('(');
  });

  it('refuses images that do not say where they lie', async () => {
    const error = await laterRefusal(readCortex({ surface }, oneVoxel({ code: 0 })));
    expect(error).toMatchObject({ code: 'missing', remedy: expect.stringContaining('`surfaceLabels`') });
  });

  it('counts keys without a name as no region', async () => {
    const file = join(folder, 'unnamed.L.label.gii');
    const text = readFileSync(fixture('L.label'), 'utf8');
    writeFileSync(file, text.replace(/<Label [^>]*>L_back.*?<\/Label>/, ''));
    const { facts } = await cortexOf({ surface: [surface[0]], surfaceLabels: [file] });
    expect(facts.map(([term]) => term)).not.toContain('labels that are no feature’s');
  });
});

it('the first option of a cortex is found, whichever it is', () => {
  expect(firstCortexOption({})).toBeUndefined();
  expect(firstCortexOption({ reliefPositive: 'gyri' })).toBe('reliefPositive');
});
