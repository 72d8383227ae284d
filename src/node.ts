// The public API for Node: what a user names on a disk.

export type { DatasetOptions, ReadingProgress } from './files/datasetOptions.js';
export { readDataset } from './files/readDataset.js';
export type { RecordingOptions, RecordingSettings } from './files/recordingSettings.js';
export { type ModelChoice, type ModelOptions, type RunFacts, readModel, readRun } from './files/runFolder.js';
