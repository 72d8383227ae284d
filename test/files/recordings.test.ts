import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeNifti } from '../../src/formats/images/nifti.js';
import { decodeNpz } from '../../src/formats/numpy/npz.js';
import { temporaryFolder, unvanish } from '../cli/command.js';
import { boldImage, eventsTsv, LAG, put, writeBidsTables, writeRunFolders } from '../cli/recordingFiles.js';
import { reportText } from '../cli/reportText.js';
import { jsonOf, writeSampleFiles } from '../cli/sampleFiles.js';

const folder = temporaryFolder();
const RECIPE = ['--epochs', '60', '--learning-rate', '0.02', '--batch-size', '8', '--quiet'];

describe('a folder of runs', () => {
  beforeAll(() => {
    writeBidsTables(join(folder, 'bids'));
    writeRunFolders(join(folder, 'scans'), [1, 2, 3]);
    writeSampleFiles(folder);
  });

  it('is trained on; its run keeps how samples came about, and explains other folders alike', async () => {
    const how = ['--lag', String(LAG), '--confounds', 'trans_?', '--detrend', 'constant'];
    const { code, stderr } = await unvanish(folder, 'train', 'bids', ...how, ...RECIPE, '--out', 'run');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const run = jsonOf(folder, 'run', 'run.json');
    expect(run.data).toMatchObject({ samples: 20, time: 5, features: 3, classNames: ['left', 'right'] });
    expect(run.validation).toMatchObject({ accuracy: 1 });
    expect(run.recordings).toMatchObject({
      sampling: { cut: 'blocks', lag: LAG },
      preprocessing: { detrend: 'constant', confounds: ['trans_?'], zscore: true },
    });

    const report = reportText(folder, 'run/report.html');
    expect(report).toContain('constant trend removed, confounds regressed out: trans_?, z-scored, run by run');
    expect(report).toContain(`blocks, lag ${LAG} s, length of each block`);

    expect(await unvanish(folder, 'explain', 'run', 'bids', '--out', 'maps.csv', '--quiet')).toMatchObject({ code: 0 });
    const rows = readFileSync(join(folder, 'maps.csv'), 'utf8').trim().split('\n');
    expect(rows).toHaveLength(1 + 20 * 5 * 3);
    expect(rows[1]).toMatch(/^sub-1_task-hands_run-1 right 4s,0,M1_L,/);

    const longer = ['--block-length', '8', '--lag', '0', '--out', 'longer.npz', '--json', '--quiet'];
    const explained = await unvanish(folder, 'explain', 'run', 'bids', ...longer);
    expect(JSON.parse(explained.stdout).maps.shape).toEqual([20, 8, 3]);
    expect(decodeNpz(readFileSync(join(folder, 'longer.npz')), 'longer.npz').get('maps')?.shape).toEqual([20, 8, 3]);

    const diagnosis = await unvanish(folder, 'diagnose', 'run', 'bids', '--json', '--quiet');
    expect(JSON.parse(diagnosis.stdout).data).toBe('bids');
  });

  it('of images is read by its mask, or by the voxels that change in all runs', async () => {
    const args = ['train', 'scans', '--lag', '4', ...RECIPE, '--json'];
    const { stdout } = await unvanish(folder, ...args, '--out', 'voxels');
    expect(JSON.parse(stdout).data).toMatchObject({ samples: 15, time: 5, features: 3 });
    expect(JSON.parse(stdout).validation.accuracy).toBe(1);
    const image = ['explain', 'voxels', 'scans', '--out', 'map.nii.gz', '--quiet'];
    expect(await unvanish(folder, ...image)).toMatchObject({ code: 0 });
    expect(decodeNifti(readFileSync(join(folder, 'map.nii.gz')), 'map.nii.gz').shape.slice(0, 4)).toEqual([2, 2, 1, 5]);
    const one = ['explain', 'voxels', 'scans/run-2/bold.nii.gz', '--out', 'one.npz', '--json', '--quiet'];
    expect(JSON.parse((await unvanish(folder, ...one)).stdout)).toMatchObject({
      maps: { shape: [5, 5, 3] },
      accuracy: 1,
    });
  });

  it('is never written over by maps, chosen or not', async () => {
    const scan = readFileSync(join(folder, 'scans/run-1/bold.nii.gz'));
    const over = async (data: string, out: string) => {
      const { code, stderr } = await unvanish(folder, 'explain', 'voxels', data, '--out', out, '--quiet');
      expect(code).toBe(2);
      return stderr;
    };
    const within = /^unvanish: scans\/run-1\/bold\.nii\.gz: is there already, within the data \(.*\)\n$/;
    expect(await over('scans', 'scans/run-1/bold.nii.gz')).toMatch(within);
    expect(await over('scans/run-1/bold.nii.gz', 'scans/run-1/bold.nii.gz')).toContain('written over what is read');
    expect(readFileSync(join(folder, 'scans/run-1/bold.nii.gz')).equals(scan)).toBe(true);
    const fresh = ['explain', 'voxels', 'scans', '--out', 'voxels/map.nii.gz', '--quiet'];
    for (const _ of ['once', 'again']) expect(await unvanish(folder, ...fresh)).toMatchObject({ code: 0 });
  });

  it('of the Human Connectome Project is read in parcels, or grayordinates by a parcellation', async () => {
    const fixture = (name: string) => readFileSync(new URL(`../fixtures/cifti/${name}`, import.meta.url));
    for (const [subject, name] of [
      ['100307', 'parcels_f4.ptseries.nii'],
      ['100408', 'dense.dtseries.nii'],
    ] as const) {
      const run = `hcp/${subject}/MNINonLinear/Results/tfMRI_MOTOR_LR`;
      put(folder, `${run}/tfMRI_MOTOR_LR${name.slice(name.indexOf('.'))}`, fixture(name));
      put(folder, `${run}/EVs/lh.txt`, '0 1.4 1\n');
      put(folder, `${run}/EVs/rh.txt`, '2.1 1.4 1\n');
      put(folder, `${run}/EVs/Sync.txt`, '7.3\n');
    }
    put(folder, 'regions.dlabel.nii', fixture('regions.dlabel.nii'));
    const inspected = async (...args: string[]) =>
      JSON.parse((await unvanish(folder, 'inspect', 'hcp', '--lag', '0', '--tr', '0.7', '--json', ...args)).stdout);
    const parcels = await inspected('--files', '*100307*');
    expect(parcels.samples).toMatchObject({ shape: [2, 2, 4], groups: { subject: [{ name: '100307' }] } });
    const regions = await inspected('--files', '*100408*', '--atlas', 'regions.dlabel.nii');
    expect(regions.samples).toMatchObject({ count: 2, features: ['L_V1', 'L_<A&B>', 'R_V1', 'Thalamus'] });
  });

  it('or one image is taken with the events that are given', async () => {
    put(folder, 'alone/scan.nii.gz', boldImage(5));
    put(folder, 'other/what.tsv', eventsTsv(5));
    const missing = await unvanish(folder, 'train', 'alone/scan.nii.gz', '--out', 'no');
    expect(missing).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('alone/scan.nii.gz: has no events (put'),
    });
    const args = ['train', 'alone/scan.nii.gz', '--events', 'other/what.tsv', '--epochs', '1', '--validation', '0'];
    expect(await unvanish(folder, ...args, '--out', 'alone/run', '--quiet')).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    [['x.npy', '--lag', '3'], '--lag: is for folders and images; x.npy holds samples already'],
    [['bids', '--labels', 'y.npy'], '--labels: of folders and images, events say what the samples are'],
    [['bids', '--events', 'e.tsv'], '--events: is for one image'],
    [['bids', '--mask', 'mask.nii'], '--mask: is for images'],
    [['bids', '--classes', 'left,up'], 'bids: no event is named "up": there are "left", "rest", "right"'],
    [['bids', '--confounds', 'csf'], 'has no confound "csf"; there are "trans_x", "other"'],
    [['bids', '--files', '*run-9*'], 'bids: no series in the folder matches *run-9*'],
    [['bids', '--block-length', '3m'], 'Time steps (14) or seconds (35s) were expected'],
    [['.', '--files', 'alone*'], 'no series in the folder matches alone*'],
  ])('is refused with one line: %j', async (args, message) => {
    const { code, stderr, stdout } = await unvanish(folder, 'train', ...args, '--out', 'no');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(existsSync(join(folder, 'no'))).toBe(false);
  });

  it('takes another column of the events for their names where that is asked for', async () => {
    put(
      folder,
      'named/a_timeseries.tsv',
      readFileSync(join(folder, 'bids/sub-1/func/sub-1_task-hands_run-1_seg-three_timeseries.tsv')),
    );
    put(folder, 'named/a_events.tsv', 'onset\tduration\tside\n0\t10\tleft\n10\t10\tright\n');
    const args = ['inspect', 'named', '--tr', '2', '--lag', '0', '--json'];
    expect(JSON.parse((await unvanish(folder, ...args)).stdout).findings[0].what).toContain('has no column trial_type');
    const { samples } = JSON.parse((await unvanish(folder, ...args, '--event-column', 'side')).stdout);
    expect(samples).toMatchObject({ shape: [2, 5, 3], classes: [{ name: 'left' }, { name: 'right' }] });
  });

  it('of whole runs has the classes of their subjects from a table, which its run keeps', async () => {
    for (const subject of ['01', '02', '03', '04']) {
      const rows = Array.from({ length: 20 }, (_, t) => `${Math.sin(Number(subject) * t)}\t${Math.cos(3 * t)}`);
      put(folder, `people/sub-${subject}/func/sub-${subject}_task-rest_timeseries.tsv`, `a\tb\n${rows.join('\n')}\n`);
    }
    put(
      folder,
      'people/participants.tsv',
      'participant_id\tsite\tgroup\nsub-04\tN\tp\nsub-03\tS\tc\nsub-02\tN\tp\nsub-01\tS\tc\n',
    );
    put(folder, 'others.csv', 'subject,group\n01,x\n02,y\n03,x\n04,y\n');
    const inspected = async (...args: string[]) =>
      JSON.parse((await unvanish(folder, 'inspect', 'people', '--tr', '2', '--cut', 'runs', '--json', ...args)).stdout);
    const { samples } = await inspected('--label-column', 'group');
    expect(samples.classes).toEqual([
      { name: 'c', samples: 2 },
      { name: 'p', samples: 2 },
    ]);
    expect(samples.groups.site).toEqual([
      { name: 'S', samplesByClass: [2, 0] },
      { name: 'N', samplesByClass: [0, 2] },
    ]);
    expect((await inspected('--labels', 'others.csv')).samples.classes[0].name).toBe('x');
    const refused = async (...args: string[]) => (await unvanish(folder, ...args)).stderr;
    for (const command of [['inspect'], ['train', '--out', 'no']]) {
      expect(await refused(...command, 'people', '--cut', 'runs', '--labels', 'none.tsv')).toContain(
        'there is no such file',
      );
      expect(await refused(...command, 'people', '--labels', 'people/participants.tsv')).toContain(
        'whole runs (--cut runs)',
      );
    }
    const train = ['train', 'people', '--tr', '2', '--cut', 'runs', '--label-column', 'group', '--groups', 'subject'];
    expect(await unvanish(folder, ...train, ...RECIPE, '--validation', '0', '--out', 'people-run')).toMatchObject({
      code: 0,
    });
    expect(jsonOf(folder, 'people-run', 'run.json').recordings).toMatchObject({ labelColumn: 'group' });
    const explain = ['explain', 'people-run', 'people', '--class', 'p', '--out', 'people.npz', '--json', '--quiet'];
    expect(JSON.parse((await unvanish(folder, ...explain)).stdout).maps.shape).toEqual([2, 20, 2]);
  });

  it('needs to know how long a time step takes', async () => {
    put(folder, 'timeless/a_timeseries.tsv', 'a\tb\n1\t2\n2\t1\n3\t5\n4\t4\n');
    put(folder, 'timeless/a_events.tsv', 'onset\tduration\ttrial_type\n0\t4\tx\n4\t4\ty\n');
    const args = ['train', 'timeless', '--lag', '0', '--validation', '0', '--epochs', '1', '--quiet', '--out', 'timed'];
    expect((await unvanish(folder, ...args)).stderr).toContain(
      'nothing says how many seconds a time step takes (give it',
    );
    expect(await unvanish(folder, ...args, '--tr', '2')).toMatchObject({ code: 0, stderr: '' });
  });

  it.skipIf(process.platform === 'win32')('is not left by a link', async () => {
    put(folder, 'secret/events.tsv', 'onset\tduration\ttrial_type\n0\t20\tstolen\n');
    put(folder, 'linked/run-1/bold.nii.gz', boldImage(1));
    symlinkSync(join(folder, 'secret/events.tsv'), join(folder, 'linked/run-1/events.tsv'));
    symlinkSync('..', join(folder, 'linked/run-1/around'));
    const { code, stderr } = await unvanish(folder, 'train', 'linked', '--out', 'no');
    expect(code).toBe(2);
    expect(stderr).toContain('linked/run-1/bold.nii.gz: has no events');
    symlinkSync('../.git/annex/objects/nothing', join(folder, 'linked/run-1/events.csv'));
    const unfetched = await unvanish(folder, 'train', 'linked', '--out', 'no');
    expect(unfetched.stderr).toContain('it is a link to what is not there (of a DataLad or git-annex dataset');
  });

  const shared = fileURLToPath(new URL('../../../shared/data/haxby2001-1slice', import.meta.url));
  // As in docs/own-data.md.
  const model = ['--input-cell-attention', 'mean', '--hidden', '64', '--hops', '8', '--attention-size', '16'];
  const recipe = ['--epochs', '50', '--batch-size', '16', '--weight-decay', '0.1', '--input-dropout', '0.6'];
  const folds = ['--hidden-dropout', '0.3', '--stop-at-accuracy', '0', '--validation', '0', '--cross-validate'];
  it.skipIf(!existsSync(shared))(
    'of real scans: runs left out are told by what was seen, as well as they should be (skipped: no shared data)',
    async () => {
      const accuracyOf = async (...args: string[]) => {
        const all = ['train', shared, ...model, ...recipe, ...folds, ...args, '--overwrite', '--out', 'haxby'];
        const { code, stdout } = await unvanish(folder, ...all, '--json', '--quiet');
        expect(code).toBe(0);
        const { data, crossValidation } = JSON.parse(stdout);
        expect(data).toMatchObject({ time: 9, features: 530 });
        expect(crossValidation.division).toBe('leaving one run out, 12 folds');
        return crossValidation.models[0].accuracy.mean;
      };
      expect(await accuracyOf()).toBeGreaterThanOrEqual(0.6);
      expect(await accuracyOf('--classes', 'face,house')).toBeGreaterThanOrEqual(0.95);
    },
  );
});
