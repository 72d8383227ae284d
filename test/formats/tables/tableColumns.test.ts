import { describe, expect, it } from 'vitest';
import { decodeDataset } from '../../../src/formats/datasetFile.js';
import { decodeLongCsv } from '../../../src/formats/tables/csv.js';
import { decodeWideCsv } from '../../../src/formats/tables/wideCsv.js';
import { refusal } from '../mutations.js';

const machines = [
  'machine,minute,operator,rpm,run,temperature,note,state',
  'B,0,ann,10,1,20,x,worn',
  'A,1,bob,40,4,50,,good',
  'A,0,bob,30,3,40,y,good',
  'B,1,ann,20,2,30,z,worn',
].join('\n');
const named = {
  sampleColumn: 'machine',
  timeColumn: 'minute',
  labelColumn: 'state',
  subjectColumn: 'operator',
} as const;

describe('columns that options name', () => {
  it('are sample, time, class and subject of a wide table, whatever they are called', () => {
    const data = decodeWideCsv(machines, 'm.csv', { ...named, featureColumns: ['temperature', 'run', 'rpm'] });
    expect(data).toMatchObject({
      samples: 2,
      time: 2,
      sampleNames: ['B', 'A'],
      featureNames: ['temperature', 'run', 'rpm'],
      classNames: ['good', 'worn'],
      groups: { subject: ['ann', 'bob'] },
    });
    expect(Array.from(data.labels ?? [])).toEqual([1, 0]);
    expect(Array.from(data.x)).toEqual([20, 1, 10, 30, 2, 20, 40, 3, 30, 50, 4, 40]);
  });

  it('are left out, so that the others are features', () => {
    const data = decodeWideCsv(machines, 'm.csv', { ...named, ignoreColumns: ['note', 'run'] });
    expect(data.featureNames).toEqual(['rpm', 'temperature']);
  });

  it('take the place of the name that they would have: a column of that name is a feature then', () => {
    const data = decodeWideCsv('id,sample,time\na,1,0\na,2,1\n', 'm.csv', { sampleColumn: 'id' });
    expect(data).toMatchObject({ sampleNames: ['a'], featureNames: ['sample'], time: 2 });
  });

  it('are features though their names count', () => {
    const data = decodeWideCsv('s,0,1\na,1,2\na,3,4\n', 'm.csv', { sampleColumn: 's', featureColumns: ['0', '1'] });
    expect([data.samples, data.time, data.features]).toEqual([1, 2, 2]);
  });

  it('are found however their accents are encoded, and keep the name that the file gives', () => {
    const header = 'pru\u0308fling,gro\u0308ße,é';
    const options = { sampleColumn: 'prüfling', featureColumns: ['größe'] };
    expect(decodeWideCsv(`${header}\na,1,2\n`, 'm.csv', options)).toMatchObject({ featureNames: ['gro\u0308ße'] });
    expect(refusal(() => decodeWideCsv('é,e\u0301\n1,2\n', 'm.csv')).message).toContain('twice');
  });

  it('are those of long tables too, in any table format', async () => {
    const long = 'machine\tminute\tfeature\tvalue\tstate\tnote\nA\t0\tv\t1\tgood\tx\nA\t1\tv\t2\tgood\ty\n';
    const options = { sampleColumn: 'machine', timeColumn: 'minute', labelColumn: 'state', ignoreColumns: ['note'] };
    expect(decodeLongCsv(long, 'm.tsv', options)).toMatchObject({ time: 2, classNames: ['good'], sampleNames: ['A'] });
    const data = { name: 'm.tsv', bytes: new TextEncoder().encode(long) };
    expect(await decodeDataset({ data, ...options })).toEqual(decodeLongCsv(long, 'm.tsv', options));
  });

  it.each([
    [{ sampleColumn: 'engine' }, '`sampleColumn`: m.csv has no column "engine"', /^it has "machine", "minute"/],
    [{ featureColumns: ['rpm', 'rpm'] }, 'm.csv: the column "rpm" is named for two things', undefined],
    [{ ...named, labelColumn: 'rpm', ignoreColumns: ['rpm'] }, 'm.csv: the column "rpm" is named for two', undefined],
    [named, 'm.csv, row 2, column "note": is "x"; a number was expected', /`labelColumn`.*`ignoreColumns`/],
    [
      { ...named, timeColumn: 'note' },
      'm.csv, row 2: time is "x"; a number or a date was expected',
      /`timeColumn`.*`ignoreColumns`/,
    ],
  ])('are refused where they cannot be: %j', (options, message, remedy) => {
    const error = refusal(() => decodeWideCsv(machines, 'm.csv', options));
    expect(error.message).toContain(message);
    if (remedy) expect(error.remedy).toMatch(remedy);
  });

  it('are what an error suggests where a long table has columns of its own', () => {
    const error = refusal(() => decodeLongCsv('sample,time,feature,value,note\n0,0,v,1,x\n', 'm.csv'));
    expect(error.message).toContain('m.csv: has a column "note"');
    expect(error.remedy).toContain('`ignoreColumns`');
  });
});
