import { pythonText, quoted } from '../../quoted.js';
import { takesTexts } from '../format.js';
import type { NpyElement } from './npyHeader.js';

/** An array that is wanted of a file: what it is for decides what helps where it cannot be read. */
export interface Wanted {
  readonly file: string;
  /** The name that it has in the archive `file`. */
  readonly member?: string | undefined;
  /** What it is to be: `x`, `y`, `lengths`, `mask`, `groups`; anything where left out. */
  readonly field?: string | undefined;
}

/** How errors name the array. */
export function shownWhere({ file, member }: Wanted): string {
  if (member === undefined) return file;
  return `${file}[${/^[\w.-]{1,60}$/.test(member) ? member : quoted(member)}]`;
}

/** Python that saves an array in a form that can be read, as the remedy of an error. */
export function remedyOf(wanted: Wanted, element: NpyElement, shape: readonly number[]): string | undefined {
  const { file, member, field = '' } = wanted;
  const name = NAMES.includes(field) ? field : 'x';
  const allow = element.kind === 'other' && element.type === 'O' ? ', allow_pickle=True' : '';
  const whole = `np.load(${pythonText(file)}${allow})`;
  const key = member === undefined ? '' : `[${pythonText(member)}]`;
  const load = member === undefined ? `${name} = ${whole}` : `d = dict(${whole}); ${name} = d${key}`;
  if (name === 'x' && allow !== '' && shape.length === 1) return `${PAD}: ${load}; ${padded(file, key)}`;
  const plain = plainForm(name, element);
  if (plain === undefined) return 'save it as an array of numbers';
  const save =
    member === undefined
      ? `np.save(${pythonText(file)}, ${plain})`
      : `d${key} = ${plain}; np.savez(${pythonText(file)}, **d)`;
  return `${load}; ${save}`;
}

const NAMES = ['lengths', 'mask', 'y', 'groups', 'feature_names'];
const PAD = 'series of unequal length are padded to the longest and given with their lengths';

/** Pads series [time] or [time, feature] of unequal length; `key` is where they are in an archive. */
function padded(file: string, key: string): string {
  const archive = pythonText(`${file.replace(/\.np[yz]$/i, '')}-padded.npz`);
  const series = 's = [np.asarray(one, "float32").reshape(len(one), -1) for one in x]; n = [len(one) for one in s]';
  const stacked = 'np.stack([np.pad(one, ((0, max(n) - len(one)), (0, 0))) for one in s])';
  const save =
    key === ''
      ? `np.savez(${archive}, x=${stacked}, lengths=n)`
      : `d${key} = ${stacked}; d["lengths"] = n; np.savez(${archive}, **d)`;
  return `${series}; ${save}`;
}

/** What makes numbers, or texts, of an array of that name. */
function plainForm(name: string, element: NpyElement): string | undefined {
  const type = element.kind === 'other' ? element.type : undefined;
  if (type === '' || type === 'V') return undefined;
  // As real numbers complex ones would lose a half without a word.
  if (type === 'c') return name === 'x' ? 'np.concatenate([x.real, x.imag], -1)' : undefined;
  if (takesTexts(name)) return `${name}.astype(str)`;
  if (name === 'mask') return 'mask.astype(bool)';
  return `${name}.astype(${name === 'lengths' || type === 'M' || type === 'm' ? '"int64"' : '"float32"'})`;
}
