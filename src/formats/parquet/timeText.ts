import { dateOf } from '../tables/calendar.js';

const NANOSECONDS_A_DAY = 86_400_000_000_000n;

/** A day, counted from 1970-01-01, as `2024-03-01`; a year beyond four digits has a sign and six. */
export function dateText(days: number): string {
  const [year, month, day] = dateOf(days);
  const isPlain = year >= 0 && year <= 9999;
  const shown = isPlain ? digits(year, 4) : `${year < 0 ? '-' : '+'}${digits(Math.abs(year), 6)}`;
  return `${shown}-${digits(month, 2)}-${digits(day, 2)}`;
}

/** A time of day as `12:00:00` or `12:00:00.25`; undefined where a day has no such time. */
export function clockText(nanoseconds: bigint): string | undefined {
  if (nanoseconds < 0n || nanoseconds >= NANOSECONDS_A_DAY) return undefined;
  const seconds = Number(nanoseconds / 1_000_000_000n);
  const fraction = digits(Number(nanoseconds % 1_000_000_000n), 9).replace(/0+$/, '');
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => digits(part, 2)).join(':') + (fraction && `.${fraction}`);
}

/** A moment, counted from 1970, as `2024-03-01 12:00:00`. */
export function momentText(nanoseconds: bigint): string {
  const within = ((nanoseconds % NANOSECONDS_A_DAY) + NANOSECONDS_A_DAY) % NANOSECONDS_A_DAY;
  return `${dateText(Number((nanoseconds - within) / NANOSECONDS_A_DAY))} ${clockText(within)}`;
}

function digits(value: number, count: number): string {
  return String(value).padStart(count, '0');
}
