import { describe, expect, it } from 'vitest';
import { decodeDataset } from '../../../src/formats/datasetFile.js';
import { decodeManifest } from '../../../src/formats/tables/manifest.js';
import { laterRefusal, refusal } from '../mutations.js';

const named = (text: string, name = 'a.csv') => ({ name, bytes: new TextEncoder().encode(text) });
const number = (at: number) => (((at * 7919) % 101) / 50 - 1).toFixed(2);
/** Rows of series: the header, and what a row holds by its series, step and values. */
const table = (header: string, row: (series: number, step: number, values: string) => string) => {
  const rows = Array.from({ length: 8 * 6 }, (_, at) => {
    return row(Math.floor(at / 6), at % 6, `${number(at)},${number(at + 50)}`);
  });
  return named(`${header}\n${rows.join('\n')}\n`);
};
const advice = async (data: { name: string; bytes: Uint8Array }, options = {}) =>
  (await laterRefusal(decodeDataset({ data, ...options }))).remedy;

describe('columns that are called otherwise', () => {
  it.each([
    [
      'text',
      'machine,minute,temp,vib,state',
      (s: number) => `M${s}`,
      (t: number) => `${5 * t}`,
      (s: number) => (s % 2 ? 'ok' : 'bad'),
    ],
    [
      'numbers',
      'trial,t,temp,vib,outcome',
      (s: number) => `${s + 100}`,
      (t: number) => `${t / 2}`,
      (s: number) => `${s % 2}`,
    ],
    [
      'dates',
      'case,when,temp,vib,diagnosis',
      (s: number) => `${9 - s}`,
      (t: number) => `2024-03-0${t + 1}`,
      (s: number) => `d${s % 3}`,
    ],
  ])('are told by what they hold: %s', async (_, header, sample, time, label) => {
    const data = table(header, (s, t, values) => `${sample(s)},${time(t)},${values},${label(s)}`);
    const [a, b, , , c] = header.split(',');
    const remedy = await advice(data);
    expect(remedy).toContain(`\`sampleColumn: ${a}\` \`timeColumn: ${b}\` \`labelColumn: ${c}\``);
    const read = await decodeDataset({ data, sampleColumn: a, timeColumn: b, labelColumn: c });
    expect([read.samples, read.time, read.featureNames]).toEqual([8, 6, ['temp', 'vib']]);
  });

  it('are told of a long table, too', async () => {
    const data = table('who,at,feature,value', (s, t, values) => {
      const [x, y] = values.split(',');
      return `p${s},${t},x,${x}\np${s},${t},y,${y}`;
    });
    expect(await advice(data)).toContain('`sampleColumn: who` `timeColumn: at`');
  });

  it('are left out by their names where they are text of another kind', async () => {
    const data = table('sample,time,temp,vib,note', (s, t, values) => `${s},${t},${values},n${s}${t}`);
    expect(await advice(data)).not.toContain('labelColumn');
    const noted = table(
      'unit,time,temp,vib,"the note",class',
      (s, t, values) => `u${s},${t},${values},n${s}${t},c${s % 2}`,
    );
    const remedy = await advice(noted);
    expect(remedy).toContain('`sampleColumn: unit` `labelColumn: class` `ignoreColumns: "the note"`');
  });

  it('may be time steps that are counted behind a word', async () => {
    const rows = Array.from(
      { length: 6 },
      (_, s) => `${number(s)},${number(s + 9)},${number(s + 20)},${s % 2 ? 'a' : 'b'}`,
    );
    for (const header of ['t0,t1,t2', 'x_1,x_2,x_3', 'V01,V02,V03']) {
      const data = named(`${header},label\n${rows.join('\n')}\n`);
      expect(await advice(data)).toContain('look like time steps: `columns: steps`');
      const read = await decodeDataset({ data, columns: 'steps' });
      expect([read.samples, read.time, read.features]).toEqual([6, 3, 1]);
    }
  });

  it('are not looked for in one series, or where a table says what it is', async () => {
    const one = named(`a,b\n${Array.from({ length: 30 }, (_, at) => `${number(at)},${number(at + 50)}`).join('\n')}\n`);
    expect((await decodeDataset({ data: one })).samples).toBe(1);
    const counted = table('block,step,temp,vib', (s, t, values) => `${s},${t},${values}`);
    const error = await laterRefusal(decodeDataset({ data: counted }));
    expect(error.message).toContain('its rows look like those of 8 series');
    expect((await decodeDataset({ data: counted, ignoreColumns: ['block', 'step'] })).samples).toBe(1);
    expect((await decodeDataset({ data: counted, sampleColumn: 'block' })).samples).toBe(8);
  });

  it('are not told the wrong way round where there are more steps than series', async () => {
    const rows = Array.from(
      { length: 3 * 20 },
      (_, at) => `m${Math.floor(at / 20)},${at % 20},${number(at)},c${at % 2}`,
    );
    const data = named(`unit,second,v,note\n${rows.join('\n')}\n`);
    expect(await advice(data)).toContain('`sampleColumn: unit` `timeColumn: second`');
  });

  it('are told of rows of units, renamed long tables and decimal commas', async () => {
    expect(await advice(named('time,v\ns,mV\n0,1\n1,2\n2,3\n'))).toContain('row looks like one of units');
    const long = ['a,0,x,1', 'a,0,y,2', 'a,1,x,3', 'a,1,y,4'];
    const remedy = await advice(named(`sample,time,variable,amount\n${long.join('\n')}\n`));
    expect(remedy).toContain('call the column that names the feature, such as "variable", feature');
    const late = Array.from({ length: 1200 }, (_, at) => (at < 1100 ? `${at};1` : `${at};1,5`));
    expect(await advice(named(`time;v\n${late.join('\n')}\n`))).toContain('`decimal: comma`');
    const bad = Array.from({ length: 20 }, (_, at) => (at === 9 ? '9,err' : `${at},${at}`));
    expect(await advice(named(`time,v\n${bad.join('\n')}\n`))).not.toContain('`ignoreColumns: v`');
  });

  it('that are called by numbers are features or steps as they are told, steps in their order', async () => {
    const data = named('label,400,402,404\na,1,2,3\nb,4,5,6\n');
    expect(await advice(data)).toContain('`columns: steps`');
    expect((await decodeDataset({ data, columns: 'steps' })).time).toBe(3);
    const sorted = named('label,t0,t1,t10,t2\na,1,2,3,4\nb,4,5,6,7\n');
    const error = await laterRefusal(decodeDataset({ data: sorted, columns: 'steps' }));
    expect(error.message).toBe('a.csv: the column "t2" comes after "t10"');
  });

  it('may be those of a manifest', async () => {
    const manifest = named('path,label\nrun 1/a.csv,x\nrun 2/b.npy,y\n', 'm.csv');
    expect(await advice(manifest)).toContain('`fileColumn: path`');
    expect(decodeManifest(manifest, { fileColumn: 'path' }).files).toEqual(['run 1/a.csv', 'run 2/b.npy']);
    const aged = refusal(() => decodeManifest(named('file,label,age\na.csv,x,3\n', 'm.csv')));
    expect(aged.message).toBe('m.csv: names files, and has a column "age", which is none of file, label, subject, run');
    expect(aged.remedy).toContain('`ignoreColumns: age`');
  });
});
