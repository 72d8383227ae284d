import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDataset } from '../../src/files/readDataset.js';
import { resolveSource } from '../../src/files/source.js';
import { temporaryFolder } from '../cli/command.js';
import { put } from '../cli/recordingFiles.js';
import { laterRefusal } from '../formats/mutations.js';
import { headerText, markerText } from '../formats/signals/brainVisionFiles.js';
import { edfBytes } from '../formats/signals/edfBytes.js';

const folder = temporaryFolder();
const RATE = 4;
const STEPS = 40;
const ramp = Array.from({ length: STEPS }, (_, t) => (t % 7) * 100);
const notes = (...events: string[]) => [
  `+0\x14\x14\0${events.join('')}`,
  ...Array.from({ length: STEPS / RATE - 1 }, (_, record) => `+${record + 1}\x14\x14\0`),
];
const LEFT = '+2\x152\x14left\x14\0';
const RIGHT = '+6\x152\x14right\x14\0';
const runOf = (values: number[], ...events: string[]) =>
  edfBytes(
    [
      { name: 'C3', rate: RATE, values },
      { name: 'C4', rate: RATE, values: values.map((value) => -value) },
    ],
    { annotations: notes(...events) },
  );
const run = (...events: string[]) => runOf(ramp, ...events);
const plain = { detrend: 'none', zscore: false } as const;

describe('recordings of signals', () => {
  it('are cut at the events in them, which nothing moves unless it is told', async () => {
    put(folder, 'one.edf', run(LEFT, RIGHT));
    const data = await readDataset(join(folder, 'one.edf'), plain);
    expect(data).toMatchObject({
      samples: 2,
      time: 2 * RATE,
      features: 2,
      featureNames: ['C3', 'C4'],
      classNames: ['left', 'right'],
      sampleNames: ['one left 2s', 'one right 6s'],
      samplingInterval: 1 / RATE,
    });
    expect(data.x[0]).toBeCloseTo(ramp[2 * RATE], 3);
    const moved = await readDataset(join(folder, 'one.edf'), { ...plain, lag: 1 });
    expect(moved.x[0]).toBeCloseTo(ramp[3 * RATE], 3);
  });

  it('of a folder have the events beside them where there are some, else their own', async () => {
    put(folder, 'bids/sub-1/eeg/sub-1_task-hands_eeg.edf', run(LEFT, RIGHT));
    put(folder, 'bids/sub-1/eeg/sub-1_task-hands_events.tsv', 'onset\tduration\ttrial_type\n3\t1\tfoot\n');
    put(folder, 'bids/sub-2/eeg/sub-2_task-hands_eeg.edf', runOf(ramp.toReversed(), LEFT));
    const data = await readDataset(join(folder, 'bids'), plain);
    expect(data.sampleNames).toEqual(['sub-1_task-hands foot 3s', 'sub-2_task-hands left 2s']);
    expect(data.groups?.subject).toEqual(['sub-1', 'sub-2']);
    expect(await resolveSource(join(folder, 'bids'))).toMatchObject({ settings: { sampling: { lag: 0 } } });
  });

  it('stand back in a folder of fMRI, unless they are asked for', async () => {
    put(folder, 'both/sub-1_task-a_timeseries.tsv', `x\n${'1\n2\n'.repeat(20)}`);
    put(folder, 'both/sub-1_task-a_timeseries.json', '{"RepetitionTime": 2}');
    put(folder, 'both/sub-1_task-a_events.tsv', 'onset\tduration\ttrial_type\n4\t8\tgo\n');
    put(folder, 'both/sub-1_task-b_eeg.edf', run(LEFT));
    expect((await readDataset(join(folder, 'both'), { ...plain, lag: 0 })).featureNames).toEqual(['x']);
    const asked = { ...plain, files: '*.edf' };
    expect((await readDataset(join(folder, 'both'), asked)).featureNames).toEqual(['C3', 'C4']);
  });

  it('take the channels that are named, and nothing that is for images', async () => {
    const file = join(folder, 'one.edf');
    put(folder, 'one.edf', run(LEFT, RIGHT));
    expect((await readDataset(file, { channels: ['*4'] })).featureNames).toEqual(['C4']);
    expect((await laterRefusal(readDataset(file, { mask: 'mask.nii' }))).message).toContain('`mask`: is for images');
    put(folder, 'none.edf', run());
    expect((await laterRefusal(readDataset(join(folder, 'none.edf')))).message).toContain(
      'has no events, neither in it nor beside it',
    );
  });

  it('of BrainVision have their other files beside the header', async () => {
    const time = 3000;
    const header = headerText({ MarkerFile: 'run.vmrk' });
    put(folder, 'vision/run.vhdr', header);
    put(folder, 'vision/run.vmrk', markerText('New Segment,,1,1,0', 'Stimulus,S  1,251,1,0', 'Stimulus,S  2,1251,1,0'));
    expect((await laterRefusal(readDataset(join(folder, 'vision/run.vhdr')))).message).toContain(
      'names the file "run.eeg", which is not beside it',
    );
    put(folder, 'vision/run.eeg', new Uint8Array(Int16Array.from({ length: 2 * time }, (_, at) => at % 300).buffer));
    expect(await readDataset(join(folder, 'vision'), { ...plain, blockLength: '0.4s' })).toMatchObject({
      samples: 2,
      time: 100,
      featureNames: ['C3', 'C4,x'],
      classNames: ['Stimulus/S  1', 'Stimulus/S  2'],
    });
  });
});
