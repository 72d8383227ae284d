import { join } from 'node:path';
import type { Dataset } from '../data/dataset.js';
import type { Finding } from '../data/finding.js';
import { UnvanishError } from '../errors.js';
import { samplesOfRuns } from '../files/readDataset.js';
import type { RecordingSettings } from '../files/recordingSettings.js';
import { isRest, listRecordings, type RecordingListing, readRecordings } from '../files/recordings.js';
import type { RecordingsSource } from '../files/source.js';
import { inClassOrder } from '../formats/tables/classes.js';
import { quoted, someOf } from '../quoted.js';
import { namesLike } from '../recordings/conditionName.js';
import type { RecordingFiles, SeriesKind } from '../recordings/findRecordings.js';
import type { Recording } from '../recordings/recording.js';

/** What a folder of runs, or an image, holds. */
export interface InspectedRuns {
  readonly runs: readonly RunFacts[];
  readonly mask: string | undefined;
}

interface RunFacts extends RecordingFiles {
  /** Absent where the series could not be read. */
  readonly timeSteps?: number;
  readonly samplingInterval?: number;
  readonly featureNames?: readonly string[];
  /** How often each event occurs; absent likewise. */
  readonly counts?: ReadonlyMap<string, number>;
}

const kindNames: Readonly<Record<SeriesKind, string>> = {
  table: 'tables of regions',
  ptseries: 'CIFTI parcels',
  dtseries: 'CIFTI vertices and voxels',
  volume: '4-D images',
  signals: 'signals of channels',
};

/** What the kinds of series are called. */
export function seriesKinds(runs: readonly RunFacts[]): string {
  return [...new Set(runs.map(({ kind }) => kindNames[kind]))].join(', ');
}

/** Reads all runs that can be read, and says of the others why they cannot. */
export async function inspectRuns(
  source: RecordingsSource,
): Promise<{ runs: InspectedRuns; dataset: Dataset | undefined; findings: Finding[] }> {
  const { settings } = source;
  const listing = await listRecordings(source);
  const findings = listingFindings(listing, settings);
  const failures: Finding[] = [];
  const said: Finding[] = [];
  const telling = { ...source, onFinding: (finding: Finding) => said.push(finding) };
  const read = await readRecordings(telling, listing, (error) => failures.push(findingOf(error)));
  findings.push(...once(failures), ...read.flatMap(constantFeatures), ...ignoredEvents(read, settings), ...said);
  const samples = () => samplesOfRuns([...read], source);
  const dataset = read.length === 0 && failures.length > 0 ? undefined : attempt(findings, samples);
  const runs = listing.recordings.map((files) => ({
    ...files,
    ...factsOf(read.find(({ name }) => name === files.name)),
  }));
  return { runs: { runs, mask: settings.mask ?? listing.mask }, dataset, findings };
}

/** What a user has to mend, as a finding; anything else is thrown on. */
export function findingOf(error: unknown): Finding {
  if (!(error instanceof UnvanishError)) throw error;
  return { level: 'error', what: error.message, remedy: error.remedy };
}

/** What several runs share, such as an atlas, is wrong but once. */
function once(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [finding.what, finding])).values()];
}

function attempt(findings: Finding[], work: () => Dataset): Dataset | undefined {
  try {
    return work();
  } catch (error) {
    findings.push(findingOf(error));
    return undefined;
  }
}

function factsOf(recording: Recording | undefined): Omit<RunFacts, keyof RecordingFiles> {
  if (!recording) return {};
  const { time, samplingInterval, featureNames, events } = recording;
  return { timeSteps: time, samplingInterval, featureNames, counts: countsOf(events) };
}

function countsOf(events: readonly { readonly name: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { name } of events) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function listingFindings({ recordings, outside, root }: RecordingListing, { sampling }: RecordingSettings): Finding[] {
  const findings: Finding[] = outside.map((path) => ({
    level: 'warning',
    what: `${join(root, path)}: is a link that leads out of the folder, and is not followed`,
  }));
  if (sampling.cut === 'runs') return findings;
  const rest = recordings.filter(isRest);
  if (rest.length > 0) {
    findings.push({
      level: 'note',
      what: `${rest.length} runs of rest are left out: ${listed(rest.map(({ name }) => name))}`,
    });
  }
  for (const files of recordings) {
    if (files.events.length > 0 || files.kind === 'signals' || isRest(files)) continue;
    findings.push({
      level: 'error',
      what: `${join(root, files.series)}: has no events`,
      remedy: 'put *_events.tsv (onset, duration, trial_type) beside it, or leave it out with `files`',
    });
  }
  return findings;
}

function ignoredEvents(recordings: readonly Recording[], { sampling }: RecordingSettings): Finding[] {
  const counts = countsOf(recordings.flatMap(({ events }) => events));
  const { classes, ignore, cut } = sampling;
  const isIgnored = classes && cut !== 'runs' ? (name: string) => !classes.includes(name) : namesLike(ignore);
  const names = inClassOrder(counts.keys()).filter(isIgnored);
  return names.length > 0 ? [{ level: 'note', what: `events that are no class: ${listed(names)}` }] : [];
}

function constantFeatures({ name, x, features, featureNames }: Recording): Finding[] {
  const varies = new Uint8Array(features);
  for (let at = 0, feature = 0; at < x.length; at++, feature = feature + 1 === features ? 0 : feature + 1) {
    if (x[at] !== x[feature]) varies[feature] = 1;
  }
  const constant = featureNames.filter((_, feature) => varies[feature] === 0);
  if (constant.length === 0) return [];
  const what = `${name}: ${constant.length} of ${features} features never change: ${listed(constant)}`;
  return [{ level: 'warning', what, remedy: 'leave them out with a mask' }];
}

function listed(names: readonly string[]): string {
  return someOf(names.map(quoted), 5);
}
