// The public API, grouped by room.

// attribution
export {
  type AttributionOptions,
  type AttributionSpec,
  attribute,
  type CommonAttributionOptions,
  type SaliencyMaps,
} from './attribution/attribute.js';
export { type BaselineChoice, type BaselineName, baselineNames } from './attribution/baseline.js';
export type { Completeness } from './attribution/completeness.js';
export { attributionMethods } from './attribution/index.js';
export type {
  Attribution,
  AttributionInput,
  AttributionMethod,
} from './attribution/method.js';
export { type Perturbation, type PerturbOptions, perturb } from './attribution/perturb.js';
// backend
export { Engine, type EngineOptions } from './backend/engine.js';
export type { Kernels, Pointer } from './backend/kernels.js';
export { addProduct, type Matrix, matrix, multiply, rowRange, stack, transposed } from './backend/matrix.js';
export { RandomStream } from './backend/random.js';
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
export { interpolateMissing, type MissingValues } from './data/missing.js';
export type { CiftiSpace, FeatureSpace, VolumeSpace } from './data/space/space.js';
export { groupedSplit, type Split, type SplitOptions, stratifiedSplit } from './data/split.js';
export { fitStandardisation, type Standardisation, standardise } from './data/standardisation.js';
export { type BoxName, boxDataset, boxNames } from './data/synthetic/boxes.js';
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
export { type ChanceOptions, type ChanceRow, chanceMaps, chanceRows } from './evaluation/chance/chance.js';
export {
  meanShares,
  type ProfileEntry,
  type SaliencyProfile,
  type SaliencyProfileOptions,
  saliencyByFeature,
  saliencyProfile,
} from './evaluation/distribution/saliencyProfile.js';
export {
  type OnTask,
  type TaskShares,
  type TaskSharesOptions,
  taskShares,
} from './evaluation/distribution/taskShares.js';
export { saliencyByTime, shareOfFirst, shareOfLast } from './evaluation/distribution/timeShare.js';
export {
  type EvaluationOptions,
  evaluate,
  type MapEvaluation,
  type MeasuredValues,
} from './evaluation/evaluate.js';
export { type FillName, fillNames } from './evaluation/faithfulness/fill.js';
export {
  joinRemovalScores,
  type RemovalArea,
  type RemovalCurve,
  type RemovalInput,
  type RemovalOptions,
  type RemovalScores,
  removalCurve,
  removalScores,
} from './evaluation/faithfulness/removal.js';
export { measurements, registerMeasurement } from './evaluation/index.js';
export type { EvaluatedData, SeriesShape } from './evaluation/maps.js';
export type {
  Family,
  MapMeasurement,
  Measurement,
  MeasurementInput,
  ModelMeasurement,
} from './evaluation/measurement.js';
// evaluation
export { accuracy, predictedClasses } from './evaluation/performance/accuracy.js';
export { type ClassScores, type Confusion, confusion } from './evaluation/performance/confusion.js';
export { type DatasetFiles, decodeDataset } from './formats/datasetFile.js';
export type { ArrayRole, ColumnRole, DatasetRole, Format, MapsRole, NamedArray, SeriesRole } from './formats/format.js';
export { decodeIdx } from './formats/idx.js';
export { decodeCiftiSeries } from './formats/images/cifti.js';
export { type CiftiMaps, encodeCifti } from './formats/images/encodeCifti.js';
export { encodeNifti, type VolumeMaps } from './formats/images/encodeNifti.js';
export type { ImageSeries } from './formats/images/imageSeries.js';
export {
  decodeNifti,
  type NiftiExtension,
  type NiftiImage,
  volumeShape,
  volumeValues,
} from './formats/images/nifti.js';
export type { Affine } from './formats/images/niftiAffine.js';
export { formats } from './formats/index.js';
export { decodeMaps, encodeMaps } from './formats/maps/mapsFile.js';
export type { StoredMaps } from './formats/maps/storedMaps.js';
export type { NamedFile } from './formats/namedFile.js';
export { decodeNpy, encodeNpy } from './formats/numpy/npy.js';
export { decodeNpz, encodeNpz, type NpzLimits } from './formats/numpy/npz.js';
export {
  decodeSafetensors,
  encodeSafetensors,
  type SafeTensor,
  type SafeTensorDtype,
} from './formats/safetensors.js';
export { decodeLabels, type FileLabels } from './formats/tables/classes.js';
export { decodeLongCsv, encodeLongCsv, type LongCsvNames } from './formats/tables/csv.js';
export { decodeGroups } from './formats/tables/groupsFile.js';
export { decodeNumericTable, type NumericTable } from './formats/tables/numericTable.js';
export type { KnownSamples } from './formats/tables/sampleColumn.js';
export type { TableOptions } from './formats/tables/tableOptions.js';
export { decodeWideCsv } from './formats/tables/wideCsv.js';
export { decodeTs } from './formats/ts.js';
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
export type { Drop, Encoder, EncoderKind } from './model/encoders/encoder.js';
export { encoders, registerEncoder } from './model/encoders/index.js';
export type { Cell, CellAnatomy, CellStep, Recurrence, StateTerm } from './model/encoders/recurrent/cells/cell.js';
export { builtInCells, cells, registerCell } from './model/encoders/recurrent/cells/index.js';
export { DenseHead } from './model/heads/denseHead.js';
export type { Head, HeadKind, LossResult, LossWeights } from './model/heads/head.js';
export { heads, registerHead } from './model/heads/index.js';
export type { ParameterDeclaration, ParameterLayout, ParameterPointers, ParameterSpec } from './model/parameters.js';
export type { Batch, Series as SampleSeries } from './model/passes/batch.js';
export type { Wanted } from './model/passes/wanted.js';
export { readouts, registerReadout } from './model/readouts/index.js';
export type { Readout, ReadoutKind } from './model/readouts/readout.js';
export type { ClassifierStream } from './model/stream.js';
export type { AssumedArchitecture } from './model/weights/inferArchitecture.js';
export {
  decodeModel,
  encodeModel,
  type LoadingOptions,
  prepareFor,
  type SavedModel,
} from './model/weights/savedModel.js';
export { decodeEvents, decodeThreeColumnEvents } from './recordings/bids/events.js';
export { decodeRegionNames } from './recordings/bids/regionNames.js';
export { decodeSidecar, type Sidecar } from './recordings/bids/sidecar.js';
export {
  type FoundRecordings,
  findRecordings,
  type RecordingFiles,
  type SeriesKind,
} from './recordings/findRecordings.js';
export {
  type PreprocessingConfig,
  type PreprocessingOptions,
  preprocess,
  preprocessingSchema,
} from './recordings/preprocessing.js';
export type { Recording, RecordingEvent } from './recordings/recording.js';
export { blockSamples, runSamples, samplesOf, windowSamples } from './recordings/sampling.js';
export { type SamplingConfig, type SamplingOptions, samplingSchema } from './recordings/samplingOptions.js';
export {
  type SimulatedNetwork,
  type SimulatedTaskFmri,
  simulateTaskFmri,
  type TaskFmriOptions,
} from './recordings/simulated/taskFmri.js';
export { taskFmriDataset } from './recordings/simulated/taskFmriDataset.js';
export { type VolumeFeatures, volumeSeries } from './recordings/space/volumeSeries.js';
export type { Registry } from './registry.js';
export type { Block, Figure, Prose } from './report/block.js';
export { type Report, renderReport, type Section } from './report/document.js';
export type { ColourScale } from './report/figures/colour.js';
// report
export { type ConfusionMatrix, confusionFigure } from './report/figures/confusionFigure.js';
export { type Heatmap, heatmapFigure } from './report/figures/heatmap.js';
export { type LineChart, lineChart, type Series, type Span } from './report/figures/lineChart.js';
export type { PanelData } from './report/figures/panel.js';
export {
  heatmapGrid,
  imageGrid,
  type Panel,
  type PanelColumn,
  type PanelGrid,
  type PanelRow,
} from './report/figures/panelGrid.js';
export type { Markup } from './report/markup.js';
export type { NumberStyle } from './report/numberFormat.js';
export { type Cell as TableCell, type Table, type TableColumn, type TableRow, tableBlock } from './report/table.js';
export { type BootstrapOptions, bootstrapMeans } from './statistics/bootstrap.js';
export { type Estimate, estimate, proportionEstimate } from './statistics/estimate.js';
export { groupedProportionEstimate } from './statistics/groupedProportion.js';
export {
  type LabelledPredictions,
  type LabelPermutationTest,
  labelPermutationTest,
  type PermutationOptions,
} from './statistics/labelPermutation.js';
export { RandomIntegers, type Stream } from './statistics/randomIntegers.js';
// study
export {
  type CrossValidatedModel,
  type CrossValidationSummary,
  type FoldScore,
  type ModelComparison,
  summariseCrossValidation,
} from './studies/crossValidation/crossValidationSummary.js';
export {
  type ComparedModel,
  type CrossValidationData,
  type CrossValidationGrid,
  type CrossValidationTask,
  crossValidationTasks,
  type FinalResult,
  type FinalTrial,
  type FoldResult,
  type FoldTrial,
  type ModelOutcome,
  outcomesOf,
  runCrossValidationTask,
} from './studies/crossValidation/crossValidationTrials.js';
export type { FeatureSaliency, HeldOutSaliency } from './studies/crossValidation/heldOutSaliency.js';
export { studies } from './studies/index.js';
export { contentHash } from './studies/plainData.js';
export type {
  Study,
  StudyFacts,
  StudyFile,
  StudyModel,
  StudyPlan,
  StudyProgress,
  StudyWork,
  Task,
  TaskResults,
} from './studies/study.js';
export { type ExampleMap, runTrial, type TrialData, type TrialResult, type TrialSpec } from './studies/trial/trial.js';
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
