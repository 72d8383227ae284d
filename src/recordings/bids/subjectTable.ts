import { UnvanishError } from '../../errors.js';
import { composed } from '../../formats/names.js';
import { eachCsvRow } from '../../formats/tables/csvRows.js';
import { isMissingName } from '../../formats/tables/missingName.js';
import { ownCopy } from '../../formats/tables/orderedNames.js';
import { quoted, someOf } from '../../quoted.js';
import type { Recording } from '../recording.js';

const MOST_ROWS = 1_000_000;
const SHOWN = 8;
const SUBJECTS = ['participantid', 'participant', 'subjectid', 'subject', 'sub'];
const SESSIONS = ['sessionid', 'session', 'ses'];
const SITES = ['site', 'siteid'];

interface Row {
  readonly fields: readonly string[];
  readonly where: string;
}

/** A table that says something of each subject, as BIDS's `participants.tsv`. */
export class SubjectTable {
  private constructor(
    readonly file: string,
    private readonly header: readonly string[],
    private readonly columns: { readonly subject: number; readonly session: number },
    private readonly rows: ReadonlyMap<string, readonly Row[]>,
  ) {}

  /**
   * Reads TSV (by the name) or CSV with a column `participant_id` (or `subject`), of `sub-01` or `01`, in any order; there may be a `session_id`.
   *
   * @param file the name that errors give.
   * @param subjectColumn the column of the subjects, where it is called otherwise.
   * @throws UnvanishError `format`, naming the row, or `option` where there is no such column.
   */
  static decode(content: string | Uint8Array, file: string, subjectColumn?: string): SubjectTable {
    let header: string[] | undefined;
    let columns = { subject: -1, session: -1 };
    let count = 0;
    const rows = new Map<string, Row[]>();
    eachCsvRow(content, file, (fields, number) => {
      if (!header) {
        header = fields.map((field) => ownCopy(composed(field)));
        columns = headerColumns(header, file, subjectColumn);
        return;
      }
      const where = `${file}, row ${number}`;
      if (fields.length !== header.length) {
        throw new UnvanishError('format', `${where}: ${fields.length} fields where the header has ${header.length}`);
      }
      if (++count > MOST_ROWS) throw new UnvanishError('size', `${file}: has more than ${MOST_ROWS} rows`);
      const subject = withoutKey(fields[columns.subject], 'sub');
      const row = { fields: fields.map(ownCopy), where };
      const known = rows.get(subject);
      if (known) known.push(row);
      else rows.set(subject, [row]);
    });
    if (!header || rows.size === 0) throw new UnvanishError('format', `${file}: holds no subjects`);
    return new SubjectTable(file, header, columns, rows);
  }

  /**
   * The table as it speaks of recordings: a column `session` is of their sessions where it has those of all of them; else, as
   * one that counts sessions, it is like any other. `session_id`, and what is written `ses-1`, are sessions without doubt.
   */
  forRuns(recordings: readonly Pick<Recording, 'subject' | 'session'>[]): SubjectTable {
    const { session: column } = this.columns;
    if (column < 0 || folded(this.header[column]) === 'sessionid') return this;
    const isSession = ({ fields }: Row) => fields[column].startsWith('ses-');
    const hasOwn = recordings.every(({ subject, session }) => {
      const rows = this.rowsOf(subject);
      return session === undefined || rows.length === 0 || rows.some((row) => this.isOf(row, session));
    });
    const areSessions = hasOwn || [...this.rows.values()].some((rows) => rows.some(isSession));
    if (areSessions) return this;
    return new SubjectTable(this.file, this.header, { ...this.columns, session: -1 }, this.rows);
  }

  /**
   * The position of a column; the only one beside subjects and sessions, or `label`, where none is named.
   *
   * @throws UnvanishError `option`, naming the columns that there are.
   */
  labelColumn(name: string | undefined): number {
    const { subject, session } = this.columns;
    const others = this.header.flatMap((_, column) => (column === subject || column === session ? [] : [column]));
    const shown = someOf(
      others.map((column) => quoted(this.header[column])),
      SHOWN,
    );
    if (name !== undefined) {
      const found = this.header.indexOf(composed(name));
      if (found >= 0 && found !== subject) return found;
      throw new UnvanishError(
        'option',
        `\`labelColumn\`: ${this.file} has no column ${quoted(name)}`,
        `it has ${shown}`,
      );
    }
    const labelled = others.find((column) => this.header[column].toLowerCase() === 'label');
    const chosen = others.length === 1 ? others[0] : labelled;
    if (chosen !== undefined) return chosen;
    throw new UnvanishError(
      'option',
      `${this.file}: which column is the class of a subject was not told`,
      `name it with \`labelColumn\`: ${shown}`,
    );
  }

  /** What a column is called. */
  nameOf(column: number): string {
    return this.header[column];
  }

  /**
   * What a column says of a recording's subject, in its session where the table has sessions.
   *
   * @returns undefined where it is missing (`n/a`, `NaN`, …; `none` is a class).
   * @throws UnvanishError `labels` where the recording is of no subject of the table, or rows of one differ.
   */
  of({ name, subject, session }: Pick<Recording, 'name' | 'subject' | 'session'>, column: number): string | undefined {
    if (subject === undefined) {
      throw new UnvanishError(
        'labels',
        `${name}: is of no subject, as far as its name says, so ${this.file} says nothing of it`,
      );
    }
    const rows = this.rowsOf(subject);
    const own =
      this.columns.session < 0 || session === undefined ? rows : rows.filter((row) => this.isOf(row, session));
    if (own.length === 0) {
      const subjects = someOf([...this.rows.keys()].map(quoted), SHOWN);
      throw new UnvanishError(
        'labels',
        `${this.file}: has no row for ${rows.length > 0 ? `${session}, a session of ` : ''}${subject}`,
        `its subjects are ${subjects}; add one, or leave the run out with \`files\``,
      );
    }
    const [first, ...others] = own;
    const other = others.find(({ fields }) => fields[column] !== first.fields[column]);
    if (other) {
      throw new UnvanishError(
        'labels',
        `${other.where}: ${this.header[column]} is ${quoted(other.fields[column])} where an earlier row of ${subject} has ${quoted(first.fields[column])}`,
        'a subject needs one row, or one for each session with a column session_id',
      );
    }
    const value = composed(first.fields[column]);
    return isMissingName(value) ? undefined : value;
  }

  /** Where a recording's subject was recorded; undefined where that is not told, or the subject was at several places. */
  siteOf({ subject }: Pick<Recording, 'subject'>): string | undefined {
    const column = this.header.findIndex((name) => SITES.includes(folded(name)));
    if (column < 0 || subject === undefined) return undefined;
    const rows = this.rowsOf(subject);
    const [site, ...others] = new Set(rows.map(({ fields }) => composed(fields[column])));
    return others.length > 0 || isMissingName(site ?? '') ? undefined : site;
  }

  private rowsOf(subject: string | undefined): readonly Row[] {
    return (subject === undefined ? undefined : this.rows.get(withoutKey(subject, 'sub'))) ?? [];
  }

  private isOf({ fields }: Row, session: string): boolean {
    // A session is called by its subject, too, which the row has apart.
    return (
      withoutKey(fields[this.columns.session], 'ses') === session.slice(session.lastIndexOf('ses-') + 'ses-'.length)
    );
  }
}

function headerColumns(header: readonly string[], file: string, subjectColumn: string | undefined) {
  const names = header.map(folded);
  const called = (candidates: readonly string[]) =>
    candidates.map((candidate) => names.indexOf(candidate)).find((column) => column >= 0) ?? -1;
  const subject = subjectColumn === undefined ? called(SUBJECTS) : header.indexOf(composed(subjectColumn));
  if (subject >= 0) return { subject, session: called(SESSIONS) };
  const wanted = subjectColumn === undefined ? 'participant_id or subject' : quoted(subjectColumn);
  throw new UnvanishError(
    'option',
    `${file}: has no column ${wanted}; there are ${someOf(header.map(quoted), SHOWN)}`,
    'say which column names the subjects (`subjectColumn`)',
  );
}

function folded(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** `01` of `sub-01`. */
function withoutKey(name: string, key: string): string {
  return ownCopy(name.startsWith(`${key}-`) ? name.slice(key.length + 1) : name);
}
