// The public API, grouped by room.

// attribution
export { type BaselineChoice, type BaselineName, baselineNames } from './attribution/baseline.js';
export type { Completeness } from './attribution/completeness.js';
export { gradient } from './attribution/gradient.js';
export { attributionMethod, attributionMethods } from './attribution/index.js';
export { integratedGradients } from './attribution/integratedGradients.js';
export type { AttributionMethod, AttributionOptions, MethodSettings, SaliencyMaps } from './attribution/method.js';
// backend
export { Engine, type EngineOptions } from './backend/engine.js';
export type { Kernels, Pointer } from './backend/kernels.js';
export { RandomStream, type Stream } from './backend/random.js';
// data
export type { NdArray, NumberArray } from './data/array.js';
export {
  createDataset,
  type Dataset,
  type DatasetFields,
  type GroupKind,
  type Groups,
  groupKinds,
  lengthOf,
  maskOf,
  seriesOf,
  takeSamples,
} from './data/dataset.js';
export { classCounts, classCountsByGroup, type Finding, findingsOf } from './data/findings.js';
export {
  type Fold,
  type FoldedLabels,
  type FoldOptions,
  groupedFolds,
  leaveOneGroupOut,
  stratifiedFolds,
} from './data/folds.js';
export { decodeEvents, decodeThreeColumnEvents } from './data/formats/bids/events.js';
export { decodeRegionNames } from './data/formats/bids/regionNames.js';
export { decodeSidecar, type Sidecar } from './data/formats/bids/sidecar.js';
export { type DatasetFiles, decodeDataset } from './data/formats/datasetFile.js';
export { decodeIdx } from './data/formats/idx.js';
export { decodeCiftiSeries } from './data/formats/images/cifti.js';
export { type CiftiMaps, encodeCifti } from './data/formats/images/encodeCifti.js';
export { encodeNifti, type VolumeMaps } from './data/formats/images/encodeNifti.js';
export {
  decodeNifti,
  type NiftiExtension,
  type NiftiImage,
  volumeShape,
  volumeValues,
} from './data/formats/images/nifti.js';
export type { Affine } from './data/formats/images/niftiAffine.js';
export { decodeMaps, encodeMaps } from './data/formats/mapsFile.js';
export type { NamedFile } from './data/formats/namedFile.js';
export { decodeNpy, encodeNpy } from './data/formats/numpy/npy.js';
export { decodeNpz, encodeNpz, type NpzLimits } from './data/formats/numpy/npz.js';
export {
  decodeSafetensors,
  encodeSafetensors,
  type SafeTensor,
  type SafeTensorDtype,
} from './data/formats/safetensors.js';
export { decodeLongCsv, encodeLongCsv, type LongCsvNames } from './data/formats/tables/csv.js';
export { decodeGroups } from './data/formats/tables/groupsFile.js';
export { decodeLabels, type FileLabels } from './data/formats/tables/labelsCsv.js';
export { decodeNumericTable, type NumericTable } from './data/formats/tables/numericTable.js';
export type { KnownSamples } from './data/formats/tables/sampleColumn.js';
export { decodeWideCsv, type WideOptions } from './data/formats/tables/wideCsv.js';
export { decodeTs } from './data/formats/ts.js';
export { interpolateMissing, type MissingValues } from './data/missing.js';
export {
  type FoundRecordings,
  findRecordings,
  type RecordingFiles,
  type SeriesKind,
} from './data/recordings/findRecordings.js';
export {
  type PreprocessingConfig,
  type PreprocessingOptions,
  preprocess,
  preprocessingSchema,
} from './data/recordings/preprocessing.js';
export type { Recording, RecordingEvent } from './data/recordings/recording.js';
export { blockSamples, runSamples, samplesOf, windowSamples } from './data/recordings/sampling.js';
export { type SamplingConfig, type SamplingOptions, samplingSchema } from './data/recordings/samplingOptions.js';
export type { ImageSeries } from './data/space/imageSeries.js';
export type { CiftiSpace, FeatureSpace, VolumeSpace } from './data/space/space.js';
export { type VolumeFeatures, volumeSeries } from './data/space/volumeSeries.js';
export { groupedSplit, stratifiedSplit } from './data/split.js';
export { fitStandardisation, type Standardisation, standardise } from './data/standardisation.js';
export { type BoxName, boxDataset, boxNames } from './data/synthetic/boxes.js';
export {
  type SimulatedNetwork,
  type SimulatedTaskFmri,
  simulateTaskFmri,
  type TaskFmriOptions,
} from './data/synthetic/taskFmri.js';
export { taskFmriDataset } from './data/synthetic/taskFmriDataset.js';
// diagnosis
export {
  type Diagnosis,
  type DiagnosisOptions,
  diagnose,
  type GateStatistics,
  type RecurrenceDiagnosis,
  type TermShares,
} from './diagnosis/diagnose.js';
export { saliencyHalfLife } from './diagnosis/halfLife.js';
export { type SaliencyPaths, saliencyPaths } from './diagnosis/paths.js';
export type { Spread } from './diagnosis/spread.js';
export { type ErrorCode, UnvanishError } from './errors.js';
// evaluation
export { accuracy, predictedClasses } from './evaluation/accuracy.js';
export { type BootstrapOptions, bootstrapMeans } from './evaluation/bootstrap.js';
export { type ChanceRow, chanceMaps, chanceRows, type UniformSource } from './evaluation/chance.js';
export { type ClassScores, type Confusion, confusion } from './evaluation/confusion.js';
export { type Estimate, estimate, proportionEstimate } from './evaluation/estimate.js';
export {
  type EvaluatedData,
  type EvaluationOptions,
  evaluateMaps,
  type MapEvaluation,
  type MeasuredValues,
} from './evaluation/evaluateMaps.js';
export { type FillName, fillNames } from './evaluation/fill.js';
export { groupedProportionEstimate } from './evaluation/groupedProportion.js';
export { type MeasurementName, measurements } from './evaluation/index.js';
export {
  type LabelledPredictions,
  type LabelPermutationOptions,
  type LabelPermutationTest,
  labelPermutationTest,
} from './evaluation/labelPermutation.js';
export { meanShares } from './evaluation/meanShares.js';
export type { MeasureMap, Measurement, SeriesShape } from './evaluation/measurement.js';
export {
  joinRemovalScores,
  type RemovalArea,
  type RemovalCurve,
  type RemovalInput,
  type RemovalRecipe,
  type RemovalScores,
  removalCurve,
  removalScores,
} from './evaluation/removal.js';
export {
  type ProfileEntry,
  type SaliencyProfile,
  type SaliencyProfileOptions,
  saliencyByFeature,
  saliencyProfile,
} from './evaluation/saliencyProfile.js';
export { type OnTask, type TaskShares, type TaskSharesOptions, taskShares } from './evaluation/taskShares.js';
export { saliencyByTime, shareOfFirst, shareOfLast } from './evaluation/timeShare.js';
export type { Cell, CellAnatomy, CellStep, Recurrence, StateTerm } from './model/cells/cell.js';
export { builtInCells, cellNames, registerCell } from './model/cells/index.js';
// model
export {
  Classifier,
  type ComputeOptions,
  type InputGradientOptions,
  type Output,
  type PassOptions,
  type PathGradientOptions,
  type Target,
} from './model/classifier.js';
export { type ClassifierConfig, type ClassifierOptions, classifierSchema } from './model/config.js';
export type { AssumedArchitecture } from './model/inferArchitecture.js';
export type { ParameterDeclaration, ParameterLayout, ParameterSpec } from './model/parameters.js';
export { decodeModel, encodeModel, type LoadingOptions, prepareFor, type SavedModel } from './model/savedModel.js';
export type { ClassifierStream } from './model/stream.js';
export type { Prose } from './report/block.js';
export { type Report, renderReport, type Section } from './report/document.js';
export type { ColourScale } from './report/figures/colour.js';
// report
export { type ConfusionMatrix, confusionFigure } from './report/figures/confusionFigure.js';
export { type Heatmap, heatmapFigure } from './report/figures/heatmap.js';
export { type LineChart, lineChart, type Series, type Span } from './report/figures/lineChart.js';
export type { PanelData } from './report/figures/panel.js';
export { heatmapGrid, imageGrid, type PanelColumn, type PanelGrid, type PanelRow } from './report/figures/panelGrid.js';
export type { Markup } from './report/markup.js';
export { type Cell as TableCell, type Table, type TableColumn, type TableRow, tableBlock } from './report/table.js';
// study
export {
  type ComparedModel,
  type CrossValidationData,
  type CrossValidationOptions,
  crossValidationTasks,
  type FinalResult,
  type FinalTask,
  type FoldResult,
  type FoldTask,
  runFinalTrial,
  runFoldTrial,
} from './study/crossValidation.js';
export {
  type CrossValidatedModel,
  type CrossValidationSummary,
  type FoldScore,
  type ModelComparison,
  type ModelOutcome,
  summariseCrossValidation,
} from './study/crossValidationSummary.js';
export type { FeatureSaliency, HeldOutSaliency } from './study/heldOutSaliency.js';
export { type ExampleMap, runTrial, type TrialData, type TrialResult, type TrialSpec } from './study/trial.js';
export type { AdamState } from './training/adam.js';
// training
export { type TrainingConfig, type TrainingOptions, trainingSchema } from './training/options.js';
export {
  decodeTrainingState,
  type EpochRecord,
  encodeTrainingState,
  type StopReason,
  type TrainingState,
} from './training/state.js';
export {
  type TrainingData,
  type TrainingHooks,
  type TrainingProgress,
  type TrainingResult,
  train,
} from './training/trainer.js';
