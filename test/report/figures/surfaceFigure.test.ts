import { describe, expect, it } from 'vitest';
import { geodesicSphere } from '../../../src/data/space/geodesicSphere.js';
import type { Surface } from '../../../src/data/space/surface.js';
import { saliencyColours } from '../../../src/report/figures/saliencyScale.js';
import { surfaceFigure } from '../../../src/report/figures/surfaceFigure.js';
import { refusal } from '../../formats/mutations.js';
import { colours } from './surfaces.js';

function ball(hemisphere: Surface['hemisphere'], frequency = 12): Surface {
  const { points, triangles } = geodesicSphere(frequency);
  const size = [30, 80, 50];
  return { hemisphere, points: Float32Array.from(points, (value, at) => value * size[at % 3]), triangles };
}

/** Features 0 and 1 on the back and the front of the left hemisphere, 2 and 3 on those of the right, by halves. */
function halves(hemisphere: Surface['hemisphere']) {
  const surface = ball(hemisphere);
  const first = hemisphere === 'left' ? 0 : 2;
  const featureOf = Int32Array.from(
    { length: surface.points.length / 3 },
    (_, v) => first + (surface.points[3 * v + 1] > 0 ? 1 : 0),
  );
  return { surface, featureOf };
}

const figure = {
  title: 'Over time',
  columns: ['0 s', '2 s'],
  rows: [
    {
      label: 'LSTM',
      maps: [
        [0.5, 1, 0.2, 0],
        [0.1, 3, 0.2, 0.1],
      ],
    },
  ],
  features: 4,
  surfaces: [halves('right'), halves('left')],
};

/** Pictures of maps alone, in the order of the figure, and where they are drawn. */
function mapsIn(text: string) {
  return [...text.matchAll(/<image x="([\d.]+)" y="([\d.]+)"[^>]*?href="(data:[^"]+)"\/><use/g)].map(
    ([, x, y, href]) => ({
      x: Number(x),
      y: Number(y),
      href,
    }),
  );
}

describe('the figure of the cortex', () => {
  it('has four views of each map, left hemisphere first, lateral above medial, whatever the order of the surfaces', () => {
    const { text } = surfaceFigure(figure);
    expect(text.match(/<use /g)).toHaveLength(2 * 4 * 2);
    expect(text.match(/<image id=/g)).toHaveLength(4 * 2);
    const maps = mapsIn(text);
    // Only the second map has more than an even share, only in feature 1: the front of the left hemisphere.
    expect(maps).toHaveLength(2);
    expect(maps[0].x).toBe(maps[1].x);
    expect(maps[0].y).toBeLessThan(maps[1].y);
    expect(text).not.toMatch(/="NaN|>NaN/);
  });

  it('colours the front of the left hemisphere: on the left of its lateral view, on the right of its medial one', () => {
    const [lateral, medial] = mapsIn(surfaceFigure(figure).text).map(({ href }) => colours(href));
    const brightest = saliencyColours(63)[62];
    const [w, h] = [lateral.width, lateral.height];
    const [left, right, middle] = [Math.round(0.3 * w), Math.round(0.7 * w), Math.round(h / 2)];
    expect(lateral.at(left, middle)).toEqual(brightest);
    expect(lateral.at(right, middle)[3]).toBe(0);
    expect(medial.at(right, middle)).toEqual(brightest);
    expect(medial.at(left, middle)[3]).toBe(0);
    expect(lateral.at(0, 0)[3]).toBe(0);
  });

  it('colours no more than an even share nowhere, however little there is', () => {
    const { text } = surfaceFigure({
      ...figure,
      rows: [
        {
          label: 'LSTM',
          maps: [
            [1, 1, 1, 1],
            [0, 0, 0, Number.NaN],
          ],
        },
      ],
    });
    expect(mapsIn(text)).toEqual([]);
  });

  it('is see-through around the cortex, in every layer', () => {
    const { text } = surfaceFigure(figure);
    for (const [, href] of text.matchAll(/<image id=[^>]*href="([^"]+)"/g)) {
      const { at, width, height } = colours(href);
      for (const corner of [at(0, 0), at(width - 1, 0), at(0, height - 1)]) expect(corner[3]).toBe(0);
      expect(width / height).toBeCloseTo(160 / 100, 1);
    }
  });

  it('shows one hemisphere from both sides', () => {
    const { text } = surfaceFigure({ ...figure, surfaces: [halves('left')], note: 'It is <nobody’s>.' });
    const maps = mapsIn(text);
    expect(maps).toHaveLength(2);
    expect(maps[0].y).toBe(maps[1].y);
    expect(text).toContain('It is &lt;nobody’s&gt;.');
    expect(text).toContain('Left hemisphere, lateral view on the left, medial view on the right');
    expect(text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')).toContain('2 of 4 features are not on this surface');
  });

  it('interpolates where every vertex has a feature of its own', () => {
    const surface = ball('left', 6);
    const count = surface.points.length / 3;
    const featureOf = Int32Array.from({ length: count }, (_, vertex) => vertex);
    const map = Float64Array.from({ length: count }, (_, vertex) => 3 + surface.points[3 * vertex + 1] / 40);
    const { text } = surfaceFigure({
      ...figure,
      columns: ['a'],
      rows: [{ label: 'm', maps: [map] }],
      features: count,
      surfaces: [{ surface, featureOf }],
    });
    const { at, width, height } = colours(mapsIn(text)[0].href);
    const middle = Math.round(height / 2);
    const across = [0.2, 0.4, 0.6, 0.8].map((share) => at(Math.round(share * width), middle).join());
    expect(new Set(across).size).toBe(4);
  });

  it('darkens sulci: those of the relief, and else those of the mesh', () => {
    const surface = ball('left');
    const featureOf = new Int32Array(surface.points.length / 3);
    const front = Float32Array.from(featureOf, (_, vertex) => surface.points[3 * vertex + 1]);
    const { text } = surfaceFigure({ ...figure, surfaces: [{ surface, featureOf, relief: front }] });
    const grey = colours(/<image id=[^>]*href="([^"]+)"/.exec(text)?.[1] as string);
    const [ahead, behind] = [0.2, 0.8].map(
      (share) => grey.at(Math.round(share * grey.width), Math.round(grey.height / 2))[0],
    );
    expect(ahead).toBeLessThan(behind - 40);
    expect(surfaceFigure({ ...figure, surfaces: [{ surface, featureOf }] }).text).not.toBe(text);
  });

  it('draws what has no feature paler than any gyrus, and says so', () => {
    const { surface, featureOf } = halves('left');
    const bare = featureOf.map((feature) => (feature === 1 ? -1 : feature));
    const { text } = surfaceFigure({ ...figure, surfaces: [{ surface, featureOf: bare }] });
    const { at, width, height } = colours(/<image id=[^>]*href="([^"]+)"/.exec(text)?.[1] as string);
    const [front, back] = [0.2, 0.8].map((share) => at(Math.round(share * width), Math.round(height / 2))[0]);
    expect(front).toBeGreaterThanOrEqual(240);
    expect(back).toBeLessThanOrEqual(234);
    const plain = (svg: string) => svg.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
    expect(plain(text)).toContain('paler and flat: where there are no data');
    expect(plain(surfaceFigure(figure).text)).not.toContain('where there are no data');
  });

  it('has the scale of what is drawn', () => {
    const maps = [
      [0.5, 2, 90, 90],
      [0.1, 3, 90, 90],
    ];
    const left = { ...figure, surfaces: [halves('left')], rows: [{ label: 'LSTM', maps }] };
    expect(surfaceFigure(left).text).toContain('an even share to 3 times one');
  });

  it('says all of a note on a phone', () => {
    const note = `${'Labels of the surface that are no feature’s, drawn pale: some of them. '.repeat(5)}Finis.`;
    expect(surfaceFigure({ ...figure, note }, 330).text).toContain('Finis.');
  });

  it('refuses triangles that lie over each other thousands of times, in little time', () => {
    const points = Float32Array.of(0, -50, -50, 0, 50, -50, 0, 0, 50);
    const triangles = Uint32Array.from({ length: 3 * 20_000 }, (_, corner) => corner % 3);
    const surface: Surface = { hemisphere: 'left', points, triangles };
    const error = refusal(() => surfaceFigure({ ...figure, surfaces: [{ surface, featureOf: new Int32Array(3) }] }));
    expect(error.code).toBe('size');
  });

  it('names its pictures otherwise than figures with other titles, texts, widths or surfaces do', () => {
    const flat = (one: ReturnType<typeof halves>) => ({
      ...one,
      surface: { ...one.surface, points: one.surface.points.map((value, at) => (at % 3 === 2 ? value / 2 : value)) },
    });
    const others = [
      surfaceFigure(figure),
      surfaceFigure(figure, 420),
      surfaceFigure({ ...figure, title: 'By class' }),
      surfaceFigure({ ...figure, surfaces: figure.surfaces.map(flat) }),
    ];
    const ids = others.flatMap(({ text }) => [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    expect(new Set(ids).size).toBe(4 * 8);
    for (const { text } of others) {
      for (const [, id] of text.matchAll(/<use [^>]*href="#([^"]+)"/g)) expect(text).toContain(`<image id="${id}"`);
    }
  });

  it('breaks lines evenly on a phone, and scales with its width', () => {
    const columns = ['a', 'b', 'c', 'd', 'e', 'f'];
    const many = { ...figure, columns, rows: [{ label: 'LSTM', maps: columns.map(() => [2, 2, 2, 2]) }] };
    const perLine = (width: number) => new Set(mapsIn(surfaceFigure(many, width).text).map(({ x }) => x)).size / 2;
    expect([perLine(330), perLine(880), perLine(1200)]).toEqual([2, 3, 6]);
  });

  it('writes names as text, whatever they are', () => {
    const hostile = '<script>"&\'';
    const { text } = surfaceFigure({
      ...figure,
      title: hostile,
      columns: [hostile, 'b'],
      rows: [{ label: hostile, maps: figure.rows[0].maps }],
    });
    expect(text).not.toContain('<script');
    expect(text).toContain('&lt;script&gt;');
  });

  it('refuses what does not fit, and says what it is', () => {
    const [{ surface, featureOf }] = figure.surfaces;
    const wrong: readonly [object, string, string][] = [
      [{ surfaces: [] }, 'option', 'surfaces: an array of one hemisphere or two was expected'],
      [{ surfaces: [halves('left'), halves('left')] }, 'option', 'the other hemisphere was expected'],
      [{ features: 2 }, 'shape', 'a map of LSTM has 4 values for 2 features'],
      [{ columns: [], rows: [] }, 'option', 'at least one name was expected'],
      [{ rows: [{ label: 'a', maps: [new BigInt64Array(4), new BigInt64Array(4)] }] }, 'option', 'an array of numbers'],
      [
        { surfaces: [{ surface: { ...surface, triangles: new Uint32Array() }, featureOf }] },
        'shape',
        'no triangles: there is nothing to draw',
      ],
      [{ columns: ['one'] }, 'shape', 'row LSTM has 2 maps for 1 columns'],
      [
        { surfaces: [{ surface, featureOf: featureOf.slice(1) }] },
        'shape',
        'features of 1441 vertices and 1442 vertices',
      ],
      [{ surfaces: [{ surface, featureOf: featureOf.map(() => 4) }] }, 'shape', 'features beyond the 4 of the maps'],
      [{ surfaces: [{ surface, featureOf, relief: [1] }] }, 'shape', 'a relief of 1 vertices'],
      [
        { surfaces: [{ surface: { ...surface, triangles: Uint32Array.of(0, 1, 1442) }, featureOf }] },
        'shape',
        'beyond its 1442 vertices',
      ],
      [
        { surfaces: [{ surface: { ...surface, points: surface.points.map(() => Number.NaN) }, featureOf }] },
        'not-finite',
        'lies nowhere',
      ],
      [
        { surfaces: [{ surface: { ...surface, hemisphere: 'both' }, featureOf }] },
        'option',
        'left or right was expected',
      ],
    ];
    for (const [change, code, message] of wrong) {
      const error = refusal(() => surfaceFigure({ ...figure, ...change } as never));
      expect(error.code).toBe(code);
      expect(error.message).toContain(message);
    }
    for (const width of [0, -5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(refusal(() => surfaceFigure(figure, width)).code).toBe('option');
    }
    expect(surfaceFigure({ ...figure, rows: [], features: 2 ** 52 }).text).not.toMatch(/="NaN|>NaN/);
  });
});
