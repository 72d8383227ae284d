import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOf, dayOf } from '../../../src/formats/tables/calendar.js';
import { decodeLongCsv } from '../../../src/formats/tables/csv.js';
import { timeReader } from '../../../src/formats/tables/timeField.js';
import { decodeWideCsv } from '../../../src/formats/tables/wideCsv.js';
import { refusal } from '../mutations.js';

const reader = () => timeReader((field) => Number(field));

describe('times of a table', () => {
  it.each([
    ['1970-01-01', 0],
    ['2024-02-29', Date.UTC(2024, 1, 29) * 1000],
    ['1969-12-31 23:59:59.75', -250_000],
    ['2024-03-01T12:00', Date.UTC(2024, 2, 1, 12) * 1000],
    ['2024-03-01 12:00:00.123456', Date.UTC(2024, 2, 1, 12) * 1000 + 123_456],
    ['2024-03-01T12:00:00Z', Date.UTC(2024, 2, 1, 12) * 1000],
    ['2024-03-01 12:00:00+02:00', Date.UTC(2024, 2, 1, 10) * 1000],
    ['2024-03-01 12:00:00-0330', Date.UTC(2024, 2, 1, 15, 30) * 1000],
    ['+012024-03-01', Date.UTC(12024, 2, 1) * 1000],
    ['00:00:01.5', 1_500_000],
    ['1.5', 1.5],
  ])('may be dates and times of day, in microseconds: %s', (field, time) => {
    expect(reader()(field, 'a')).toBe(time);
  });

  it.each(['2023-02-29', '2024-13-01', '2024-00-10', '2024-03-01 24:00:00', '2024-03-01 12:00:00 nine', '12:60'])(
    'are no dates that there are not: %s',
    (field) => {
      expect(reader()(field, 'a')).toBeNaN();
    },
  );

  it('are of one kind', () => {
    const read = reader();
    read('2024-03-01', 'a');
    expect(refusal(() => read('5', 'a.csv, row 3')).message).toBe(
      'a.csv, row 3: time is "5", a number, and a date before',
    );
    expect(refusal(() => read('2024-03-01 00:00Z', 'a')).message).toContain(
      'a date with a time zone, and a date before',
    );
  });

  it('put rows of any table in order, and show gaps', () => {
    const rows = ['2024-03-01 00:00:00.5,2', '2024-02-29 23:59:59.5,0', '2024-03-01 00:00:00,1'];
    const { x } = decodeWideCsv(`time,v\n${rows.join('\n')}\n`, 'a.csv');
    expect([...x]).toEqual([0, 1, 2]);
    const gap = `time,v\n${rows.join('\n')}\n2024-03-01 00:00:02,3\n`;
    expect(refusal(() => decodeWideCsv(gap, 'a.csv')).message).toContain('4 rows for 6 time steps');
    const long = 'sample,time,feature,value\n0,2024-03-02,v,1\n0,2024-03-01,v,0\n';
    expect([...decodeLongCsv(long, 'a.csv').x]).toEqual([0, 1]);
  });
});

describe('the calendar', () => {
  it('is that of JavaScript, as far as that goes', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000_000, max: 100_000_000 }), (day) => {
        const date = new Date(day * 86_400_000);
        const parts = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()] as const;
        expect(dateOf(day)).toEqual(parts);
        expect(dayOf(...parts)).toBe(day);
      }),
    );
  });
});
