import { type Groups, groupKinds } from '../../data/dataset.js';
import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { composed } from '../names.js';
import { classesOf } from './classes.js';
import { isMissingName, missingName } from './missingName.js';
import { ownCopy } from './orderedNames.js';

/** Columns of a table that say something of whole samples. */
export const samplewiseColumns = ['label', ...groupKinds] as const;
export type SamplewiseColumn = (typeof samplewiseColumns)[number];

/** What the rows of a table say of samples, which must be the same in all rows of a sample. */
export class Samplewise {
  private readonly found = new Map<SamplewiseColumn, string[]>();

  constructor(
    private readonly file: string,
    columns: readonly SamplewiseColumn[],
  ) {
    for (const column of columns) this.found.set(column, []);
  }

  /** @throws UnvanishError `labels` where a field is empty, or another than in a row before. */
  add(column: SamplewiseColumn, sample: number, name: string, field: string, row: number): void {
    const values = this.found.get(column) as string[];
    const where = `${this.file}, row ${row}`;
    if (isMissingName(field)) throw missingName(where, column, field);
    if (values[sample] === field) return;
    values[sample] ??= ownCopy(field);
    if (composed(values[sample]) === composed(field)) return;
    throw new UnvanishError(
      'labels',
      `${where}: sample ${quoted(name)} has the ${column} ${quoted(field)} here and ${quoted(values[sample])} before`,
    );
  }

  /** Labels and groups of the samples. */
  fields(): { labels?: Int32Array; classNames?: string[]; groups?: Groups } {
    const labels = this.found.get('label');
    const classes = labels && classesOf(labels, this.file);
    const groups = groupKinds.flatMap((kind) => {
      const names = this.found.get(kind);
      return names ? [[kind, names.map(composed)] as const] : [];
    });
    return {
      ...(classes && { labels: classes.indices, classNames: classes.classNames }),
      ...(groups.length > 0 && { groups: Object.fromEntries(groups) }),
    };
  }
}
