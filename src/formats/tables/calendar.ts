// Days from 0000-03-01, with which cycles of 400 years begin, to 1970-01-01.
const TO_1970 = 719_468;
const CYCLE = 146_097;

/**
 * The day of a date in the Gregorian calendar, counted from 1970-01-01; undefined where there is no such date. A year begins in
 * March here, so that what differs between years is its end: its day is (153 m + 2) / 5 of month m, and d.
 */
export function dayOf(year: number, month: number, day: number): number | undefined {
  const from = month > 2 ? year : year - 1;
  const cycle = Math.floor(from / 400);
  const inCycle = from - 400 * cycle;
  const inYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const days = CYCLE * cycle + 365 * inCycle + Math.floor(inCycle / 4) - Math.floor(inCycle / 100) + inYear - TO_1970;
  const [isYear, isMonth, isDay] = dateOf(days);
  return isYear === year && isMonth === month && isDay === day ? days : undefined;
}

/** Year, month and day of a day that is counted from 1970-01-01. */
export function dateOf(days: number): readonly [year: number, month: number, day: number] {
  const all = days + TO_1970;
  const cycle = Math.floor(all / CYCLE);
  const inCycle = all - CYCLE * cycle;
  // Every 4 years but every 100 years but every 400 years is a day longer.
  const leaps = Math.floor(inCycle / 1460) - Math.floor(inCycle / 36_524) + Math.floor(inCycle / 146_096);
  const years = Math.floor((inCycle - leaps) / 365);
  const inYear = inCycle - (365 * years + Math.floor(years / 4) - Math.floor(years / 100));
  const fromMarch = Math.floor((5 * inYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return [400 * cycle + years + (month > 2 ? 0 : 1), month, inYear - Math.floor((153 * fromMarch + 2) / 5) + 1];
}
