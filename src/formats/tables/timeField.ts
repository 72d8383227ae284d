import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { dayOf } from './calendar.js';
import { NAME_COLUMNS } from './tableOptions.js';

const DATE = /^([+-]\d{6}|\d{4})-(\d{2})-(\d{2})/;
const CLOCK = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?/;
const ZONE = /^ ?(?:Z|UTC|([+-])(\d{2}):?(\d{2}))$/i;
const DAY = 86_400_000_000;
const MINUTE = 60_000_000;

/** What a field of a time column is. Dates with and without a time zone lie on no one axis. */
type TimeKind = 'a number' | 'a date' | 'a date with a time zone' | 'a time of day';

/**
 * Reads the fields of one time column: numbers as they are, and in seconds dates (`2024-03-01`, `2024-03-01 12:00:00.25`,
 * `2024-03-01T12:00Z`) since 1970-01-01, times of day (`12:00:00`) since midnight. All must be of one kind.
 */
export class TimeColumn {
  private kind: TimeKind | undefined;

  /** @param numberOf reads a field that is neither date nor time of day. */
  constructor(private readonly numberOf: (field: string) => number | undefined) {}

  /** @throws UnvanishError `format`. */
  read(field: string, where: string): number {
    const date = microsecondsOf(field);
    const time = date ? date.time / 1_000_000 : (this.numberOf(field) ?? Number.NaN);
    if (!Number.isFinite(time)) {
      const problem = `${where}: time is ${quoted(field)}; a number or a date was expected`;
      throw new UnvanishError('format', problem, NAME_COLUMNS);
    }
    const kind = date?.kind ?? 'a number';
    this.kind ??= kind;
    if (kind === this.kind) return time;
    throw new UnvanishError(
      'format',
      `${where}: time is ${quoted(field)}, ${kind}, and ${this.kind} before`,
      NAME_COLUMNS,
    );
  }

  /** Whether they are of days, and so in no doubt about their order. */
  get areDates(): boolean {
    return this.kind === 'a date' || this.kind === 'a date with a time zone';
  }

  /** A time that was read, as people read it. */
  shown(time: number): string {
    if (this.kind === 'a number' || this.kind === undefined) return String(time);
    const date = new Date(time * 1000);
    if (Number.isNaN(date.getTime())) return String(time);
    const text = date.toISOString().replace('T', ' ').replace('.000Z', 'Z');
    if (this.kind === 'a time of day') return text.slice(11, -1);
    return this.kind === 'a date' ? text.slice(0, -1) : text;
  }
}

function microsecondsOf(field: string): { readonly time: number; readonly kind: TimeKind } | undefined {
  const date = DATE.exec(field);
  if (!date) {
    const clock = clockOf(field);
    return clock && clock.rest === '' ? { time: clock.time, kind: 'a time of day' } : undefined;
  }
  const day = dayOf(Number(date[1]), Number(date[2]), Number(date[3]));
  const behind = field.slice(date[0].length);
  const clock = /^[T ]\d/.test(behind) ? clockOf(behind.slice(1)) : { time: 0, rest: behind };
  const zone = clock && (clock.rest === '' ? [] : ZONE.exec(clock.rest));
  if (day === undefined || !clock || !zone) return undefined;
  const [isZoned, sign, hours = 0, minutes = 0] = zone;
  const ahead = (sign === '-' ? -1 : 1) * (60 * Number(hours) + Number(minutes));
  const kind = isZoned === undefined ? 'a date' : 'a date with a time zone';
  return { time: day * DAY + clock.time - ahead * MINUTE, kind };
}

/** The time of day that a text begins with, in microseconds, and what is behind it. */
function clockOf(text: string): { readonly time: number; readonly rest: string } | undefined {
  const found = CLOCK.exec(text);
  if (!found) return undefined;
  const [all, hours, minutes, seconds = '0', fraction = ''] = found;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const whole = 60 * Number(hours) + Number(minutes);
  const time = whole * MINUTE + Number(seconds) * 1_000_000 + Number(fraction.padEnd(9, '0')) / 1000;
  return { time, rest: text.slice(all.length) };
}
