import type { Finding } from '../data/finding.js';
import { UnvanishError } from '../errors.js';
import type { SubjectTable } from './bids/subjectTable.js';
import type { Recording } from './recording.js';
import { leftOut } from './usableEvents.js';

/**
 * Recordings with the class that a table has for their subject (and session); those of whom it has none are left out, which a note says.
 *
 * @param column the column of the classes: see `SubjectTable.labelColumn`.
 * @throws UnvanishError `option` or `labels`, naming the table.
 */
export function withSubjectLabels(
  recordings: readonly Recording[],
  subjectTable: SubjectTable,
  column: string | undefined,
): { recordings: Recording[]; findings: Finding[] } {
  const table = subjectTable.forRuns(recordings);
  const position = table.labelColumn(column);
  const without = new Map<string, number>();
  const labelled = recordings.flatMap((recording): Recording[] => {
    const label = table.of(recording, position);
    if (label !== undefined) return [{ ...recording, label }];
    without.set(recording.name, 1);
    return [];
  });
  const name = table.nameOf(position);
  const subjects = new Set(labelled.map(({ subject }) => subject));
  const values = new Set(labelled.map(({ label }) => label));
  if (labelled.length === 0) throw new UnvanishError('labels', `${table.file}: ${name} is missing for all subjects`);
  if (subjects.size > 2 && values.size === subjects.size) {
    throw new UnvanishError(
      'labels',
      `${table.file}: ${name} is another one for each of ${subjects.size} subjects, which is no class`,
      'name another column with `labelColumn`, or put ranges of values in one',
    );
  }
  return { recordings: labelled, findings: leftOut(without, `have no ${name} in ${table.file}`, 'runs') };
}
