import { basename } from 'node:path';
import { Engine } from '../../backend/engine.js';
import { oneClassText } from '../../data/findings.js';
import { UnvanishError } from '../../errors.js';
import { featuresOnCortex } from '../../files/cortex.js';
import { type CortexOptions, firstCortexOption, readCortexFiles } from '../../files/cortexFiles.js';
import { readRuns } from '../../files/readDataset.js';
import { recordingFacts } from '../../files/recordingFacts.js';
import { firstRecordingOption, type RecordingOptions, type RecordingSettings } from '../../files/recordingSettings.js';
import { settingsToKeep } from '../../files/source.js';
import { inFile } from '../../formats/namedFile.js';
import { fromOnsetToOnset } from '../../recordings/onsetWindows.js';
import { preprocess } from '../../recordings/preprocessing.js';
import type { Recording } from '../../recordings/recording.js';
import { samplesOf } from '../../recordings/sampling.js';
import { type SamplingConfig, type SamplingOptions, samplingConfig } from '../../recordings/samplingOptions.js';
import { type FmriSource, simulatedFmri } from '../../studies/fmri/fmriWork.js';
import { dataOptions, namedData } from '../input/namedData.js';
import { suspectWarnings, warningFacts } from '../terminal/suspectWarnings.js';
import type { SourceFlags } from './sourceFlags.js';

/** Where `reproduce fmri` gets its data. */
export interface FmriSourceOptions extends RecordingOptions, CortexOptions {
  readonly seed: number;
  readonly bids?: string;
  readonly hcp?: string;
  readonly subjects?: number;
  readonly runs?: number;
}

/** What a study is given, and what its run keeps of how it was read. */
interface ReadFmri {
  readonly source: FmriSource;
  readonly about?: { readonly recordings: RecordingSettings; readonly cortex: CortexOptions | undefined };
}

/**
 * The data that the command line names, or a simulation where it names none.
 *
 * @throws UnvanishError `option` where it names several, or simulates and reads; and as `readRuns`.
 */
export async function fmriSource(data: string | undefined, options: FmriSourceOptions): Promise<ReadFmri> {
  const { bids, hcp, subjects, runs, seed } = options;
  const [path, ...others] = [data, bids, hcp].filter((given) => given !== undefined);
  if (others.length > 0) throw new UnvanishError('option', `${path} and ${others[0]}: data of one place were expected`);
  if (path === undefined) {
    checkNoCortex(options);
    return { source: simulatedFmri(await Engine.create(), { seed, subjects: subjects ?? 10, runs: runs ?? 2 }) };
  }
  if (subjects !== undefined || runs !== undefined) {
    const flag = subjects === undefined ? 'runs' : 'subjects';
    throw new UnvanishError('option', `--${flag}: is of the simulation; ${path} has its own`);
  }
  return recordedFmri(path, options);
}

/** The recordings that `--fmri` names, if it is there; without it no other option may be of recordings. */
export async function fmriIfNamed({ fmri, ...flags }: SourceFlags): Promise<Partial<ReadFmri>> {
  if (fmri !== undefined) return fmriSource(fmri, flags);
  checkNoCortex(flags);
  const flag = flags.groups === undefined ? firstRecordingOption(dataOptions(flags)) : '--groups';
  if (flag === undefined) return {};
  throw new UnvanishError('option', `${flag}: is of recordings, and none are named`, 'name them with --fmri');
}

function checkNoCortex(options: CortexOptions): void {
  const option = firstCortexOption(options);
  if (option === undefined) return;
  throw new UnvanishError('option', `\`${option}\`: simulated regions lie on a cortex of their own`, 'name recordings');
}

async function recordedFmri(path: string, flags: RecordingOptions & CortexOptions): Promise<ReadFmri> {
  const source = await namedData(path, { ...flags });
  const settings = settingsToKeep(source);
  if (source.kind !== 'recordings' || !settings) {
    throw new UnvanishError(
      'option',
      `${path}: is no folder of runs, and no image`,
      'for samples in other files see unvanish train --cross-validate',
    );
  }
  const surfaces = await readCortexFiles(flags);
  const recordings = await readRuns(source);
  const sampling = inFile(path, () => samplingOf(recordings, settings.sampling, flags));
  const dataset = inFile(path, () =>
    samplesOf(
      recordings.map((recording) => preprocess(recording, settings.preprocessing)),
      sampling,
    ),
  );
  if (dataset.classNames.length === 1) {
    throw new UnvanishError('labels', `${path}: ${oneClassText(dataset.classNames[0])}`);
  }
  const drawn = featuresOnCortex(surfaces, dataset);
  const warnings = suspectWarnings(dataset);
  return {
    source: {
      dataset,
      cortex: drawn?.cortex,
      name: basename(path),
      origin: [
        ['data', path],
        ['runs', recordings.length],
        ...recordingFacts(settings, sampling),
        ...(drawn?.facts ?? []),
        ...warningFacts(warnings),
      ],
      meanImage: dataset.space && meanOf(recordings),
    },
    about: { recordings: { ...settings, sampling: samplingConfig(sampling) }, cortex: drawn?.settings },
  };
}

/** From onset to onset, unless the command line says how long samples are. */
function samplingOf(
  recordings: readonly Recording[],
  config: SamplingConfig,
  { lead, blockLength }: RecordingOptions,
): SamplingOptions {
  if (config.cut !== 'blocks' || lead !== undefined || blockLength !== undefined) return config;
  const { lead: _, ...rest } = config;
  return fromOnsetToOnset(recordings, rest);
}

/** The mean of each feature over all time steps of all runs. */
function meanOf(recordings: readonly Recording[]): Float32Array {
  const { features } = recordings[0];
  const sums = new Float64Array(features);
  let steps = 0;
  for (const { x, time } of recordings) {
    steps += time;
    for (let at = 0; at < x.length; at++) sums[at % features] += x[at];
  }
  return Float32Array.from(sums, (sum) => sum / steps);
}
