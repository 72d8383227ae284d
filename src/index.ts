// The public API, grouped by room.

// attribution
export { gradient } from './attribution/gradient.js';
export { attributionMethod, attributionMethods } from './attribution/index.js';
export type { AttributionMethod, AttributionOptions, SaliencyMaps } from './attribution/method.js';
// backend
export { Engine } from './backend/engine.js';
export { RandomStream, type Stream } from './backend/random.js';
// data
export type { NdArray, NumberArray } from './data/array.js';
export {
  createDataset,
  type Dataset,
  type DatasetFields,
  lengthOf,
  maskOf,
  seriesOf,
  takeSamples,
} from './data/dataset.js';
export { decodeLongCsv, encodeLongCsv } from './data/formats/csv.js';
export { type DatasetFiles, decodeDataset } from './data/formats/datasetFile.js';
export { decodeIdx } from './data/formats/idx.js';
export { decodeLabels } from './data/formats/labelsCsv.js';
export { decodeMaps, encodeMaps } from './data/formats/mapsFile.js';
export type { NamedFile } from './data/formats/namedFile.js';
export { decodeNpy, encodeNpy } from './data/formats/npy.js';
export { decodeNpz, encodeNpz } from './data/formats/npz.js';
export { decodeSafetensors, encodeSafetensors, type SafeTensor } from './data/formats/safetensors.js';
export { stratifiedSplit } from './data/split.js';
export { fitStandardisation, type Standardisation, standardise } from './data/standardisation.js';
export { type BoxName, boxDataset, boxNames } from './data/synthetic/boxes.js';
export { type ErrorCode, UnvanishError } from './errors.js';
// evaluation
export { accuracy, predictedClasses } from './evaluation/accuracy.js';
export { type ChanceRow, chanceMaps, chanceRows } from './evaluation/chance.js';
export { type Estimate, estimate, proportionEstimate } from './evaluation/estimate.js';
export { evaluateMaps, type MapEvaluation } from './evaluation/evaluateMaps.js';
export { measurements } from './evaluation/index.js';
export type { Measurement, SeriesShape } from './evaluation/measurement.js';
export { saliencyByTime, shareOfFirst, shareOfLast } from './evaluation/timeShare.js';
// model
export { Classifier, type InputGradientOptions, type Output, type Target } from './model/classifier.js';
export { type ClassifierConfig, type ClassifierOptions, classifierSchema } from './model/config.js';
export type { ParameterLayout, ParameterSpec } from './model/parameters.js';
export { decodeModel, encodeModel, prepareFor, type SavedModel } from './model/savedModel.js';
// report
export { type Report, renderReport } from './report/document.js';
export { type Heatmap, heatmapFigure } from './report/heatmap.js';
export { type LineChart, lineChart } from './report/lineChart.js';
export { heatmapGrid, imageGrid, type PanelGrid } from './report/panelGrid.js';
export { type Table, tableBlock } from './report/table.js';
// study
export { runTrial, type TrialData, type TrialResult, type TrialSpec } from './study/trial.js';
// training
export { type TrainingConfig, type TrainingOptions, trainingSchema } from './training/options.js';
export { decodeTrainingState, type EpochRecord, encodeTrainingState, type TrainingState } from './training/state.js';
export {
  type TrainingData,
  type TrainingHooks,
  type TrainingProgress,
  type TrainingResult,
  train,
} from './training/trainer.js';
