// The public API for any runtime: engine, data, models, training, diagnosis, attribution, evaluation. Files are in unvanish/formats,
// figures and reports in unvanish/report, studies in unvanish/studies, what a disk holds in unvanish/node.

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
export { Engine, type EngineOptions } from './backend/engine.js';
export type { Kernels, Pointer } from './backend/kernels.js';
export { addProduct, type Matrix, matrix, multiply, rowRange, stack, transposed } from './backend/matrix.js';
export { RandomStream } from './backend/random.js';
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
export { equalLengths } from './data/equalLengths.js';
export type { Finding } from './data/finding.js';
export { classCounts, classCountsByGroup, findingsOf } from './data/findings.js';
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
export { suspectsOf } from './data/suspects.js';
export { type BoxName, boxDataset, boxNames } from './data/synthetic/boxes.js';
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
export { type FaintMaps, faintMaps } from './evaluation/distribution/faintMaps.js';
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
export { accuracy, predictedClasses } from './evaluation/performance/accuracy.js';
export { type ClassScores, type Confusion, confusion } from './evaluation/performance/confusion.js';
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
export type { Batch, Continuation, Series as SampleSeries } from './model/passes/batch.js';
export type { SampleProgress } from './model/passes/passFields.js';
export type { Wanted } from './model/passes/wanted.js';
export { readouts, registerReadout } from './model/readouts/index.js';
export type { Readout, ReadoutKind, StatesShape } from './model/readouts/readout.js';
export type { ClassifierStream } from './model/stream.js';
export type { AssumedArchitecture } from './model/weights/inferArchitecture.js';
export {
  decodeModel,
  encodeModel,
  type LoadingOptions,
  prepareFor,
  type SavedModel,
} from './model/weights/savedModel.js';
export type { SettingsOf, SettingsShape } from './options.js';
export type { NamedSettings, Registry } from './registry.js';
export { type Estimate, estimate, proportionEstimate } from './statistics/estimate.js';
export { type GroupsOptions, groupedMeans } from './statistics/groupedMeans.js';
export { groupedProportionEstimate } from './statistics/groupedProportion.js';
export {
  type LabelledPredictions,
  type LabelPermutationTest,
  labelPermutationTest,
  type PermutationOptions,
} from './statistics/labelPermutation.js';
export { RandomIntegers, type Stream } from './statistics/randomIntegers.js';
export type { StopSignal } from './stopSignal.js';
export { type CrossValidateOptions, crossValidate } from './studies/crossValidation/crossValidate.js';
export type {
  ChanceUnit,
  CrossValidatedModel,
  CrossValidationSummary,
  FoldScore,
  ModelComparison,
} from './studies/crossValidation/crossValidationSummary.js';
export type { FeatureSaliency, HeldOutSaliency } from './studies/crossValidation/heldOutSaliency.js';
export type { AdamState } from './training/adam.js';
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
