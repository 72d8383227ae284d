import { describe, expect, it } from 'vitest';
import { decodeLongCsv } from '../../../src/formats/tables/csv.js';
import { decodeWideCsv } from '../../../src/formats/tables/wideCsv.js';
import { refusal } from '../mutations.js';

const wide = (times: readonly (readonly (number | string)[])[]) => {
  const rows = times.flatMap((own, sample) => own.map((time, step) => `s${sample},${time},${step}`));
  return decodeWideCsv(`sample,time,v\n${rows.join('\n')}\n`, 'a.csv');
};
const long = (times: readonly (readonly number[])[]) => {
  const rows = times.flatMap((own, sample) => own.map((time, step) => `s${sample},${time},v,${step}`));
  return decodeLongCsv(`sample,time,feature,value\n${rows.join('\n')}\n`, 'a.csv');
};
const every = (interval: number, count: number, begin = 0) =>
  Array.from({ length: count }, (_, step) => begin + step * interval);

describe('times of a sample', () => {
  it.each([
    ['whole numbers', every(1, 5)],
    ['with any step', every(250, 5, 1_000_000)],
    ['fractions', every(0.1, 30)],
    ['fractions that are rounded', every(1 / 60, 200).map((time) => Number(time.toFixed(3)))],
    ['milliseconds of 60 a second', every(1000 / 60, 200).map(Math.round)],
    ['float32', every(0.1, 50).map(Math.fround)],
    ['seconds since 1970', every(0.1, 50, 1_709_294_400)],
    ['summed up', every(0.1, 50).reduce<number[]>((times) => [...times, (times.at(-1) ?? -0.1) + 0.1], [])],
    [
      'dates',
      every(1, 5)
        .map((day) => `2024-02-${26 + day > 29 ? 29 : 26 + day} 00:00`)
        .slice(0, 4),
    ],
  ])('may be evenly spaced: %s', (_, times) => {
    expect(wide([times, times]).time).toBe(times.length);
  });

  it.each([
    ['whole numbers', [0, 1, 2, 4, 5], /sample "s0": after time 2 comes 4, where steps of 1 are usual/],
    ['fractions', [0, 0.1, 0.2, 0.9], /after time 0\.2 comes 0\.9, where steps of 0\.1 are usual/],
    ['one of many', every(0.02, 500).filter((_, step) => step !== 250), /after time 4\.98 comes 5\.02/],
    ['the last of few', [0, 10, 20, 40], /after time 20 comes 40/],
    ['jittered', [0, 1.1, 1.9, 3], /where steps of/],
  ])('are refused where steps are missing: %s', (_, times, message) => {
    expect(refusal(() => wide([times])).message).toMatch(message);
    expect(refusal(() => long([times])).message).toMatch(message);
    expect(refusal(() => wide([times])).remedy).toContain('`ignoreColumns`');
  });

  it('have one step in all samples', () => {
    expect(refusal(() => wide([every(0.5, 5), every(0.25, 5)])).message).toBe(
      'a.csv: sample "s1" has steps of 0.25, where sample "s0" has steps of 0.5',
    );
    expect(refusal(() => wide([every(1, 5), every(2, 5)])).message).toContain('steps of 2, where sample "s0"');
    expect(wide([every(0.1, 5), every(0.1, 3, 7), [9]]).lengths).toEqual(Int32Array.of(5, 3, 1));
  });

  it('do not go over midnight, unless dates say so', () => {
    const night = every(1, 24).map((hour) => `${String((12 + hour) % 24).padStart(2, '0')}:00`);
    const error = refusal(() => wide([night, night]));
    expect(error.message).toBe('a.csv: sample "s0": after time 23:00:00 comes 00:00:00, before the first');
    expect(error.remedy).toContain('`ignoreColumns`');
    expect(refusal(() => wide([[22, 23, 0, 1, 2, 3]])).message).toContain('after time 23 comes 0, before the first');
    const dated = night.map((time, hour) => `2024-03-0${hour < 12 ? 1 : 2} ${time}`);
    expect([...wide([dated]).x]).toEqual(every(1, 24));
    expect([...wide([[...every(1, 8)].reverse()]).x]).toEqual(every(1, 8).reverse());
  });

  it('begin together where most do, or each at its own time', () => {
    const error = refusal(() => wide([every(1, 6), every(1, 6), every(1, 4, 2)]));
    expect(error.message).toBe('a.csv: sample "s2" begins at time 2, where 2 of 3 samples begin at 0');
    expect(wide([every(1, 3), every(1, 3, 3), every(1, 3, 6)]).time).toBe(3);
    expect(wide([every(1, 3), every(1, 3), every(1, 3, 100)]).time).toBe(3);
  });
});

describe('values of a feature', () => {
  it('are refused where float32 cannot tell them apart', () => {
    const rows = (from: number, step: number) =>
      `v,w\n${every(step, 8, from)
        .map((value) => `${value},1`)
        .join('\n')}\n`;
    const error = refusal(() => decodeWideCsv(rows(1.7e9, 2), 'a.csv'));
    expect(error.message).toMatch(/^a\.csv: feature "v" lies between 1700000000 and 1700000014, so far from 0/);
    expect(decodeWideCsv(rows(1e5, 2), 'a.csv').time).toBe(8);
    // Written in few digits, each of another float32.
    expect(decodeWideCsv('v\n3.4028145e+38\n3.4028184e+38\n3.4028145e+38\n', 'a.csv').time).toBe(3);
    expect(decodeWideCsv(rows(1.7e9, 0), 'a.csv').time).toBe(8);
    expect(decodeWideCsv(rows(-1.7e9, 1e9), 'a.csv').time).toBe(8);
    const long = every(2, 8, 1.7e9).map((value, time) => `0,${time},v,${value}`);
    expect(refusal(() => decodeLongCsv(`sample,time,feature,value\n${long.join('\n')}`, 'a.csv')).message).toContain(
      '"v"',
    );
    const series = `0,1,2\n${[0, 1, 2].map((row) => every(3, 3, 1.7e9 + row).join(',')).join('\n')}\n`;
    expect(refusal(() => decodeWideCsv(series, 'a.csv')).message).toContain('float32');
  });

  it('may end before those of others, and are missing then', () => {
    const rows = 'sample,feature,0,1,2\na,x,1,2,3\na,y,4,5,\nb,x,1,2,\nb,y,1,2,\n';
    expect(refusal(() => decodeWideCsv(rows, 'a.csv')).message).toBe(
      'a.csv, row 3, column "2", where another feature has one: the value is missing',
    );
    const data = decodeWideCsv(rows, 'a.csv', { missing: 'interpolate' });
    expect([...data.x.subarray(0, 6)]).toEqual([1, 4, 2, 5, 3, 5]);
    expect(data.lengths).toEqual(Int32Array.of(3, 2));
  });
});
