import { UnvanishError } from '../../errors.js';
import { composed } from '../../formats/names.js';
import { eachCsvRow } from '../../formats/tables/csvRows.js';
import { isMissingName } from '../../formats/tables/missingName.js';
import { numberOf } from '../../formats/tables/numberField.js';
import { ownCopy } from '../../formats/tables/orderedNames.js';
import { decodeText } from '../../formats/tables/text.js';
import { quoted } from '../../quoted.js';
import type { RecordingEvent } from '../recording.js';

const MOST_EVENTS = 1_000_000;

/**
 * Reads the events of a run as BIDS has them: TSV (by the name) or CSV with the columns `onset` and `duration` in seconds and
 * `trial_type`; others are passed over. A duration that is missing is NaN; events whose `trial_type` or onset is missing (`n/a`,
 * `NaN`, …) are left out.
 *
 * Format: https://bids-specification.readthedocs.io/en/stable/modality-specific-files/task-events.html
 *
 * @param file the name that errors give.
 * @param column the column that names the events, where it is not `trial_type`.
 * @param onLeftOut told of each event that is left out, what it lacks.
 * @throws UnvanishError `format`, naming the row and the column.
 */
export function decodeEvents(
  content: string | Uint8Array,
  file: string,
  column = 'trial_type',
  onLeftOut: (lacks: 'name' | 'onset') => void = () => undefined,
): RecordingEvent[] {
  const text = decodeText(content, file);
  const events: RecordingEvent[] = [];
  let columns: { onset: number; duration: number; name: number; count: number } | undefined;
  eachCsvRow(text, file, (fields, row) => {
    if (!columns) {
      columns = readHeader(fields, file, column);
      return;
    }
    const where = `${file}, row ${row}`;
    if (fields.length !== columns.count) {
      throw new UnvanishError('format', `${where}: ${fields.length} fields where the header has ${columns.count}`);
    }
    const name = fields[columns.name];
    if (isMissingName(name)) {
      onLeftOut('name');
      return;
    }
    const onset = secondsOf(fields[columns.onset], `${where}: onset`);
    if (Number.isNaN(onset)) {
      onLeftOut('onset');
      return;
    }
    const duration = secondsOf(fields[columns.duration], `${where}: duration`);
    if (duration < 0) throw new UnvanishError('format', `${where}: the duration is ${duration}, below 0`);
    addEvent(events, { onset, duration, name: ownCopy(composed(name)) }, file);
  });
  if (!columns)
    throw new UnvanishError('format', `${file}: is empty; the header onset, duration, ${column} was expected`);
  return events;
}

/**
 * Reads one kind of event in the three columns of FSL and the Human Connectome Project (`EVs/*.txt`): onset and duration in
 * seconds and an amplitude, separated by white space, without a header. Events of amplitude 0 did not happen; the
 * file may be empty.
 *
 * @param name the name of the events, which the file does not say.
 * @throws UnvanishError `format`, naming the line.
 */
export function decodeThreeColumnEvents(content: string | Uint8Array, file: string, name: string): RecordingEvent[] {
  const lines = decodeText(content, file).split(/\r\n|\n|\r/);
  const events: RecordingEvent[] = [];
  lines.forEach((line, index) => {
    const fields = line.trim().split(/\s+/);
    if (fields[0] === '') return;
    const where = `${file}, line ${index + 1}`;
    if (fields.length !== 3) {
      throw new UnvanishError(
        'format',
        `${where}: ${fields.length} columns where onset, duration, amplitude were expected`,
      );
    }
    const [onset, duration, amplitude] = fields.map((field, column) =>
      secondsOf(field, `${where}: ${['onset', 'duration', 'amplitude'][column]}`),
    );
    if (Number.isNaN(onset + duration + amplitude)) throw new UnvanishError('format', `${where}: a value is missing`);
    if (duration < 0) throw new UnvanishError('format', `${where}: the duration is ${duration}, below 0`);
    if (amplitude !== 0) addEvent(events, { onset, duration, name }, file);
  });
  return events;
}

function addEvent(events: RecordingEvent[], event: RecordingEvent, file: string): void {
  if (events.length >= MOST_EVENTS) throw new UnvanishError('size', `${file}: has more than ${MOST_EVENTS} events`);
  events.push(event);
}

function readHeader(fields: readonly string[], file: string, nameColumn: string) {
  const of = (column: string) => {
    const found = fields.indexOf(column);
    if (found >= 0 && fields.lastIndexOf(column) === found) return found;
    throw new UnvanishError(
      'format',
      found < 0
        ? `${file}: has no column ${column}; there are ${fields.slice(0, 8).map(quoted).join(', ')}`
        : `${file}: has the column ${column} twice`,
      column === nameColumn
        ? 'say which column names the events (`eventColumn`)'
        : 'events need the columns onset and duration, in seconds',
    );
  };
  return { onset: of('onset'), duration: of('duration'), name: of(nameColumn), count: fields.length };
}

/** Seconds; NaN where they are missing. */
function secondsOf(field: string, where: string): number {
  const value = numberOf(field);
  if (value !== undefined && Math.abs(value) !== Number.POSITIVE_INFINITY) return value;
  throw new UnvanishError('format', `${where} is ${quoted(field)}; a number was expected`);
}
