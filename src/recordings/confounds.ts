import type { Finding } from '../data/finding.js';
import { UnvanishError } from '../errors.js';
import { quoted, someOf } from '../quoted.js';
import type { Recording } from './recording.js';
import { matchesPattern } from './wildcard.js';

const AXES = ['trans_x', 'trans_y', 'trans_z', 'rot_x', 'rot_y', 'rot_z'];
const withEnds = (...ends: readonly string[]) => ends.flatMap((end) => AXES.map((axis) => `${axis}${end}`));

/** Columns of the confounds that belong together, as fMRIPrep calls them. */
interface ConfoundSet {
  readonly columns: readonly string[];
  /** Whether a run may be without them. */
  readonly mayLack?: boolean;
}

/**
 * Names that stand for columns of fMRIPrep's confounds; https://fmriprep.org/en/stable/outputs.html#confounds. `motion24` is that of Friston et al. 1996;
 * of the components of CompCor the first five, as in Behzadi et al. 2007; `scrub` is a column for each time step in which the head moved.
 */
const confoundSets: ReadonlyMap<string, ConfoundSet> = new Map([
  ['motion', { columns: AXES }],
  ['motion6', { columns: AXES }],
  ['motion12', { columns: withEnds('', '_derivative1') }],
  ['motion24', { columns: withEnds('', '_derivative1', '_power2', '_derivative1_power2') }],
  ['wm_csf', { columns: ['white_matter', 'csf'] }],
  ['compcor', { columns: [0, 1, 2, 3, 4].map((component) => `a_comp_cor_0${component}`), mayLack: true }],
  ['scrub', { columns: ['motion_outlier*'], mayLack: true }],
  ['non_steady_state', { columns: ['non_steady_state_outlier*'], mayLack: true }],
]);

/** The names of sets of confounds, as help has them. */
export const confoundSetNames = [...confoundSets.keys()];

const SHOWN = 8;

/** Those among the columns of a table that are wanted: by their name, the pattern that it matches, or the set that it is of. */
export function wantedColumns(names: readonly string[], wanted: readonly string[]): string[] {
  const patterns = wanted.flatMap((one) => patternsOf(one, names));
  return names.filter((name) => patterns.some((each) => matchesPattern(name, each)));
}

/**
 * The columns of a recording's confounds that are wanted, by position.
 *
 * @throws UnvanishError `missing` where it has no confounds, or not one that is named without `*` and `?`.
 */
export function columnsOf({ name, confounds }: Recording, wanted: readonly string[]): number[] {
  if (wanted.length === 0) return [];
  if (!confounds) {
    throw new UnvanishError(
      'missing',
      `${name}: has no confounds, but ${wanted.join(', ')} are wanted`,
      'put *_desc-confounds_timeseries.tsv of the same pipeline beside it, or leave the run out with `files`',
    );
  }
  const { names, others = [] } = confounds;
  for (const one of wanted) {
    const absent = patternsOf(one, names).find((each) => !names.some((column) => matchesPattern(column, each)));
    if (absent === undefined || mayLack(one)) continue;
    throw new UnvanishError(
      'missing',
      `${name}: has no confound ${quoted(absent)}${absent === one ? '' : ` of ${one}`}; there are ${shown([...names, ...others])}`,
      `a pattern (\`confounds: ${absent}*\`) may match nothing in some runs, but has to in others`,
    );
  }
  const columns = new Set(wantedColumns(names, wanted));
  return names.flatMap((column, position) => (columns.has(column) ? [position] : []));
}

/**
 * Says which of the wanted confounds some runs do not have, as those of time steps in which the head moved.
 *
 * @throws UnvanishError `missing` for a pattern that no run has.
 */
export function lackedConfounds(recordings: readonly Recording[], wanted: readonly string[]): Finding[] {
  const having = recordings.flatMap(({ name, confounds }) => (confounds ? [{ name, ...confounds }] : []));
  return wanted.filter(mayLack).flatMap((one): Finding[] => {
    const without = having.filter(({ names }) => wantedColumns(names, [one]).length === 0);
    if (without.length === 0) return [];
    if (without.length === having.length && !confoundSets.has(one)) {
      const [{ names, others = [] }] = having;
      throw new UnvanishError(
        'missing',
        `no run has a confound that matches ${quoted(one)}; there are ${shown([...names, ...others])}`,
      );
    }
    const runs = someOf(
      without.map(({ name }) => name),
      5,
    );
    return [{ level: 'note', what: `${without.length} of ${having.length} runs have no confounds ${one}: ${runs}` }];
  });
}

/** What a name stands for; a column of that very name comes before a set. */
function patternsOf(wanted: string, names: readonly string[]): readonly string[] {
  const set = names.includes(wanted) ? undefined : confoundSets.get(wanted);
  return set?.columns ?? [wanted];
}

function mayLack(wanted: string): boolean {
  return confoundSets.get(wanted)?.mayLack ?? /[*?]/.test(wanted);
}

function shown(names: readonly string[]): string {
  const some = names.slice(0, SHOWN).map(quoted).join(', ');
  return `${some}${names.length > SHOWN ? ', …' : ''}`;
}
