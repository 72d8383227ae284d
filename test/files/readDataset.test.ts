import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DatasetOptions } from '../../src/files/datasetOptions.js';
import { readDataset } from '../../src/files/readDataset.js';
import { readRun } from '../../src/files/runFolder.js';
import { savedSettings } from '../../src/files/savedSettings.js';
import { resolveSource } from '../../src/files/source.js';
import { encodeNpy } from '../../src/formats/numpy/npy.js';
import { temporaryFolder } from '../cli/command.js';
import { boldImage, eventsTsv, put } from '../cli/recordingFiles.js';
import { laterRefusal } from '../formats/mutations.js';

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);
const file = (name: string, content: string | Uint8Array) => {
  writeFileSync(path(name), content);
  return path(name);
};
const npy = (shape: number[], data: Float32Array | Int32Array | Uint8Array) => encodeNpy({ shape, data });

describe('readDataset', () => {
  it('reads a file with what belongs to it', async () => {
    const x = file('x.npy', npy([2, 2, 1], Float32Array.of(1, 2, 3, 4)));
    const labels = file('y.csv', 'up\ndown\n');
    const truth = file('mask.npy', npy([2, 1], Uint8Array.of(0, 1)));
    const data = await readDataset(x, { labels, truth, featureNames: ['v'] });
    expect(data).toMatchObject({ classNames: ['down', 'up'], mask: Uint8Array.of(0, 1), featureNames: ['v'] });
  });

  it('reads what a manifest names, its own columns and those of its files', async () => {
    file('a.csv', 'minute,rpm,note\n0,1,x\n1,2,y\n');
    file('b.csv', 'minute,rpm,note\n1,4,x\n0,3,y\n');
    const list = file('list.csv', 'file,state,remark\na.csv,good,p\nb.csv,worn,q\n');
    const options = { labelColumn: 'state', timeColumn: 'minute', ignoreColumns: ['note', 'remark'] };
    const data = await readDataset(list, options);
    expect(data).toMatchObject({ sampleNames: ['a', 'b'], classNames: ['good', 'worn'], featureNames: ['rpm'] });
    expect(Array.from(data.x)).toEqual([1, 2, 3, 4]);
    expect((await resolveSource(list, options)).inputs).toEqual([list, path('a.csv'), path('b.csv')]);
  });

  it('cuts recordings, and takes over what a run had unless told otherwise, also of runs with former names', async () => {
    put(folder, 'scans/run-1/bold.nii.gz', boldImage(1));
    put(folder, 'scans/run-1/events.tsv', eventsTsv(1));
    const sampling = { cut: 'blocks', lag: 0, length: 4, baseline: 2, lead: 0 };
    const recordings = { preprocessing: { zscore: false }, sampling };
    put(folder, 'run/run.json', JSON.stringify({ command: 'train', missing: 'refuse', recordings }));
    const run = path('run');
    expect((await savedSettings(run)).recordings?.sampling).toMatchObject({ blockLength: 4, blockBaseline: 2 });
    const source = await resolveSource(path('scans'), { run, blockLength: 5 });
    expect(source).toMatchObject({
      kind: 'recordings',
      settings: { preprocessing: { zscore: false }, sampling: { lag: 0, blockLength: 5, blockBaseline: 2 } },
    });
    expect((await readDataset(path('scans'), { run, blockLength: 5, blockBaseline: 0 })).time).toBe(5);
    expect(await readRun(run)).toMatchObject({ missing: 'refuse' });
  });

  it('takes over the columns that a run was told, where the data have them', async () => {
    put(
      folder,
      'columns/run.json',
      JSON.stringify({ command: 'train', missing: 'refuse', reading: { labelColumn: 'state' } }),
    );
    const table = file('one.csv', 'sample,rpm,state\n0,1,good\n1,2,worn\n');
    const run = path('columns');
    expect(await readDataset(table, { run })).toMatchObject({ classNames: ['good', 'worn'] });
    expect(await readDataset(path('x.npy'), { run })).toMatchObject({ samples: 2 });
  });

  it.each([
    ['x.npy', { stride: 4 }, 'readDataset: configuration: there is no option "stride"'],
    ['x.npy', { lag: 'long' }, 'readDataset: lag: '],
    ['x.npy', { lag: 2 }, '`lag`: is for folders and images; '],
    ['x.npy', { zscore: false }, '`zscore: false`: is for folders and images; '],
    ['x.npy', { labelColumn: 'y' }, '`labelColumn`: is for .csv, .tsv, .parquet, not for '],
    ['x.npy', { featureNames: ['a', 'b'] }, '`featureNames`: 2 names for 1 features'],
    ['scans', { labels: 'y.npy' }, '`labels`: of folders and images, events say'],
    ['scans', { timeColumn: 't' }, '`timeColumn`: is for files of samples; '],
    ['list.csv', { labels: 'y.npy' }, 'names a file for each sample, and may have its label'],
    ['list.csv', { sampleColumn: 'state' }, '`sampleColumn`: '],
    ['nothing.csv', {}, 'cannot read: there is no such file'],
  ])('refuses of %s what is not for it, by the name of the option: %j', async (name, options, message) => {
    expect((await laterRefusal(readDataset(path(name), options as DatasetOptions))).message).toContain(message);
  });
});
