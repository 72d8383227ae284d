import { quoted } from '../quoted.js';
import { checkDataset, type Dataset, groupKinds, lengthOf } from './dataset.js';
import { SEPARATE_SAMPLES } from './episodes.js';
import type { Finding } from './finding.js';
import { suspectsOf } from './suspects.js';

/** How many samples of each class there are, [class]. */
export function classCounts(dataset: Dataset): number[] {
  checkDataset(dataset, 'classCounts: the first argument');
  const { labels, classNames } = dataset;
  const counts = new Array<number>(classNames.length).fill(0);
  for (const label of labels ?? []) counts[label]++;
  return counts;
}

/** How many samples of each class each group has, by the group's name. */
export function classCountsByGroup({ labels, classNames }: Dataset, names: readonly string[]): Map<string, number[]> {
  const counts = new Map<string, number[]>();
  names.forEach((name, sample) => {
    const own = counts.get(name) ?? new Array<number>(classNames.length).fill(0);
    if (labels) own[labels[sample]]++;
    counts.set(name, own);
  });
  return counts;
}

/** From which ratio of the most to the fewest samples of a class on a warning is given. */
const IMBALANCE = 2;

/**
 * Looks for what is often wrong with samples: no labels, classes of few samples, or of many more than others, constant features,
 * lengths that differ, groups without some class, samples that share time steps, arrays that nothing reads, and what tells classes
 * without having been measured (see `suspectsOf`).
 */
export function findingsOf(dataset: Dataset): Finding[] {
  checkDataset(dataset, 'findingsOf: the first argument');
  return [
    ...ofClasses(dataset),
    ...ofGroups(dataset),
    ...ofEpisodes(dataset),
    ...ofFeatures(dataset),
    ...ofLengths(dataset),
    ...ofUnread(dataset),
    ...suspectsOf(dataset),
  ];
}

function ofClasses(dataset: Dataset): Finding[] {
  const { labels, classNames } = dataset;
  if (!labels) return [{ level: 'error', what: 'there are no labels', remedy: 'give them with `labels`' }];
  const counts = classCounts(dataset);
  const there = counts.filter((count) => count > 0);
  if (there.length < 2) return [{ level: 'error', what: oneClassText(classNames[labels[0]]) }];
  const findings: Finding[] = [];
  const named = (few: (count: number) => boolean) => listed(classNames.filter((_, label) => few(counts[label])));
  if (counts.includes(0)) {
    findings.push({
      level: 'error',
      what: `no sample is of class ${named((count) => count === 0)}`,
      remedy: 'a class needs samples to train on: give it some, or leave it out of the classes',
    });
  }
  if (counts.includes(1)) {
    findings.push({
      level: 'warning',
      what: `only one sample is of class ${named((count) => count === 1)}`,
      remedy: 'a class needs samples to train on and others to test on',
    });
  }
  const [least, most] = [Math.min(...there), Math.max(...there)];
  if (most >= IMBALANCE * least) {
    findings.push({
      level: 'warning',
      what: `classes have between ${least} and ${most} samples`,
      remedy: 'weigh them with `classWeights: balanced`, and compare accuracies with that of always saying the largest',
    });
  }
  return findings;
}

/** What is wrong with labels that are all the same. */
export function oneClassText(name: string): string {
  return `all samples are of one class, ${quoted(name)}: there is nothing to tell apart`;
}

function ofGroups(dataset: Dataset): Finding[] {
  const { groups, classNames } = dataset;
  return groupKinds.flatMap((kind): Finding[] => {
    const names = groups?.[kind];
    if (!names) return [];
    const counts = classCountsByGroup(dataset, names);
    if (counts.size === 1 && kind !== 'run') return [];
    if (counts.size === 1) return [{ level: 'note', what: `all samples are of one ${kind}: none can be left out` }];
    const total = classCounts(dataset);
    const lacking = [...counts].flatMap(([name, own]) => {
      const absent = classNames.filter((_, label) => own[label] === 0 && total[label] > 0);
      return absent.length > 0 ? [`${name} (${listed(absent)})`] : [];
    });
    // Groups of one sample say nothing that the samples do not.
    if (lacking.length === 0 || counts.size === names.length) return [];
    if (lacking.length === counts.size) return [{ level: 'note', what: `no ${kind} has samples of all classes` }];
    const some = lacking.slice(0, 5).join(', ') + (lacking.length > 5 ? ', …' : '');
    return [{ level: 'note', what: `${lacking.length} of ${counts.size} ${kind}s lack a class: ${some}` }];
  });
}

function ofEpisodes({ episodes, groups }: Dataset): Finding[] {
  if (!episodes) return [];
  const { size } = new Set(episodes);
  const isDivisible = size > 1 || groupKinds.some((kind) => new Set(groups?.[kind]).size > 1);
  if (isDivisible) {
    return [{ level: 'note', what: `samples share time steps: no split tears their ${size} episodes apart` }];
  }
  const what = 'all samples share time steps with one another, directly or by way of others: none can be held out';
  return [{ level: 'warning', what, remedy: SEPARATE_SAMPLES }];
}

function ofFeatures(dataset: Dataset): Finding[] {
  const { x, samples, time, features, featureNames } = dataset;
  const varies = new Uint8Array(features);
  for (let sample = 0; sample < samples; sample++) {
    const start = sample * time * features;
    const end = start + lengthOf(dataset, sample) * features;
    for (let at = start, feature = 0; at < end; at++, feature = feature + 1 === features ? 0 : feature + 1) {
      if (x[at] !== x[feature]) varies[feature] = 1;
    }
  }
  const constant = featureNames.filter((_, feature) => varies[feature] === 0);
  if (constant.length === 0) return [];
  const all = constant.length === features;
  return [
    {
      level: all ? 'error' : 'warning',
      what: all
        ? 'all features are constant'
        : `${constant.length} of ${features} features are constant: ${listed(constant)}`,
      remedy: all ? undefined : 'nothing can be learned from them: leave them out',
    },
  ];
}

function ofLengths({ lengths, time, features }: Dataset): Finding[] {
  if (time === 1 && features > 1) {
    return [
      {
        level: 'warning',
        what: `samples have one time step, and ${features} features: nothing has a time`,
        remedy:
          'where features are time steps, say so: of arrays with `axes: sample,feature,time`, of tables with `columns: steps`',
      },
    ];
  }
  if (!lengths) return [];
  const shorter = lengths.filter((length) => length < time).length;
  const least = lengths.reduce((low, length) => Math.min(low, length), time);
  return [
    {
      level: 'note',
      what: `${shorter} of ${lengths.length} samples have fewer than ${time} time steps, the shortest ${least}`,
      remedy: 'what is missing plays no part in training or maps',
    },
  ];
}

function ofUnread({ unread = [] }: Dataset): Finding[] {
  if (unread.length === 0) return [];
  return [
    {
      level: 'note',
      what: `not read of the file: ${listed(unread)}`,
      remedy: 'read are x, y, lengths, mask, feature_names; other names are told with `arrays`',
    },
  ];
}

function listed(names: readonly string[]): string {
  return names.slice(0, 5).map(quoted).join(', ') + (names.length > 5 ? ', …' : '');
}
