import { type Dataset, type GroupKind, groupKinds } from '../data/dataset.js';
import type { Finding } from '../data/finding.js';
import { classCounts, classCountsByGroup, findingsOf } from '../data/findings.js';
import { UnvanishError } from '../errors.js';
import { exists } from '../files/files.js';
import { provenance } from '../files/provenance.js';
import { readSource } from '../files/readDataset.js';
import type { Source } from '../files/source.js';
import { inClassOrder } from '../formats/tables/classes.js';
import { type NamedDataOptions, namedData } from './input/namedData.js';
import { findingOf, type InspectedRuns, inspectRuns, seriesKinds } from './inspectRuns.js';
import { type Facts, factLines } from './terminal/factLines.js';
import { findingLine, shownFinding } from './terminal/findingLine.js';
import { USAGE } from './terminal/outputs.js';
import { print } from './terminal/print.js';

interface InspectOptions extends NamedDataOptions {
  readonly json?: boolean;
}

const MOST_SHOWN = 20;

/** Says what data hold, what would be a sample, and what is wrong; the exit code is 2 where something has to be mended. */
export async function inspect(path: string, options: InspectOptions): Promise<void> {
  if (!(await exists(path))) throw new UnvanishError('io', `${path}: cannot read: there is no such file`);
  const source = await namedData(path, options);
  const settings = source.kind === 'recordings' ? source.settings : null;
  const { runs, dataset, findings } =
    source.kind === 'recordings' ? await inspectRuns(source) : await inspectSamples(source);
  const all = [...findings, ...(dataset ? findingsOf(dataset) : [])].map(shownFinding);
  if (all.some(({ level }) => level === 'error')) process.exitCode = USAGE;
  if (options.json) {
    console.log(
      JSON.stringify({
        command: 'inspect',
        path,
        runs: runs?.runs.map(runDocument) ?? null,
        recordings: settings,
        samples: dataset ? samplesDocument(dataset) : null,
        findings: all,
        provenance: provenance(),
      }),
    );
    return;
  }
  const facts: Facts = {
    path,
    ...(runs && runsFacts(runs)),
    ...(dataset ? samplesFacts(dataset) : { samples: 'none', ...(runs && featureFacts(runs)) }),
  };
  print([...factLines(facts), '', ...findingLines(all)].join('\n'));
}

async function inspectSamples(
  source: Source,
): Promise<{ runs?: undefined; dataset: Dataset | undefined; findings: Finding[] }> {
  try {
    return { dataset: await readSource(source), findings: [] };
  } catch (error) {
    return { dataset: undefined, findings: [findingOf(error)] };
  }
}

function runDocument({ counts, featureNames, ...facts }: InspectedRuns['runs'][number]) {
  return { ...facts, features: featureNames?.length, eventCounts: [...(counts ?? [])] };
}

function samplesDocument(dataset: Dataset) {
  const { samples, time, features, samplingInterval, featureNames, classNames, labels, groups, lengths } = dataset;
  const counts = classCounts(dataset);
  return {
    count: samples,
    shape: [samples, time, features],
    samplingInterval: samplingInterval ?? null,
    features: featureNames,
    classes: labels ? classNames.map((name, label) => ({ name, samples: counts[label] })) : null,
    groups: Object.fromEntries(
      groupKinds.flatMap((kind) => {
        const names = groups?.[kind];
        if (!names) return [];
        return [[kind, [...classCountsByGroup(dataset, names)].map(([name, own]) => ({ name, samplesByClass: own }))]];
      }),
    ),
    lengths: lengths ? Array.from(lengths) : null,
    onTask: shareOnTask(dataset) ?? null,
  };
}

function runsFacts({ runs, mask }: InspectedRuns): Facts {
  const subjects = new Set(runs.flatMap(({ subject }) => subject ?? []));
  const events = new Map<string, number>();
  for (const [name, count] of runs.flatMap(({ counts }) => [...(counts ?? [])])) {
    events.set(name, (events.get(name) ?? 0) + count);
  }
  const tasks = [...new Set(runs.flatMap(({ task }) => task ?? []))];
  const lengths = [
    ...new Set(
      runs.flatMap(({ timeSteps, samplingInterval: every }) => (timeSteps ? stepsText(timeSteps, every) : [])),
    ),
  ];
  return {
    series: seriesKinds(runs),
    runs: `${runs.length}: ${shown(
      runs.map(({ name }) => name),
      4,
    )}${subjects.size > 0 ? `, of ${counted(subjects.size, 'subject')}` : ''}`,
    ...(lengths.length > 0 && { 'run length': shown(lengths, 3) }),
    ...(tasks.length > 0 && { tasks: shown(tasks) }),
    ...(mask !== undefined && { mask }),
    events:
      events.size === 0 ? 'none' : shown(inClassOrder(events.keys()).map((name) => `${name} ${events.get(name)}`)),
  };
}

/** The features of runs that no samples came of. */
function featureFacts({ runs }: InspectedRuns): Facts {
  const names = runs.find(({ featureNames }) => featureNames)?.featureNames;
  return names ? { features: `${names.length}: ${shown(names, 6)}` } : {};
}

/** `121 time steps of 2.5 s`. */
function stepsText(steps: number | string, every: number | undefined): string {
  return `${steps} time steps${every === undefined ? '' : ` of ${Number(every.toPrecision(6))} s`}`;
}

function samplesFacts(dataset: Dataset): Facts {
  const { samples, time, features, samplingInterval, featureNames, classNames, labels, groups, lengths, sampleNames } =
    dataset;
  const counts = classCounts(dataset);
  const share = shareOnTask(dataset);
  const grouped = groupKinds.flatMap((kind) => {
    const names = groups?.[kind];
    return names ? [groupFacts(dataset, kind, names)] : [];
  });
  const least = lengths?.reduce((low, length) => Math.min(low, length), time) ?? time;
  return {
    samples: `${samples}${sampleNames ? `: ${shown(sampleNames, 2)}` : ''}`,
    'sample length': stepsText(least < time ? `${least} to ${time}` : time, samplingInterval),
    features: `${features}: ${shown(featureNames, 6)}`,
    classes: labels ? shown(classNames.map((name, label) => `${name} ${counts[label]}`)) : 'no labels',
    ...(grouped.length > 0 && { groups: grouped.join('; ') }),
    ...(share !== undefined && { 'on task': `${(100 * share).toFixed(0)} % of the time steps` }),
  };
}

function groupFacts(dataset: Dataset, kind: GroupKind, names: readonly string[]): string {
  const sizes = [...classCountsByGroup(dataset, names).values()].map((own) =>
    own.reduce((sum, count) => sum + count, 0),
  );
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  return `${counted(sizes.length, kind)} with ${least < most ? `${least} to ` : ''}${counted(most, 'sample')} each`;
}

function shareOnTask({ onTask, samples, time, lengths }: Dataset): number | undefined {
  if (!onTask) return undefined;
  const steps = lengths?.reduce((sum, length) => sum + length, 0) ?? samples * time;
  return onTask.reduce((sum, on) => sum + on, 0) / steps;
}

function findingLines(findings: readonly Finding[]): string[] {
  return findings.length === 0 ? ['Nothing was found to be wrong.'] : findings.map(findingLine);
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function shown(names: readonly string[], most = MOST_SHOWN): string {
  return names.slice(0, most).join(', ') + (names.length > most ? ', …' : '');
}
