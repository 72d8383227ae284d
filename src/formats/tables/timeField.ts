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
 * Makes a reader of the fields of one time column: numbers as they are, and as microseconds dates (`2024-03-01`, `2024-03-01
 * 12:00:00.25`, `2024-03-01T12:00Z`) since 1970-01-01, times of day (`12:00:00`) since midnight. All must be of one kind.
 *
 * @param number reads a field that is neither date nor time of day, or refuses it.
 */
export function timeReader(number: (field: string, where: string) => number): (field: string, where: string) => number {
  let before: TimeKind | undefined;
  return (field, where) => {
    const date = microsecondsOf(field);
    const time = date?.time ?? number(field, where);
    const kind = date?.kind ?? 'a number';
    before ??= kind;
    if (kind === before) return time;
    throw new UnvanishError(
      'format',
      `${where}: time is ${quoted(field)}, ${kind}, and ${before} before`,
      NAME_COLUMNS,
    );
  };
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
