import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRecordings, recordingOf } from '../../src/recordings/findRecordings.js';
import { decodedOrRefused, MUTATIONS, mutatedText, refusal } from '../formats/mutations.js';

describe('findRecordings', () => {
  it('finds the runs of a BIDS folder, with what its root says of all of them', () => {
    const { recordings, mask } = findRecordings([
      'README',
      'task-faces_bold.json',
      'participants.tsv',
      'sub-01/anat/sub-01_T1w.nii.gz',
      'sub-01/ses-1/func/sub-01_ses-1_task-faces_run-1_bold.nii.gz',
      'sub-01/ses-1/func/sub-01_ses-1_task-faces_run-1_events.tsv',
      'sub-01/ses-1/func/sub-01_ses-1_task-faces_run-1_sbref.nii.gz',
      'sub-02/func/sub-02_task-faces_bold.nii',
      'sub-02/func/sub-02_task-faces_bold.json',
      'sub-02/func/sub-02_task-rest_bold.nii.gz',
      'task-faces_events.tsv',
    ]);
    expect(recordings).toEqual([
      {
        name: 'sub-01_ses-1_task-faces_run-1',
        subject: 'sub-01',
        session: 'sub-01_ses-1',
        task: 'faces',
        series: 'sub-01/ses-1/func/sub-01_ses-1_task-faces_run-1_bold.nii.gz',
        kind: 'volume',
        events: ['sub-01/ses-1/func/sub-01_ses-1_task-faces_run-1_events.tsv'],
        confounds: undefined,
        sidecars: ['task-faces_bold.json'],
      },
      {
        name: 'sub-02_task-faces',
        subject: 'sub-02',
        task: 'faces',
        series: 'sub-02/func/sub-02_task-faces_bold.nii',
        kind: 'volume',
        events: ['task-faces_events.tsv'],
        confounds: undefined,
        sidecars: ['sub-02/func/sub-02_task-faces_bold.json', 'task-faces_bold.json'],
      },
      {
        name: 'sub-02_task-rest',
        subject: 'sub-02',
        task: 'rest',
        series: 'sub-02/func/sub-02_task-rest_bold.nii.gz',
        kind: 'volume',
        events: [],
        confounds: undefined,
        sidecars: [],
      },
    ]);
    expect(mask).toBeUndefined();
  });

  it('takes no sidecar of tables for an image', () => {
    const stem = 'sub-1/func/sub-1_task-a';
    const sidecars = ['task-a_bold.json', 'task-a_timeseries.json'];
    const found = (series: string) => findRecordings([`${stem}_${series}`, ...sidecars]).recordings[0].sidecars;
    expect(found('bold.nii.gz')).toEqual(['task-a_bold.json']);
    expect(found('timeseries.tsv')).toEqual(['task-a_timeseries.json', 'task-a_bold.json']);
  });

  it('joins derivatives with the events of the raw data, and has the user choose between series', () => {
    const prepared = 'derivatives/fmriprep/sub-1/func/sub-1_task-a_run-1';
    const paths = [
      'sub-1/func/sub-1_task-a_run-1_bold.nii.gz',
      'sub-1/func/sub-1_task-a_run-1_events.tsv',
      `${prepared}_space-MNI_desc-preproc_bold.nii.gz`,
      `${prepared}_space-T1w_desc-preproc_bold.nii.gz`,
      `${prepared}_space-MNI_desc-preproc_bold.json`,
      `${prepared}_desc-confounds_timeseries.tsv`,
      `${prepared}_desc-confounds_timeseries.json`,
    ];
    const error = refusal(() => findRecordings(paths));
    expect(error.code).toBe('option');
    expect(error.message).toContain('sub-1_task-a_run-1: has 3 series');
    expect(findRecordings(paths, '*space-MNI*').recordings).toEqual([
      {
        name: 'sub-1_task-a_run-1',
        subject: 'sub-1',
        task: 'a',
        series: `${prepared}_space-MNI_desc-preproc_bold.nii.gz`,
        kind: 'volume',
        events: ['sub-1/func/sub-1_task-a_run-1_events.tsv'],
        confounds: `${prepared}_desc-confounds_timeseries.tsv`,
        sidecars: [`${prepared}_space-MNI_desc-preproc_bold.json`],
      },
    ]);
  });

  it('takes parcels rather than vertices, and those rather than voxels', () => {
    const run = 'sub-1/func/sub-1_task-a';
    const of = (...names: string[]) => findRecordings(names.map((name) => `${run}${name}`)).recordings[0].kind;
    expect(of('_bold.nii.gz', '_seg-Schaefer_timeseries.tsv', '_bold.dtseries.nii')).toBe('table');
    expect(of('_bold.nii.gz', '_bold.dtseries.nii', '_bold.ptseries.nii')).toBe('ptseries');
    expect(of('_bold.nii.gz', '_den-91k_bold.dtseries.nii')).toBe('dtseries');
  });

  it('finds the runs of the Human Connectome Project', () => {
    const run = (subject: string, task: string) => `${subject}/MNINonLinear/Results/tfMRI_${task}_LR`;
    const { recordings } = findRecordings([
      `${run('100307', 'MOTOR')}/tfMRI_MOTOR_LR.nii.gz`,
      `${run('100307', 'MOTOR')}/tfMRI_MOTOR_LR_SBRef.nii.gz`,
      `${run('100307', 'MOTOR')}/brainmask_fs.2.nii.gz`,
      `${run('100307', 'MOTOR')}/EVs/lh.txt`,
      `${run('100307', 'MOTOR')}/EVs/rh.txt`,
      `${run('100307', 'MOTOR')}/EVs/Sync.txt`,
      `${run('100408', 'WM')}/tfMRI_WM_LR.ptseries.nii`,
      `${run('100408', 'WM')}/tfMRI_WM_LR_Atlas.dtseries.nii`,
    ]);
    expect(recordings.map(({ name, subject, task, kind, events }) => ({ name, subject, task, kind, events }))).toEqual([
      {
        name: '100307_tfMRI_MOTOR_LR',
        subject: '100307',
        task: 'MOTOR',
        kind: 'volume',
        events: [`${run('100307', 'MOTOR')}/EVs/lh.txt`, `${run('100307', 'MOTOR')}/EVs/rh.txt`],
      },
      { name: '100408_tfMRI_WM_LR', subject: '100408', task: 'WM', kind: 'ptseries', events: [] },
    ]);
    expect(findRecordings(['tfMRI_WM_LR/tfMRI_WM_LR.nii', 'tfMRI_WM_LR/EVs/a.txt']).recordings[0]).toMatchObject({
      name: 'tfMRI_WM_LR',
      subject: undefined,
      events: ['tfMRI_WM_LR/EVs/a.txt'],
    });
  });

  it('takes series that share the events of their folder for one run', () => {
    const folder = ['a/bold.nii.gz', 'a/smoothed_bold.nii.gz', 'a/events.tsv', 'b/bold.nii.gz', 'b/events.tsv'];
    expect(refusal(() => findRecordings(folder))).toMatchObject({
      code: 'option',
      message: 'a: has 2 series: a/bold.nii.gz, a/smoothed_bold.nii.gz',
    });
    expect(findRecordings(folder, '*/bold*').recordings.map(({ name }) => name)).toEqual(['a', 'b']);
    const own = ['x_bold.nii', 'y_bold.nii', 'x_events.tsv', 'y_events.tsv'];
    expect(findRecordings(own).recordings.map(({ name }) => name)).toEqual(['x', 'y']);
    const told = ['run-1_bold.nii', 'run-2_bold.nii', 'events.tsv'];
    expect(findRecordings(told).recordings.map(({ name }) => name)).toEqual(['run-1', 'run-2']);
  });

  it('finds a folder a run, with the mask beside them', () => {
    const { recordings, mask } = findRecordings([
      'mask.nii.gz',
      'run-02/bold.nii.gz',
      'run-02/events.tsv',
      'run-01/bold.nii.gz',
      'run-01/events.tsv',
      'run-01/confounds.tsv',
      'bold.json',
    ]);
    expect(mask).toBe('mask.nii.gz');
    expect(recordings.map(({ name, events, confounds, sidecars }) => [name, events, confounds, sidecars])).toEqual([
      ['run-01', ['run-01/events.tsv'], 'run-01/confounds.tsv', ['bold.json']],
      ['run-02', ['run-02/events.tsv'], undefined, ['bold.json']],
    ]);
  });

  it('keeps apart runs whose folders are not named as BIDS names them', () => {
    const paths = [
      'a/bold.nii',
      'a/events.tsv',
      'b/bold.nii',
      'b/events.tsv',
      'c_bold.nii',
      'c_events.tsv',
      'd_bold.nii',
    ];
    expect(findRecordings(paths).recordings.map(({ name, events }) => [name, ...events])).toEqual([
      ['a', 'a/events.tsv'],
      ['b', 'b/events.tsv'],
      ['c', 'c_events.tsv'],
      ['d'],
    ]);
  });

  it('says where there is nothing', () => {
    expect(refusal(() => findRecordings(['x.npy', 'anat/T1.nii.gz']))).toMatchObject({
      code: 'missing',
      message: 'there are no series in the folder; it holds anat/T1.nii.gz, x.npy',
    });
    expect(refusal(() => findRecordings([])).message).toBe('there are no series in the folder; it is empty');
    expect(refusal(() => findRecordings(['a_bold.nii'], 'b*'))).toMatchObject({
      message: 'no series in the folder matches b*',
      remedy: 'there are a_bold.nii; * stands for anything, / too',
    });
  });

  it.each([
    [
      ['sub-1/eeg/sub-1_task-a_eeg.set', 'sub-1/eeg/sub-1_task-a_eeg.fdt', 'sub-1/eeg/sub-1_task-a_events.tsv'],
      'EEG (1, as sub-1/eeg/sub-1_task-a_eeg.set)',
    ],
    [
      ['sub-1/meg/sub-1_task-a_meg.ds/a.meg4', 'sub-1/meg/sub-1_task-a_meg.ds/a.res4', 'sub-1/anat/sub-1_T1w.nii.gz'],
      'structural MRI (1, as sub-1/anat/sub-1_T1w.nii.gz), MEG (1, as sub-1/meg/sub-1_task-a_meg.ds)',
    ],
    [
      ['sub-1/motion/sub-1_tracksys-a_motion.tsv', 'sub-2/motion/sub-2_tracksys-a_motion.tsv', 'task-a_motion.json'],
      'motion capture (2, as sub-1/motion/sub-1_tracksys-a_motion.tsv)',
    ],
    [['sub-1/pet/sub-1_pet.nii.gz', 'sub-1/pet/sub-1_pet.json'], 'PET (1, as sub-1/pet/sub-1_pet.nii.gz)'],
  ])('says of data without fMRI what they are: %j', (paths, held) => {
    const events = 'sub-1/func/sub-1_task-a_events.tsv';
    const { message, remedy } = refusal(() => findRecordings(['participants.tsv', events, ...paths]));
    expect(message).toBe(`there are no series in the folder; it holds ${held}`);
    expect(remedy).toContain('.npz');
  });

  it('takes what is nearest: of the own folder, then upwards, then of the raw data, never of another pipeline', () => {
    const stem = 'sub-1/func/sub-1_task-a';
    const series = `derivatives/prep/${stem}_desc-preproc_bold.nii.gz`;
    // From the nearest on; each holds once those before it are gone.
    const near = [
      `derivatives/prep/${stem}_events.tsv`,
      'derivatives/prep/sub-1/sub-1_task-a_events.tsv',
      'derivatives/prep/task-a_events.tsv',
      `${stem}_events.tsv`,
      'sub-1/sub-1_events.tsv',
      'task-a_events.tsv',
      `original/${stem}_events.tsv`,
    ];
    const other = `derivatives/recoded/${stem}_events.tsv`;
    near.forEach((path, gone) => {
      const { recordings } = findRecordings([series, other, ...near.slice(gone).reverse()]);
      expect(recordings[0].events).toEqual([path]);
    });
    expect(findRecordings([series, other]).recordings[0].events).toEqual([]);
    expect(findRecordings([`${stem}_bold.nii`, other, `${stem}_events.tsv`]).recordings[0].events).toEqual([
      `${stem}_events.tsv`,
    ]);
    const folders = [`one/${stem}_events.tsv`, `two/${stem}_events.tsv`];
    expect(refusal(() => findRecordings([series, ...folders]))).toMatchObject({
      code: 'option',
      message: `${series}: both ${folders[0]} and ${folders[1]} may belong to it`,
    });
  });

  it('takes confounds and sidecars of the own pipeline only, or of the raw data', () => {
    const stem = 'sub-1/func/sub-1_task-a';
    const of = (pipeline: string, end: string) => `derivatives/${pipeline}/${stem}_${end}`;
    const [recording] = findRecordings([
      of('a', 'space-T1w_desc-preproc_bold.nii.gz'),
      of('b', 'desc-confounds_timeseries.tsv'),
      of('b', 'space-T1w_desc-preproc_bold.json'),
      `${stem}_bold.json`,
    ]).recordings;
    expect(recording).toMatchObject({ confounds: undefined, sidecars: [`${stem}_bold.json`] });
  });

  it('compares runs by number, and subjects by name', () => {
    const { recordings } = findRecordings([
      'derivatives/prep/sub-01/func/sub-01_task-a_run-1_desc-preproc_bold.nii.gz',
      'sub-01/func/sub-01_task-a_run-01_events.tsv',
      'sub-1/func/sub-1_task-a_run-01_events.tsv',
    ]);
    expect(recordings).toMatchObject([
      { name: 'sub-01_task-a_run-1', events: ['sub-01/func/sub-01_task-a_run-01_events.tsv'] },
    ]);
    const same = ['sub-1/func/sub-1_run-01_bold.nii', 'derivatives/prep/sub-1/func/sub-1_run-1_bold.nii'];
    expect(refusal(() => findRecordings(same)).message).toContain('has 2 series');
    const twice = ['run-001', 'run-01'].map((run) => `sub-1/func/sub-1_${run}_events.tsv`);
    expect(refusal(() => findRecordings(['sub-1/func/sub-1_run-1_bold.nii', ...twice])).message).toContain('both');
  });

  it('takes no noise components, confounds or the like for regions, unless they are named', () => {
    const stem = 'sub-1/func/sub-1_task-a';
    const noise = ['aroma', 'melodic', 'confounds'].map((desc) => `${stem}_desc-${desc}_timeseries.tsv`);
    const kinds = (...paths: string[]) => findRecordings([...noise, ...paths]).recordings.map(({ kind }) => kind);
    expect(kinds(`${stem}_bold.nii.gz`)).toEqual(['volume']);
    expect(kinds(`${stem}_atlas-Gordon_desc-denoised_timeseries.tsv`)).toEqual(['table']);
    expect(kinds(`${stem}_timeseries.tsv`)).toEqual(['table']);
    expect(refusal(() => findRecordings(noise))).toMatchObject({
      message: expect.stringContaining('unless sub-1/func/sub-1_task-a_desc-aroma_timeseries.tsv'),
    });
    expect(findRecordings(noise, '*desc-melodic*').recordings).toMatchObject([{ series: noise[1], kind: 'table' }]);
  });

  it('finds the movement regressors of the Human Connectome Project', () => {
    const folder = '100307/MNINonLinear/Results/tfMRI_WM_LR';
    const regressors = `${folder}/Movement_Regressors.txt`;
    expect(findRecordings([`${folder}/tfMRI_WM_LR.nii.gz`, regressors]).recordings[0].confounds).toBe(regressors);
  });

  it('shows hostile paths on one line, without control characters', () => {
    const paths = ['1/tfMRI_WM_LR/a\r\u001b.dtseries.nii', '1/tfMRI_WM_LR/b.dtseries.nii'];
    expect(refusal(() => findRecordings(paths)).message).toBe(
      '1_tfMRI_WM_LR: has 2 series: 1/tfMRI_WM_LR/a\\u000d\\u001b.dtseries.nii, 1/tfMRI_WM_LR/b.dtseries.nii',
    );
  });

  it('gives runs of their own name, or an UnvanishError, for any paths', () => {
    const texts = [
      'sub-01/func/sub-01_task-a_bold.nii.gz\nsub-01/func/sub-01_task-a_events.tsv\ntask-a_bold.json',
      '1/tfMRI_WM_LR/tfMRI_WM_LR.nii\n1/tfMRI_WM_LR/EVs/a.txt\nrun-1/bold.nii\nrun-1/events.tsv\nmask.nii',
    ];
    const words = ['/', '\n', '_', '-', '.', '_bold.nii', 'sub-', '__proto__', '..', 'EVs/', 'tfMRI_', '.ptseries.nii'];
    fc.assert(
      fc.property(mutatedText(texts, words), (text) => {
        const paths = text.split('\n');
        const { recordings } = decodedOrRefused(() => findRecordings(paths)) ?? { recordings: [] };
        expect(new Set(recordings.map(({ name }) => name)).size).toBe(recordings.length);
        for (const { series, events, sidecars } of recordings) {
          for (const path of [series, ...events, ...sidecars]) expect(paths).toContain(path);
        }
      }),
      { numRuns: MUTATIONS },
    );
  }, 30_000);
});

describe('recordingOf', () => {
  it('takes a series of any name, and what belongs to it', () => {
    const beside = ['scan.nii.gz', 'scan_events.tsv', 'events.tsv'];
    expect(recordingOf('scan.nii.gz', beside)).toMatchObject({
      name: 'scan',
      kind: 'volume',
      events: ['scan_events.tsv'],
    });
    expect(recordingOf('scan.csv', []).kind).toBe('table');
    expect(refusal(() => recordingOf('scan.txt', [])).code).toBe('format');
  });
});
