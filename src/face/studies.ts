// unvanish/studies: trials and studies, built-in and one's own.

export type { ModelRole } from '../studies/boxes/boxModels.js';
export {
  type ChanceUnit,
  type CrossValidatedModel,
  type CrossValidationSummary,
  type FoldScore,
  type ModelComparison,
  summariseCrossValidation,
} from '../studies/crossValidation/crossValidationSummary.js';
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
} from '../studies/crossValidation/crossValidationTrials.js';
export type { FeatureSaliency, HeldOutSaliency } from '../studies/crossValidation/heldOutSaliency.js';
export { studies } from '../studies/index.js';
export { contentHash } from '../studies/plainData.js';
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
} from '../studies/study.js';
export { type ExampleMap, runTrial, type TrialData, type TrialResult, type TrialSpec } from '../studies/trial/trial.js';
