import { dirname, join, resolve } from 'node:path';
import type { Dataset } from '../data/dataset.js';
import { missingOptions } from '../data/missing.js';
import { UnvanishError } from '../errors.js';
import { axesRemedy } from '../formats/axes.js';
import type { FormatOptions } from '../formats/format.js';
import { formatsFor, knownFormat, optionsOf, readingOptions, takesAxes } from '../formats/index.js';
import { checkName } from '../formats/namedFile.js';
import { decodeManifest, isManifestHeader, type Manifest } from '../formats/tables/manifest.js';
import type { TableOptions } from '../formats/tables/tableOptions.js';
import { csvTable } from '../formats/tables/tableRows.js';
import { areSignals, isSignals } from '../recordings/findRecordings.js';
import type { SamplingOptions } from '../recordings/samplingOptions.js';
import { checkedOptions, type DatasetOptions, type ReadingProgress } from './datasetOptions.js';
import { isFolder, readHead, readNamed } from './files.js';
import { firstRecordingOption, given, type RecordingSettings, recordingSettings } from './recordingSettings.js';
import { type SavedSettings, savedSettings } from './savedSettings.js';
import { walkFolder } from './walkFolder.js';

/** Options that say of which class whole runs are. */
const LABELS_OF_RUNS = ['labels', 'labelColumn', 'subjectColumn'];
const EVENTS_SAY = 'of folders and images, events say what the samples are';

interface CommonSource {
  /** As it was named. */
  readonly path: string;
  /** What formats are told, of what the user and a run say. */
  readonly reading: FormatOptions;
  /** All files that are read, as far as they are known before: none of them may be written over. */
  readonly inputs: readonly string[];
  readonly featureNames?: readonly string[] | undefined;
  /** Whether all samples are cut to one length, or to which. */
  readonly equalLengths?: boolean | number | undefined;
}

/** A file of samples. */
export interface FileSource extends CommonSource {
  readonly kind: 'file';
  readonly labels?: string | undefined;
  readonly lengths?: string | undefined;
  readonly truth?: string | undefined;
}

/** A table that names a file for each sample. */
export interface ManifestSource extends CommonSource {
  readonly kind: 'manifest';
  readonly manifest: Manifest;
}

/** A folder of runs, or the series of one run, which are cut into samples. */
export interface RecordingsSource extends CommonSource {
  readonly kind: 'recordings';
  readonly settings: RecordingSettings;
  /** Events of the one run. */
  readonly events?: string | undefined;
  readonly onProgress?: ReadingProgress | undefined;
  readonly onFinding?: DatasetOptions['onFinding'];
}

/** What a path that a user names is, found out once, with what was told of it. */
export type Source = FileSource | ManifestSource | RecordingsSource;

/**
 * Finds out what a path is and checks that the options are for it; nothing but the first lines of a table, or a manifest, is read.
 *
 * @throws UnvanishError `option` for options that are not known or not for what the path is, and as `decodeManifest`.
 */
export async function resolveSource(path: string, options: DatasetOptions = {}): Promise<Source> {
  checkName(path, 'path');
  const told = checkedOptions(options);
  const saved: SavedSettings = told.run === undefined ? {} : await savedSettings(told.run);
  const own = given(told, readingOptions());
  const { labels, lengths, truth, featureNames, equalLengths = saved.equalLengths, events } = told;
  const changes = { featureNames, equalLengths };
  const beside = [labels, lengths, truth].filter((file) => file !== undefined);
  const format = knownFormat(path);
  if (format?.holds === 'recordings' || events !== undefined || (await isFolder(path))) {
    const settings = recordingSettings(told, saved.recordings, await usualSampling(path, told.files));
    const ofRuns = settings.sampling.cut === 'runs' ? LABELS_OF_RUNS : [];
    const remedy = 'whole runs (`cut: runs`) may have their classes from a table by subject';
    refuse(told, ['labels', 'lengths', 'truth'].filter(isNot(ofRuns)), EVENTS_SAY, remedy);
    const columns = Object.keys(own).filter((key) => !Object.hasOwn(missingOptions.shape, key));
    refuse(own, columns.filter(isNot(ofRuns)), `is for files of samples; ${path} holds recordings`);
    const { mask, atlas, regionNames } = settings;
    const inputs = [path, ...[events, mask, atlas, regionNames, settings.labels].filter((file) => file !== undefined)];
    const reading = given({ ...saved.reading, ...own }, missingOptions.shape);
    const { onProgress, onFinding } = told;
    return { kind: 'recordings', path, settings, events, reading, inputs, ...changes, onProgress, onFinding };
  }
  const stray = firstRecordingOption(told);
  if (stray) {
    throw new UnvanishError('option', `${stray}: is for folders and images; ${path} holds samples already`);
  }
  if (await isManifest(path, own)) {
    refuse(told, ['labels', 'lengths', 'truth'], `${path} names a file for each sample, and may have its label`);
    refuse(told, ['sampleColumn'], `${path} names a file for each sample`);
    const reading = { ...saved.reading, ...own };
    const manifest = decodeManifest(await readNamed(path), reading);
    const files = manifest.files.map((file) => join(dirname(path), file));
    return { kind: 'manifest', path, manifest, reading, inputs: [path, ...files], ...changes };
  }
  const taken = format ? optionsOf(format).shape : {};
  // The column of labels may be one of their own file.
  const isTaken = (key: string) => Object.hasOwn(taken, key) || (key === 'labelColumn' && labels !== undefined);
  const foreign = Object.keys(own).find((key) => format && !isTaken(key));
  if (foreign !== undefined) {
    const takers = formatsFor('dataset').filter((one) => Object.hasOwn(optionsOf(one).shape, foreign));
    const extensions = takers.flatMap((one) => one.extensions).join(', ');
    throw new UnvanishError('option', `\`${foreign}\`: is for ${extensions}, not for ${path}`);
  }
  const reading = { ...given(saved.reading ?? {}, taken), ...own };
  return { kind: 'file', path, labels, lengths, truth, reading, inputs: [path, ...beside], ...changes };
}

/** The file that labels come from. */
export function labelsFile(source: Source): string {
  return (source.kind === 'file' ? source.labels : undefined) ?? source.path;
}

/** Signals have no haemodynamic response, by which events of fMRI are moved. */
async function usualSampling(path: string, files: string | undefined): Promise<SamplingOptions> {
  const signals = (await isFolder(path)) ? areSignals((await walkFolder(path)).paths, files) : isSignals(path);
  return signals ? { lag: 0 } : {};
}

/** What to do where data have another number of features than are known, if their axes in another order would have as many. */
export function featureRemedy(source: Source, { samples, time, features }: Dataset, known: number): string | undefined {
  const format = source.kind === 'file' ? knownFormat(source.path) : undefined;
  const turnable = format && takesAxes(format) && source.reading.axes === undefined;
  return axesRemedy(turnable ? [samples, time, features] : undefined, (shape) => shape[2] === known);
}

/** What a run keeps of how its data became samples: files by their whole paths, so that they are found from any folder. */
export function settingsToKeep(source: Source): RecordingSettings | null {
  if (source.kind !== 'recordings') return null;
  const { settings } = source;
  const whole = (['mask', 'atlas', 'regionNames', 'labels'] as const).flatMap((key) => {
    const path = settings[key];
    return path === undefined ? [] : [[key, resolve(path)]];
  });
  return { ...settings, ...Object.fromEntries(whole) };
}

/** Refuses the first of these options that is given. */
function refuse(options: DatasetOptions, keys: readonly string[], reason: string, remedy?: string): void {
  const stray = keys.find((key) => options[key] !== undefined);
  if (stray) throw new UnvanishError('option', `\`${stray}\`: ${reason}`, remedy);
}

function isNot(names: readonly string[]): (name: string) => boolean {
  return (name) => !names.includes(name);
}

/** Whether a table names files: its header has a column `file`. What is no table, or broken, is said where it is read. */
async function isManifest(path: string, told: TableOptions): Promise<boolean> {
  if (!/\.[ct]sv$/i.test(path)) return false;
  const head = await readHead(path, 2 ** 20);
  try {
    return isManifestHeader(csvTable(head, path, { ...told, isCut: true }).header(), told);
  } catch (error) {
    if (error instanceof UnvanishError) return false;
    throw error;
  }
}
