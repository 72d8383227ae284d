import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOf, dayOf } from '../../../src/formats/tables/calendar.js';
import { decodeLongCsv } from '../../../src/formats/tables/csv.js';
import { numberOf } from '../../../src/formats/tables/numberField.js';
import { TimeColumn } from '../../../src/formats/tables/timeField.js';
import { decodeWideCsv } from '../../../src/formats/tables/wideCsv.js';
import { refusal } from '../mutations.js';

const reader = () => new TimeColumn(numberOf);

describe('times of a table', () => {
  it.each([
    ['1970-01-01', 0],
    ['2024-02-29', Date.UTC(2024, 1, 29) / 1000],
    ['1969-12-31 23:59:59.75', -0.25],
    ['2024-03-01T12:00', Date.UTC(2024, 2, 1, 12) / 1000],
    ['2024-03-01 12:00:00.123456', Date.UTC(2024, 2, 1, 12) / 1000 + 0.123456],
    ['2024-03-01T12:00:00Z', Date.UTC(2024, 2, 1, 12) / 1000],
    ['2024-03-01 12:00:00+02:00', Date.UTC(2024, 2, 1, 10) / 1000],
    ['2024-03-01 12:00:00-0330', Date.UTC(2024, 2, 1, 15, 30) / 1000],
    ['+012024-03-01', Date.UTC(12024, 2, 1) / 1000],
    ['00:00:01.5', 1.5],
    ['1.5', 1.5],
  ])('may be dates and times of day, in seconds: %s', (field, time) => {
    const column = reader();
    expect(column.read(field, 'a')).toBe(time);
    expect(reader().read(column.shown(time), 'a')).toBeCloseTo(time, 3);
  });

  it.each(['2023-02-29', '2024-13-01', '2024-00-10', '2024-03-01 24:00:00', '2024-03-01 12:00:00 nine', '12:60'])(
    'are no dates that there are not: %s',
    (field) => {
      expect(refusal(() => reader().read(field, 'a, row 2')).message).toContain('a number or a date was expected');
    },
  );

  it('are of one kind', () => {
    const column = reader();
    column.read('2024-03-01', 'a');
    expect(refusal(() => column.read('5', 'a.csv, row 3')).message).toBe(
      'a.csv, row 3: time is "5", a number, and a date before',
    );
    expect(refusal(() => column.read('2024-03-01 00:00Z', 'a')).message).toContain(
      'a date with a time zone, and a date before',
    );
  });

  it('put rows of any table in order, and show gaps', () => {
    const rows = ['2024-03-01 00:00:00.5,2', '2024-02-29 23:59:59.5,0', '2024-03-01 00:00:00,1'];
    const { x } = decodeWideCsv(`time,v\n${rows.join('\n')}\n`, 'a.csv');
    expect([...x]).toEqual([0, 1, 2]);
    const gap = `time,v\n${rows.join('\n')}\n2024-03-01 00:00:02,3\n`;
    expect(refusal(() => decodeWideCsv(gap, 'a.csv')).message).toContain(
      'after time 2024-03-01 00:00:00.500 comes 2024-03-01 00:00:02, where steps of 0.5 are usual',
    );
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
