import { checkSurfaceFeatures, type SurfaceFeatures } from '../../data/space/surfaceFeatures.js';
import { UnvanishError } from '../../errors.js';
import { crc32 } from '../../formats/packed/crc32.js';
import { checkArgument, checkTexts } from '../../options.js';
import { checkNames, checkNumbers } from '../../statistics/numbers.js';
import { type Markup, svg } from '../markup.js';
import { formatQuantity } from '../numberFormat.js';
import { type MapRows, mapRowsFigure } from './mapRows.js';
import { scaleEnd } from './saliencyScale.js';
import { type SurfacePaint, type ViewLayers, viewLayers } from './surfaceLayers.js';
import { curvatureOf } from './surfaceShape.js';
import { surfaceView, type Viewpoint, viewExtent } from './surfaceView.js';

/** Maps on the cortex. */
export interface SurfaceFigure extends MapRows {
  readonly title: string;
  readonly features: number;
  /** One hemisphere, or both: where the features lie on them. */
  readonly surfaces: readonly SurfaceFeatures[];
  /** A sentence below the figure, such as whose cortex it is. */
  readonly note?: string | undefined;
}

const GAP = 12;
/** Between the views of one map. */
const VIEW_GAP = 4;
const [NARROWEST, WIDEST] = [150, 420];
/** Pixels of a picture for each of the figure's, since screens have up to two, and the most along a picture. */
const [DENSITY, MOST_PIXELS] = [2, 320];
/** Lines of notes: on a phone they are short. */
const MOST_LINES = 40;
/** Features of fewer vertices than the first on average are points, not regions; those of more than the second are outlined. */
const [REGION, OUTLINED] = [4, 40];

/**
 * The cortex from the side and from the middle: where a map has more than an even share of the saliency it is drawn in colour, over the folds in grey;
 * where a vertex has no feature, the grey is paler and flat. One colour scale for all, of the features that are drawn. Regions have crisp
 * borders; where nearly every vertex has a feature of its own, values are interpolated between vertices.
 *
 * @param width Width in pixels at which text has its natural size; the figure scales to any other.
 * @throws UnvanishError `option`; `shape` where maps, columns, features and vertices do not fit; `not-finite` for a vertex that lies
 *   nowhere; `size` as `surfaceView`.
 */
export function surfaceFigure(figure: SurfaceFigure, width = 880): Markup {
  checkFigure(figure);
  checkArgument(Number.isFinite(width) && width > 0, 'width', width, 'a number above 0');
  const { title, rows, columns, features } = figure;
  const surfaces = [...figure.surfaces].sort((a, b) => (a.surface.hemisphere < b.surface.hemisphere ? -1 : 1));
  const shown = shownFeatures(surfaces);
  const high = scaleEnd(rows.flatMap(({ maps }) => maps.map((map) => shown.map((feature) => map[feature]))));
  const perLine = evenLines(columns.length, width);
  const panel = Math.min((width - GAP * (perLine - 1)) / perLine, WIDEST);
  const description = `The cortex, ${viewsText(surfaces)}, ${rows.map((row) => row.label).join(', ')}: ${columns.join(', ')}. Colours from an even share to ${formatQuantity(high)} times one.`;
  const cells = named(cellsOf(surfaces, panel, shown.length), `${title}\n${description}\n${width}`);
  const across = Math.max(...cells.map((cell) => cell.x + cell.width));
  const height = Math.max(...cells.map((cell) => cell.y + cell.height));
  const note = [noteOf(surfaces, shown.length, features), figure.note ?? ''].join(' ');
  return mapRowsFigure(
    figure,
    { title, description, note, mostLines: MOST_LINES },
    { width, perLine, panel, gap: GAP, labelHeight: 18, height, below: 12 },
    high,
    (map, name, x, y) => {
      const views = cells.map((cell) => drawCell(cell, map, high, x + (panel - across) / 2, y));
      return svg`<g><title>${name}</title>${views}</g>`;
    },
    svg`<defs>${cells.map(sharedPictures)}</defs>`,
  );
}

/** One view among those of a map: where it is drawn, from the corner of the panel, and its pictures. */
interface Cell {
  readonly hemisphere: string;
  readonly viewpoint: Viewpoint;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly layers: ViewLayers;
  /** How the names of its pictures begin. */
  readonly name: string;
}

const viewpoints = ['lateral', 'medial'] as const satisfies readonly Viewpoint[];

/** The cells with names for their pictures, which are drawn several times: other figures on the page have others. */
function named(cells: readonly Omit<Cell, 'name'>[], text: string): Cell[] {
  const pictures = cells.map(({ layers: { grey, shade } }) => `${grey}\n${shade}`);
  const prefix = `uv-${crc32(new TextEncoder().encode([text, ...pictures].join('\n'))).toString(16)}`;
  return cells.map((cell) => ({ ...cell, name: `${prefix}-${cell.hemisphere}-${cell.viewpoint}` }));
}

/** Hemispheres beside each other, lateral over medial; of one hemisphere the views beside each other. All on one scale. */
function cellsOf(surfaces: readonly SurfaceFeatures[], panel: number, shown: number): Omit<Cell, 'name'>[] {
  const extents = surfaces.map(({ surface }) => viewExtent(surface, 'lateral'));
  // A little room, so that edges are not cut off.
  const extent = [0, 1].map((axis) => Math.max(1e-6, 1.01 * Math.max(...extents.map((each) => each[axis]))));
  const width = (panel - VIEW_GAP) / 2;
  const columns = Math.max(1, Math.min(MOST_PIXELS, Math.round(DENSITY * width)));
  const pixelSize = extent[0] / columns;
  const rows = Math.max(1, Math.min(4 * columns, Math.ceil(extent[1] / pixelSize)));
  const height = (rows * width) / columns;
  const style = styleOf(surfaces, shown);
  return surfaces.flatMap(({ surface, featureOf, relief }, side) => {
    const depth = depthsOf(relief ?? curvatureOf(surface));
    return viewpoints.map((viewpoint, index) => {
      const [column, row] = surfaces.length > 1 ? [side, index] : [index, 0];
      const layers = viewLayers(surfaceView(surface, viewpoint, { columns, rows, pixelSize }), {
        featureOf,
        depth,
        style,
      });
      const place = { x: column * (width + VIEW_GAP), y: row * (height + VIEW_GAP), width, height };
      return { ...place, layers, hemisphere: surface.hemisphere, viewpoint };
    });
  });
}

/** The cortex, the map and the shade of the folds on top of each other. */
function drawCell(cell: Cell, map: ArrayLike<number>, high: number, left: number, top: number): Markup {
  const { x, y, width, height, layers, name } = cell;
  const place = svg`x="${left + x}" y="${top + y}"`;
  const image = layers.map(map, high);
  const colours =
    image && svg`<image ${place} width="${width}" height="${height}" preserveAspectRatio="none" href="${image}"/>`;
  return svg`<use ${place} href="#${name}-grey"/>${colours}<use ${place} href="#${name}-shade"/>`;
}

/** What is the same for all maps: it is drawn with each, and written once. */
function sharedPictures({ width, height, layers: { grey, shade }, name }: Cell): Markup {
  const size = svg`width="${width}" height="${height}" preserveAspectRatio="none"`;
  return svg`<image id="${name}-grey" ${size} href="${grey}"/><image id="${name}-shade" ${size} href="${shade}"/>`;
}

/** As many panels in a line as are wide enough, and about as many in each. */
function evenLines(count: number, width: number): number {
  const most = Math.max(2, Math.floor((width + GAP) / (NARROWEST + GAP)));
  return Math.max(1, Math.ceil(count / Math.ceil(count / most)));
}

function styleOf(surfaces: readonly SurfaceFeatures[], shown: number): SurfacePaint['style'] {
  const vertices = surfaces.reduce(
    (sum, { featureOf }) => sum + featureOf.reduce((own, one) => own + (one < 0 ? 0 : 1), 0),
    0,
  );
  const each = vertices / Math.max(1, shown);
  return each < REGION ? 'smooth' : each < OUTLINED ? 'regions' : 'outlined';
}

/** The features that vertices have, each once. */
function shownFeatures(surfaces: readonly SurfaceFeatures[]): number[] {
  const shown = new Set<number>();
  for (const { featureOf } of surfaces) for (const feature of featureOf) if (feature >= 0) shown.add(feature);
  return [...shown];
}

/** 0 on gyri to 1 in sulci; the ends are the 5th and the 95th percentile. */
function depthsOf(relief: ArrayLike<number>): Float32Array {
  const sorted = Float64Array.from(relief).filter(Number.isFinite).sort();
  const low = sorted[Math.floor(0.05 * (sorted.length - 1))];
  const high = sorted[Math.ceil(0.95 * (sorted.length - 1))];
  return Float32Array.from(
    relief,
    (value) => (high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0) || 0,
  );
}

function viewsText(surfaces: readonly SurfaceFeatures[]): string {
  if (surfaces.length > 1)
    return 'left hemisphere on the left, right on the right, lateral views above, medial views below';
  return `${surfaces[0].surface.hemisphere} hemisphere, lateral view on the left, medial view on the right`;
}

function noteOf(surfaces: readonly SurfaceFeatures[], shown: number, features: number): string {
  const views = viewsText(surfaces);
  const hidden = features - shown;
  const elsewhere =
    hidden > 0
      ? ` ${hidden === 1 ? 'One' : hidden} of ${features} features ${hidden === 1 ? 'is' : 'are'} not on ${surfaces.length === 1 ? 'this surface' : 'these surfaces'}.`
      : '';
  const pale = surfaces.some(({ featureOf }) => featureOf.some((feature) => feature < 0))
    ? '; paler and flat: where there are no data'
    : '';
  return `${views[0].toUpperCase()}${views.slice(1)}. Grey: the cortex, where saliency is no more than evenly spread${pale}.${elsewhere}`;
}

function checkFigure(figure: SurfaceFigure): void {
  checkTexts('surfaceFigure: the first argument', figure, ['title']);
  const { title, rows, columns, features, surfaces } = figure;
  checkNames('columns', columns);
  checkArgument(columns.length > 0, 'columns', columns, 'at least one name');
  checkArgument(['undefined', 'string'].includes(typeof figure.note), 'note', figure.note, 'a text');
  checkArgument(Array.isArray(rows), 'rows', rows, 'an array');
  checkArgument(Number.isSafeInteger(features) && features > 0, 'features', features, 'a whole number above 0');
  for (const [index, row] of rows.entries()) {
    checkTexts(`rows[${index}]`, row, ['label']);
    checkArgument(Array.isArray(row.maps), `rows[${index}]: maps`, row.maps, 'an array');
    if (row.maps.length !== columns.length) {
      throw shape(title, `row ${row.label} has ${row.maps.length} maps for ${columns.length} columns`);
    }
    for (const map of row.maps) {
      checkNumbers(`rows[${index}]: a map`, map);
      if (map.length !== features)
        throw shape(title, `a map of ${row.label} has ${map.length} values for ${features} features`);
    }
  }
  const count = Array.isArray(surfaces) ? surfaces.length : 0;
  checkArgument(count === 1 || count === 2, 'surfaces', surfaces, 'an array of one hemisphere or two');
  for (const [index, one] of surfaces.entries()) checkSurfaceFeatures(one, features, `${title}: surfaces[${index}]`);
  const [first, second] = surfaces;
  checkArgument(
    first.surface.hemisphere !== second?.surface.hemisphere,
    'surfaces[1]: hemisphere',
    second?.surface.hemisphere,
    'the other hemisphere',
  );
}

function shape(title: string, problem: string): UnvanishError {
  return new UnvanishError('shape', `${title}: ${problem}`);
}
