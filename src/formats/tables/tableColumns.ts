import { UnvanishError } from '../../errors.js';
import { quoted, someOf } from '../../quoted.js';
import { composed } from '../names.js';
import { ownCopy } from './orderedNames.js';
import { type SamplewiseColumn, samplewiseColumns } from './samplewise.js';
import type { ColumnOptions } from './tableOptions.js';

/** What a column can be that is no feature. `feature` and `value` are of long tables, `file` of manifests. */
export type Role = 'sample' | 'time' | 'feature' | 'value' | 'file' | SamplewiseColumn;

/** What the columns of a table are. */
export interface TableColumns {
  /** Position of each column that has a role. */
  readonly roles: ReadonlyMap<Role, number>;
  /** Positions and names of the others but those that are left out; in the order that `featureColumns` says. */
  readonly values: readonly number[];
  readonly names: readonly string[];
  /** How many there are in the file. */
  readonly count: number;
}

/** The options that name columns of a role. */
export const roleOptions = {
  sample: 'sampleColumn',
  time: 'timeColumn',
  label: 'labelColumn',
  subject: 'subjectColumn',
  file: 'fileColumn',
} as const;

/**
 * Tells what columns are: by the options, which name them whatever they are called, else by their own names, in upper or lower
 * case. A column that an option names has no other role.
 *
 * @param allowed the roles that there are in this kind of table.
 * @throws UnvanishError `option` where there is no column of a name that is given; `format` where two have one name.
 */
export function tableColumns(
  fields: readonly string[],
  file: string,
  allowed: readonly Role[],
  options: ColumnOptions = {},
): TableColumns {
  const { ignored, features, named } = namedColumns(fields.map(composed), file, allowed, options);
  const roles = new Map<Role, number>(named);
  const told = new Set([...ignored, ...(features ?? []), ...named.values()]);
  const seen = new Set<string>();
  const others: number[] = [];
  for (const [column, field] of fields.entries()) {
    const own = allowed.find((one) => one === field.toLowerCase() && !named.has(one));
    const role = told.has(column) ? undefined : own;
    const isFeature = features ? features.includes(column) : !role && !told.has(column);
    if (!role && !isFeature) continue;
    const name = role ?? ownCopy(field);
    if (name === '') throw new UnvanishError('format', `${file}: column ${column + 1} has no name`);
    if (seen.has(composed(name)))
      throw new UnvanishError('format', `${file}: has the column ${role ?? quoted(name)} twice`);
    seen.add(composed(name));
    if (role) roles.set(role, column);
    else others.push(column);
  }
  const values = features ?? others;
  return { roles, values, names: values.map((column) => ownCopy(fields[column])), count: fields.length };
}

/** The positions of the columns that options name. */
function namedColumns(fields: readonly string[], file: string, allowed: readonly Role[], options: ColumnOptions) {
  const position = (option: string, name: string): number => {
    const found = fields.indexOf(name);
    if (found >= 0) return found;
    const shown = someOf(fields.map(quoted), 8);
    throw new UnvanishError('option', `\`${option}\`: ${file} has no column ${quoted(name)}`, `it has ${shown}`);
  };
  const ignored = (options.ignoreColumns ?? []).map((name) => position('ignoreColumns', name));
  const features = options.featureColumns?.map((name) => position('featureColumns', name));
  const named = new Map<Role, number>();
  for (const [role, option] of Object.entries(roleOptions) as [
    keyof typeof roleOptions,
    (typeof roleOptions)[keyof typeof roleOptions],
  ][]) {
    const name = options[option];
    if (name === undefined) continue;
    if (!allowed.includes(role)) throw new UnvanishError('option', `\`${option}\`: ${file} has no use for it`);
    named.set(role, position(option, name));
  }
  const all = [...ignored, ...(features ?? []), ...named.values()];
  const twice = all.find((column, index) => all.indexOf(column) < index);
  if (twice === undefined) return { ignored, features, named };
  throw new UnvanishError('option', `${file}: the column ${quoted(fields[twice])} is named for two things`);
}

/** Those of the columns that say something of whole samples. */
export function samplewiseOf({ roles }: TableColumns): SamplewiseColumn[] {
  return samplewiseColumns.filter((column) => roles.has(column));
}
