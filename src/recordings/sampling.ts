import type { Dataset } from '../data/dataset.js';
import { isSameTimeStep } from '../data/timeStep.js';
import { UnvanishError } from '../errors.js';
import { quoted } from '../quoted.js';
import { blocksOf } from './blocks.js';
import { type Cuts, cutOut } from './cut.js';
import type { Recording } from './recording.js';
import { type SamplingConfig, type SamplingOptions, samplingConfig } from './samplingOptions.js';
import { wholeRuns } from './wholeRuns.js';
import { windowsOf } from './windows.js';

/**
 * Cuts recordings into samples; `cut` says how: see `blockSamples`, `windowSamples` and `runSamples`.
 *
 * @throws UnvanishError `option`, `shape`, `labels` or `size`, naming the recording.
 */
export function samplesOf(recordings: readonly Recording[], options: SamplingOptions = {}): Dataset {
  const cutters = { blocks: blocksOf, windows: windowsOf, runs: wholeRuns };
  const config = samplingConfig(options);
  return sampled(recordings, config, cutters[config.cut]);
}

/**
 * One sample for each event of a class, from `lag` seconds after its onset on, for its own duration or the given length; shorter
 * where the run ends before. A lead of so many seconds comes along before that, usually rest. Its class is the event's name; a
 * time step is on task where an event of any class, moved by the lag, goes on. Onsets and ends are rounded to whole time steps.
 * A baseline are the seconds before the onset itself, where the response has not begun.
 *
 * @throws UnvanishError as `samplesOf`; `labels` for events outside the run, or two at once.
 */
export function blockSamples(recordings: readonly Recording[], options: Omit<SamplingOptions, 'cut'> = {}): Dataset {
  return sampled(recordings, samplingConfig(options), blocksOf);
}

/**
 * Windows of a fixed length, every `stride` from the first time step of a run to its last. A window's class is that of most of
 * its time steps on task; windows that are on task for less than half of their time steps are left out.
 *
 * @throws UnvanishError as `blockSamples`.
 */
export function windowSamples(recordings: readonly Recording[], options: Omit<SamplingOptions, 'cut'> = {}): Dataset {
  return sampled(recordings, samplingConfig(options), windowsOf);
}

/**
 * Each run is one sample, its label the class, or its task where it has none. A time step is on task where an event that is not ignored, moved by the lag,
 * goes on.
 *
 * @throws UnvanishError as `samplesOf`; `labels` where a run's task is not known.
 */
export function runSamples(recordings: readonly Recording[], options: Omit<SamplingOptions, 'cut'> = {}): Dataset {
  return sampled(recordings, samplingConfig(options), wholeRuns);
}

function sampled(
  recordings: readonly Recording[],
  config: SamplingConfig,
  cut: (recordings: readonly Recording[], config: SamplingConfig) => Cuts,
): Dataset {
  checkAlike(recordings);
  if (config.blockStride !== undefined && cut !== windowsOf) {
    throw new UnvanishError(
      'option',
      '`blockStride` is from one window to the next; blocks and whole runs have none',
      'cut windows (`cut: windows`), or leave it out',
    );
  }
  return cutOut(cut(recordings, config));
}

/** Checks that recordings have the same features and sampling interval, and names of their own. */
function checkAlike(recordings: readonly Recording[]): void {
  const [first] = recordings;
  if (!first) throw new UnvanishError('missing', 'there are no recordings');
  const names = new Set<string>();
  for (const { name, features, featureNames, samplingInterval } of recordings) {
    if (names.has(name)) throw new UnvanishError('shape', `two recordings are named ${quoted(name)}`);
    names.add(name);
    if (!(samplingInterval > 0 && samplingInterval < Number.POSITIVE_INFINITY)) {
      throw new UnvanishError('shape', `${name}: its sampling interval is ${samplingInterval}; seconds were expected`);
    }
    if (features !== first.features) {
      throw new UnvanishError('shape', `${name}: has ${features} features where ${first.name} has ${first.features}`);
    }
    const other = featureNames.findIndex((feature, index) => feature !== first.featureNames[index]);
    if (other >= 0) {
      throw new UnvanishError(
        'shape',
        `${name}: feature ${other} is ${quoted(featureNames[other])} where ${first.name} has ${quoted(first.featureNames[other])}`,
      );
    }
    if (!isSameTimeStep(samplingInterval, first.samplingInterval)) {
      throw new UnvanishError(
        'shape',
        `${name}: has a time step every ${samplingInterval} s where ${first.name} has one every ${first.samplingInterval} s`,
        'resample them alike',
      );
    }
  }
}
