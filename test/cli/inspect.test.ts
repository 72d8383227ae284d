import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder, unvanish } from './command.js';
import { boldImage, eventsTsv, put, writeBidsTables, writeRunFolders } from './recordingFiles.js';
import { writeSampleFiles } from './sampleFiles.js';

const folder = temporaryFolder();
const document = async (...args: string[]) => JSON.parse((await unvanish(folder, 'inspect', ...args, '--json')).stdout);

describe('inspect', () => {
  beforeAll(() => {
    writeSampleFiles(folder);
    writeBidsTables(join(folder, 'bids'));
    writeRunFolders(join(folder, 'scans'), [1, 2, 3]);
  });

  it('says of a folder of runs what is in it and what would be a sample', async () => {
    const { runs, samples, recordings, findings } = await document('bids', '--lag', '4');
    expect(runs).toHaveLength(4);
    expect(runs[0]).toMatchObject({
      name: 'sub-1_task-hands_run-1',
      subject: 'sub-1',
      task: 'hands',
      kind: 'table',
      timeSteps: 48,
      samplingInterval: 2,
      eventCounts: [
        ['right', 3],
        ['left', 2],
        ['rest', 1],
      ],
    });
    expect(recordings.sampling.lag).toBe(4);
    expect(samples).toMatchObject({
      shape: [20, 5, 3],
      samplingInterval: 2,
      features: ['M1_L', 'M1_R', 'V1'],
      classes: [
        { name: 'left', samples: 10 },
        { name: 'right', samples: 10 },
      ],
      onTask: 1,
    });
    expect(samples.groups.subject).toEqual([
      { name: 'sub-1', samplesByClass: [5, 5] },
      { name: 'sub-2', samplesByClass: [5, 5] },
    ]);
    expect(findings).toEqual([{ level: 'note', what: 'events that are no class: "rest"' }]);
    const { stdout } = await unvanish(folder, 'inspect', 'bids', '--lag', '4');
    expect(stdout).toMatch(/^runs +4: sub-1_task-hands_run-1, .*, of 2 subjects$/m);
    expect(stdout).toMatch(/^classes +left 10, right 10$/m);
    expect(stdout).toMatch(/^groups +2 subjects with 10 samples each; 4 runs with 5 samples each$/m);
  });

  it('goes on where runs cannot be read, and says why', async () => {
    put(folder, 'broken/run-1/bold.nii.gz', boldImage(1));
    put(folder, 'broken/run-1/events.tsv', eventsTsv(1));
    put(folder, 'broken/run-2/bold.nii.gz', boldImage(2).subarray(0, 300));
    put(folder, 'broken/run-2/events.tsv', eventsTsv(2));
    put(folder, 'broken/run-3/bold.nii.gz', boldImage(3));
    put(folder, 'broken/run-4/bold.nii.gz', boldImage(4));
    put(folder, 'broken/run-4/events.tsv', 'onset\tduration\n1\t2\n');
    if (process.platform !== 'win32') symlinkSync('/', join(folder, 'broken/out'));
    const { samples, findings } = await document('broken');
    expect(samples.count).toBe(5);
    const whats = findings.map(({ level, what }: { level: string; what: string }) => `${level}: ${what}`).join('\n');
    expect(whats).toContain('error: broken/run-2/bold.nii.gz: ');
    expect(whats).toContain('error: broken/run-3/bold.nii.gz: has no events');
    expect(whats).toContain('error: broken/run-4/events.tsv: has no column trial_type');
    if (process.platform !== 'win32') expect(whats).toContain('warning: broken/out: is a link that leads out');
  });

  it('says what is wrong with the samples that would come about', async () => {
    expect((await document('scans', '--classes', 'left,up')).findings.at(-1)).toMatchObject({
      level: 'error',
      what: 'no event is named "up": there are "left", "rest", "right"',
    });
    expect((await document('scans', '--cut', 'windows')).findings.at(-1).what).toBe('windows need a length');
    put(folder, 'late/run-1/bold.nii.gz', boldImage(1));
    put(folder, 'late/run-1/events.tsv', 'onset\tduration\ttrial_type\n500\t2\ta\n');
    expect((await document('late')).findings[0].what).toContain('event "a" at 500 s (for 2 s) begins outside the run');
  });

  it('cuts runs to equal lengths as train does', async () => {
    put(folder, 'uneven/run-1/bold.nii.gz', boldImage(1));
    put(folder, 'uneven/run-1/events.tsv', 'onset\tduration\ttrial_type\n4\t8\tleft\n30\t12\tright\n');
    expect((await document('uneven')).samples.shape).toEqual([2, 6, 3]);
    expect((await document('uneven', '--equal-lengths')).samples).toMatchObject({ shape: [2, 4, 3], lengths: null });
  });

  it('takes every other form of data', async () => {
    expect((await document('all.npz')).samples).toMatchObject({ count: 60, shape: [60, 12, 4], groups: {} });
    expect((await document('x.npy')).findings).toMatchObject([{ level: 'error', what: 'there are no labels' }]);
    expect((await document('x.npy', '--labels', 'y.npy')).findings).toEqual([]);
    expect((await document('series.csv', '--labels', 'labels.csv')).samples.classes).toEqual([
      { name: 'rest', samples: 30 },
      { name: 'task', samples: 30 },
    ]);
    writeFileSync(join(folder, 'gap.ts'), '@classLabel true a b\n@data\n1,?:2,3:a\n1,2:3,4:b\n');
    expect((await document('gap.ts')).findings[0]).toMatchObject({
      level: 'error',
      what: 'gap.ts, line 3, dimension 0: value 1 is missing',
    });
    expect((await document('gap.ts', '--missing', 'interpolate')).samples.count).toBe(2);
  });

  it('says of runs what is left out, what takes its place, and what fits no region', async () => {
    const events =
      'onset\tduration\ttrial_type\n4\t8\tleft\n20\t8\tright\n40\t8\tREST\nn/a\t8\tleft\n60\t8\tn/a\n900\t8\tright\n';
    for (const run of [1, 2]) {
      put(folder, `odd/run-${run}/bold.nii.gz`, boldImage(run));
      put(folder, `odd/run-${run}/bold.json`, `{"StartTime": 0.95, "RepetitionTime": 2}`);
      put(folder, `odd/run-${run}/events.tsv`, events);
      put(
        folder,
        `odd/run-${run}/confounds.tsv`,
        `state\tcsf\n${Array.from({ length: 48 }, (_, t) => `a\t${t % 7}`).join('\n')}\n`,
      );
    }
    put(
      folder,
      'odd/run-2/confounds.tsv',
      `csf\tmotion_outlier00\n${Array.from({ length: 48 }, (_, t) => `${t % 5}\t${t === 9 ? 1 : 0}`).join('\n')}\n`,
    );
    const args = ['odd', '--lag', '0', '--confounds', 'csf,motion_outlier*'];
    const { findings, samples } = await document(...args);
    expect(samples.count).toBe(4);
    expect(findings.map(({ what }: { what: string }) => what)).toEqual([
      'events that are no class: "REST"',
      'the first time step is at 0.95 s (StartTime of the sidecar), and events are counted from there: run-1, run-2',
      'events left out, since they have no name: 2 (run-1, run-2)',
      'events left out, since they have no onset: 2 (run-1, run-2)',
      'events left out, since they begin outside their run: 2 (run-1, run-2)',
      '1 of 2 runs have no confounds motion_outlier*: run-1',
    ]);
    const { stderr } = await unvanish(
      folder,
      'train',
      ...args,
      '--epochs',
      '1',
      '--validation',
      '0',
      '--out',
      'odd-run',
    );
    expect(stderr).toMatch(/^note: events left out, since they have no onset: 2 \(run-1, run-2\)$/m);
  });

  it('ends with 2 where something has to be mended, and says once what is wrong for all runs', async () => {
    put(folder, 'atlas.tsv', 'no\theader\n');
    const { code, stdout } = await unvanish(
      folder,
      ...['inspect', 'scans', '--atlas', 'scans/run-1/bold.nii.gz', '--region-names', 'atlas.tsv'],
    );
    expect(code).toBe(2);
    expect(stdout.match(/^error: /gm)).toHaveLength(1);
    expect((await unvanish(folder, 'inspect', 'scans')).code).toBe(0);
  });

  it('says of an image without events how long it is, and what would be its features', async () => {
    put(folder, 'alone/bold.nii.gz', boldImage(1));
    const { code, stdout } = await unvanish(folder, 'inspect', 'alone/bold.nii.gz');
    expect(code).toBe(2);
    expect(stdout).toMatch(/^run length +48 time steps of 2 s$/m);
    expect(stdout).toMatch(/^features +3: voxel 0 0 0, voxel 1 0 0, voxel 0 1 0$/m);
  });

  it('prints no control characters of names', async () => {
    put(folder, 'names.csv', 'sample,time,a\u001b[31m,b,label\ns,0,1,2,x\ns,1,3,4,x\nt,0,5,1,y\nt,1,2,2,y\n');
    const { stdout } = await unvanish(folder, 'inspect', 'names.csv');
    expect(stdout).toMatch(/^features +2: a\ufffd\[31m, b$/m);
  });

  it('refuses what is not there', async () => {
    expect(await unvanish(folder, 'inspect', 'nowhere')).toMatchObject({
      code: 2,
      stderr: 'unvanish: nowhere: cannot read: there is no such file\n',
    });
  });
});
