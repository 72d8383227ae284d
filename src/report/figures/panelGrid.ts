import { UnvanishError } from '../../errors.js';
import { checkArgument, checkTexts } from '../../options.js';
import { type Content, html, type Markup } from '../markup.js';
import { formatQuantity } from '../numberFormat.js';
import { type ColourScale, checkScale } from './colour.js';
import { type ColourDomain, colourDomain } from './colourDomain.js';
import { checkPanel, drawPanel, type PanelData, panelDomain, unpadded } from './panel.js';
import { colourBarImage, type TimeDirection } from './raster.js';
import { svgFigure } from './svgFigure.js';

/** One column of small multiples: what its panels show. */
export interface PanelColumn {
  readonly label: string;
  /** A second line below the label. */
  readonly note?: string | undefined;
  readonly scale: ColourScale;
  /** What the colours measure: `|dP/dx|`. */
  readonly unit: string;
  /**
   * What shares one colour scale: each `panel` its own (as measurements scale each map by itself), or the whole
   * `column`; two numbers fix it.
   */
  readonly domain?: 'panel' | 'column' | readonly [low: number, high: number] | undefined;
}

/** One picture among small multiples. */
export interface Panel extends PanelData {
  /** A short line below the picture. */
  readonly note?: string | undefined;
}

/** One row of small multiples: one panel a column; a panel may be missing. */
export interface PanelRow {
  readonly label: string;
  /** Where rows, not columns, tell what is shown: takes the place of the columns' scales; each panel has its own domain. */
  readonly shows?: Pick<PanelColumn, 'scale' | 'unit'> | undefined;
  readonly panels: readonly (Panel | undefined)[];
}

/** Small multiples. */
export interface PanelGrid {
  readonly title: string;
  readonly columns: readonly PanelColumn[];
  readonly rows: readonly PanelRow[];
  readonly timeLabel?: string | undefined;
  readonly featureLabel?: string | undefined;
  /** What the outlines of masks show. */
  readonly outlineLabel?: string | undefined;
}

/** What stands at the ends of a legend whose panels have scales of their own. */
const ownEnds: Record<ColourScale, readonly [low: string, high: string]> = {
  sequential: ['0', 'P99.5'],
  diverging: ['−P99.5', 'P99.5'],
  ink: ['0', 'max'],
};

const ownScaleText = 'Each map has its own colour scale, which ends at P99.5, the 99.5th percentile of its values.';

/** Samples and their maps side by side: time along x, features along y. Row labels stand above their rows. */
export function heatmapGrid(grid: PanelGrid): Markup {
  return panelGrid(grid, 'x');
}

/** The same for series that are images read row by row: time runs downwards. Row labels stand left of their rows. */
export function imageGrid(grid: PanelGrid): Markup {
  return panelGrid(grid, 'y');
}

/** Each panel is an SVG of its own without text; labels are HTML, so that they stay readable at any width. */
function panelGrid(grid: PanelGrid, timeAlong: TimeDirection): Markup {
  checkTexts('the grid', grid, ['title']);
  checkGrid(grid);
  const { columns, rows, title } = grid;
  const shared = columns.map((column, index) => columnDomain(column, rows, index));
  const outlined = rows.some((row) => row.panels.some((panel) => panel?.mask));
  const ownScales = columns.some((column, index) => !shared[index] && column.scale !== 'ink');
  const outlineText =
    grid.outlineLabel ?? (timeAlong === 'x' ? 'Truth mask: where the classes differ.' : 'Outline of the input.');
  return html`<div class="uv-panels uv-time-${timeAlong}" role="group" aria-label="${title}" style="--columns:${columns.length}">
<div></div>${columns.map(columnHead)}
${rows.map((row) => gridRow(grid, row, shared, timeAlong))}
<div></div>${legends(grid, shared)}
</div>
<p class="uv-key">${outlined && html`<span class="uv-outline"></span>${outlineText} `}${ownScales && ownScaleText}</p>`;
}

function checkGrid({ title, columns, rows }: PanelGrid): void {
  for (const [name, list] of Object.entries({ columns, rows }))
    checkArgument(Array.isArray(list), name, list, 'an array');
  columns.forEach((column, index) => {
    checkTexts(`columns[${index}]`, column, ['label', 'unit']);
    checkScale(column.scale, `columns[${index}]`);
  });
  for (const [index, row] of rows.entries()) {
    checkTexts(`rows[${index}]`, row, ['label']);
    const { label, panels } = row;
    checkArgument(Array.isArray(panels), `rows[${index}]: panels`, panels, 'an array');
    if (panels.length !== columns.length) {
      throw new UnvanishError(
        'shape',
        `${title}: row ${label} has ${panels.length} panels for ${columns.length} columns`,
      );
    }
    panels.forEach((panel, index) => {
      if (panel) checkPanel(panel, `${title}: ${label}, ${columns[index].label}`);
    });
  }
}

function columnDomain(column: PanelColumn, rows: readonly PanelRow[], index: number): ColourDomain | undefined {
  const { domain = 'panel', scale } = column;
  if (domain === 'panel') return undefined;
  const values = rows.flatMap((row) => (row.panels[index] ? Array.from(unpadded(row.panels[index])) : []));
  return colourDomain(values, scale, domain === 'column' ? undefined : domain);
}

function columnHead(column: PanelColumn): Markup {
  const note = column.note && html`<span>${column.note}</span>`;
  return html`<div class="uv-column-label"><strong>${column.label}</strong>${note}</div>`;
}

function gridRow(
  grid: PanelGrid,
  row: PanelRow,
  shared: readonly (ColourDomain | undefined)[],
  timeAlong: TimeDirection,
): Content {
  const heatmaps = timeAlong === 'x';
  const features = row.panels.find((panel) => panel !== undefined)?.features ?? 1;
  const side = heatmaps && html`<div class="uv-side">${axisRange(grid.featureLabel ?? 'feature', features)}</div>`;
  const panels = row.panels.map((panel, index) => {
    if (!panel) return html`<div></div>`;
    const column = { ...grid.columns[index], ...row.shows };
    const fixed = row.shows ? undefined : shared[index];
    const domain = fixed ?? panelDomain(panel, column.scale);
    const range = heatmaps && !fixed && `${formatQuantity(domain.low)} to ${formatQuantity(domain.high)}`;
    const note = panel.note ?? range;
    return html`<div>${panelSvg(panel, row.label, column, domain, timeAlong)}
${heatmaps && html`<div class="uv-under">${axisRange(grid.timeLabel ?? 'time', panel.time)}</div>`}
${note && html`<p>${note}</p>`}</div>`;
  });
  return html`<div class="uv-row-label">${row.label}</div>${side}${panels}`;
}

function panelSvg(
  panel: Panel,
  rowLabel: string,
  column: PanelColumn,
  domain: ColourDomain,
  timeAlong: TimeDirection,
): Markup {
  const [across, down] = timeAlong === 'x' ? [panel.time, panel.features] : [panel.features, panel.time];
  const width = 200;
  const height = Math.min(Math.max((width * down) / across, width * 0.35), width * 1.25);
  const { markup } = drawPanel(panel, timeAlong, column.scale, domain, { x: 0, y: 0, width, height });
  const title = `${rowLabel}: ${column.label}${column.note ? `, ${column.note}` : ''}`;
  const ends = `from ${formatQuantity(domain.low)} to ${formatQuantity(domain.high)}`;
  return svgFigure({ width, height, title, description: `${column.unit}, ${ends}. ${domain.note}`.trim() }, markup);
}

/** One a column; where rows tell what is shown, one a kind of row. */
function legends({ columns, rows }: PanelGrid, shared: readonly (ColourDomain | undefined)[]): Markup[] {
  const kinds = rows.flatMap(({ shows }) => shows ?? []);
  if (kinds.length === 0) return columns.map((column, index) => columnLegend(column, shared[index]));
  const distinct = kinds.filter(({ unit }, index) => kinds.findIndex((kind) => kind.unit === unit) === index);
  return distinct.map((kind) => columnLegend(kind, undefined));
}

function columnLegend(column: Pick<PanelColumn, 'scale' | 'unit'>, domain: ColourDomain | undefined): Markup {
  const [low, high] = domain ? [formatQuantity(domain.low), formatQuantity(domain.high)] : ownEnds[column.scale];
  return html`<div class="uv-legend">
<img alt="" src="${colourBarImage(column.scale)}"><div class="uv-ends"><span>${low}</span><span>${high}</span></div><div>${column.unit}</div>
</div>`;
}

/** The first and last index of an axis and its name between them. */
function axisRange(name: string, count: number): Markup {
  return html`<span>0</span><span>${name}</span><span>${count - 1}</span>`;
}
