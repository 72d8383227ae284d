// unvanish/report: figures, what lies where on the cortex, tables, and one HTML file of them.

export { type LabelledFeatures, labelledFeatures } from '../data/space/labelledFeatures.js';
export type { Surface } from '../data/space/surface.js';
export type { SurfaceFeatures } from '../data/space/surfaceFeatures.js';
export { featuresOnSurface } from '../formats/images/featuresOnSurface.js';
export type { Block, Figure, Prose } from '../report/block.js';
export { type Report, renderReport, type Section } from '../report/document.js';
export type { ColourScale } from '../report/figures/colour.js';
export { type ConfusionMatrix, confusionFigure } from '../report/figures/confusionFigure.js';
export { type Heatmap, heatmapFigure } from '../report/figures/heatmap.js';
export { type LineChart, lineChart, type Series, type Span } from '../report/figures/lineChart.js';
export type { PanelData } from '../report/figures/panel.js';
export {
  heatmapGrid,
  imageGrid,
  type Panel,
  type PanelColumn,
  type PanelGrid,
  type PanelRow,
} from '../report/figures/panelGrid.js';
export { type SurfaceFigure, surfaceFigure } from '../report/figures/surfaceFigure.js';
export type { Markup } from '../report/markup.js';
export type { NumberStyle } from '../report/numberFormat.js';
export { type Cell as TableCell, type Table, type TableColumn, type TableRow, tableBlock } from '../report/table.js';
