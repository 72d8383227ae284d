import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.js';
import { readModelData } from '../../src/files/modelData.js';
import { readDataset } from '../../src/files/readDataset.js';
import { resolveSource } from '../../src/files/source.js';
import { encodeNifti } from '../../src/formats/images/encodeNifti.js';
import { decodeNifti } from '../../src/formats/images/nifti.js';
import { NiftiHeader } from '../../src/formats/images/niftiHeader.js';
import { gunzip } from '../../src/formats/packed/gzip.js';
import { Classifier } from '../../src/model/classifier.js';
import { decodeModel, encodeModel, type SavedModel } from '../../src/model/weights/savedModel.js';
import { temporaryFolder } from '../cli/command.js';
import { put } from '../cli/recordingFiles.js';
import { rejection } from '../training/rejection.js';

const folder = temporaryFolder();
const SHAPE = [3, 2, 2] as const;
const STEPS = 12;
const EVENTS = 'onset\tduration\ttrial_type\n0\t6\tleft\n12\t6\tright\n';

interface Stored {
  /** Stores the first axis from the other side. */
  readonly mirrored?: boolean;
  /** Where the first voxel is along the second axis, in millimetres. */
  readonly from?: number;
  readonly tr?: number;
}

/** A run whose voxel at a place has the same numbers however it is stored. */
function bold({ mirrored = false, from = 0, tr = 2 }: Stored): Uint8Array {
  const header = NiftiHeader.empty();
  header.set('pixdim', 1, 2, 2, 2, tr, 1, 1, 1);
  header.set('xyzt_units', 2 + 8);
  header.set('sform_code', 1);
  header.set('srow', mirrored ? -2 : 2, 0, 0, mirrored ? 4 : 0, 0, 2, 0, from, 0, 0, 2, 0);
  const voxels = SHAPE[0] * SHAPE[1] * SHAPE[2];
  const values = Float32Array.from({ length: voxels * STEPS }, (_, at) => {
    const [voxel, step] = [at % voxels, Math.floor(at / voxels)];
    const i = voxel % SHAPE[0];
    const place = mirrored ? voxel - i + SHAPE[0] - 1 - i : voxel;
    return (step * step * (place + 2)) % 17;
  });
  const featureOf = Int32Array.from({ length: voxels }, (_, voxel) => voxel);
  const space = { kind: 'volume', shape: SHAPE, header: header.bytes, featureOf } as const;
  return encodeNifti('bold.nii.gz', { values, space, description: 'made for a test' });
}

function write(name: string, stored: Stored): string {
  put(folder, `${name}/run-1/bold.nii.gz`, bold(stored));
  put(folder, `${name}/run-1/events.tsv`, EVENTS);
  return join(folder, name);
}

async function modelOf({ features, featureNames, classNames, space, samplingInterval }: Dataset): Promise<SavedModel> {
  const classifier = await Classifier.create({ inputSize: features, classes: 2, hiddenSize: 2 }, { seed: 0 });
  const bytes = encodeModel({ classifier, featureNames, classNames, space, samplingInterval });
  return decodeModel(bytes, 'model.safetensors');
}

describe('images that a model meets', () => {
  const read = async (name: string, stored: Stored) => resolveSource(write(name, stored), { lag: 0 });

  it('are matched with it by place, and refused where they lie elsewhere or have another time step', async () => {
    const trained = await readDataset(write('plain', {}), { lag: 0 });
    const model = await modelOf(trained);
    expect(model.samplingInterval).toBe(2);
    const mirrored = await readModelData(model, await read('mirrored', { mirrored: true }));
    expect(mirrored.data.x).toEqual(trained.x);
    expect(mirrored.data.featureNames).toEqual(trained.featureNames);
    const { space } = mirrored.data;
    expect(space?.kind === 'volume' && Array.from(space.featureOf)).toEqual([2, 1, 0, 5, 4, 3, 8, 7, 6, 11, 10, 9]);
    const moved = await rejection(readModelData(model, await read('moved', { from: 4 })));
    expect(moved.message).toMatch(
      /moved: its voxels are not those of the model: affine: the lowest corner is at 0 4 0 mm/,
    );
    const slow = await rejection(readModelData(model, await read('slow', { tr: 3 })));
    expect(slow).toMatchObject({
      code: 'shape',
      message: expect.stringMatching(/slow: its time step is 3 s, the model’s is 2 s$/),
      remedy: expect.stringContaining('`tr`'),
    });
    expect((await readModelData({ ...model, samplingInterval: undefined }, await read('old', {}))).data.x).toEqual(
      trained.x,
    );
  });
});

/** An image of one volume, or of several, on the grid of a run. */
function image(name: string, stored: Stored, value: (voxel: number, volume: number) => number, volumes = 1): string {
  const run = decodeNifti(bold(stored), 'bold.nii.gz');
  const voxels = SHAPE[0] * SHAPE[1] * SHAPE[2];
  const featureOf = Int32Array.from({ length: voxels }, (_, voxel) => voxel);
  const values = Float32Array.from({ length: voxels * volumes }, (_, at) =>
    value(at % voxels, Math.floor(at / voxels)),
  );
  const space = { kind: 'volume', shape: SHAPE, header: run.header, featureOf } as const;
  put(folder, name, encodeNifti('image.nii', { values, space, description: 'made for a test' }));
  return join(folder, name);
}

describe('masks and atlases of a folder', () => {
  const scans = write('scans', {});

  it('are asked about where they do not say what is inside, or lie elsewhere', async () => {
    const probabilities = image('probabilities.nii', {}, (voxel) => voxel / 11);
    const refused = await rejection(readDataset(scans, { mask: probabilities }));
    expect([refused.code, refused.remedy]).toEqual(['option', expect.stringContaining('`maskThreshold`')]);
    expect((await readDataset(scans, { mask: probabilities, maskThreshold: 0.5 })).features).toBe(6);
    expect((await rejection(readDataset(scans, { maskThreshold: 0.5 }))).message).toContain('there is no mask');

    const moved = image('moved.nii', { from: 0.5 }, (voxel) => Number(voxel < 3));
    expect((await rejection(readDataset(scans, { mask: moved }))).remedy).toContain('`resample`');
    const { featureNames } = await readDataset(scans, { mask: moved, resample: true });
    expect(featureNames).toEqual(['voxel 0 0 0', 'voxel 1 0 0', 'voxel 2 0 0']);
    const mirrored = image('mirrored.nii', { mirrored: true }, (voxel) => Number(voxel === 0));
    expect((await readDataset(scans, { mask: mirrored })).featureNames).toEqual(['voxel 2 0 0']);
  });

  it('may be maps of weights, which models and maps keep', async () => {
    const atlas = image('maps.nii', {}, (voxel, map) => (voxel % 3 === map ? 1 + voxel : 0), 3);
    const data = await readDataset(scans, { atlas, lag: 0 });
    expect(data.featureNames).toEqual(['region 1', 'region 2', 'region 3']);
    expect((await modelOf(data)).space).toEqual(data.space);
  });
});

describe('the beginning of a run', () => {
  it('is dropped as the confounds say', async () => {
    const scans = write('unsteady', {});
    put(folder, 'unsteady/run-1/events.tsv', 'onset\tduration\ttrial_type\n4\t6\tleft\n12\t6\tright\n');
    const rows = Array.from({ length: STEPS }, (_, t) => `${Number(t === 0)}\t${Number(t === 1)}`);
    const columns = ['non_steady_state_outlier00', 'non_steady_state_outlier01'];
    put(folder, 'unsteady/run-1/confounds.tsv', [columns.join('\t'), ...rows, ''].join('\n'));
    const told = { lag: 0, detrend: 'none', zscore: false, dropFirst: 'non-steady' } as const;
    const { sampleNames, x } = await readDataset(scans, told);
    expect(sampleNames).toEqual(['run-1 left 0s', 'run-1 right 8s']);
    expect(x).toEqual((await readDataset(scans, { ...told, dropFirst: 0 })).x);
  });
});

describe('a run that is a pair of files', () => {
  it('is read as the single file, by either name and in a folder', async () => {
    const single = await readDataset(write('single', {}), { lag: 0 });
    const bytes = gunzip(bold({}), 'bold.nii.gz', {
      headerBytes: 0,
      sizeOf: () => 544 + 4 * STEPS * SHAPE[0] * SHAPE[1] * SHAPE[2],
    });
    const header = NiftiHeader.copyOf(bytes.subarray(0, 540));
    header.bytes.set(new TextEncoder().encode('ni2'), 4);
    header.set('vox_offset', 0);
    put(folder, 'pair/run-1/bold.hdr', header.bytes);
    put(folder, 'pair/run-1/bold.img', bytes.subarray(544));
    put(folder, 'pair/run-1/events.tsv', EVENTS);
    const { x, featureNames } = single;
    for (const name of ['pair', 'pair/run-1/bold.hdr', 'pair/run-1/bold.img']) {
      expect(await readDataset(join(folder, name), { lag: 0 })).toMatchObject({ x, featureNames });
    }
    put(folder, 'half/bold.img', bytes.subarray(544));
    put(folder, 'half/events.tsv', EVENTS);
    expect((await rejection(readDataset(join(folder, 'half/bold.img'), { lag: 0 }))).message).toMatch(
      /half\/bold\.img: is one of a pair of files, and .*half\/bold\.hdr is not there$/,
    );
  });
});

describe('what is no file', () => {
  it('is refused without waiting for it', async () => {
    execFileSync('mkfifo', [join(folder, 'series.csv')]);
    for (const name of [join(folder, 'series.csv'), '/dev/zero']) {
      const { code, message } = await rejection(readDataset(name, { labels: join(folder, 'labels.csv') }));
      expect([code, message]).toEqual(['io', `${name}: cannot read: it is a device or a pipe, no file`]);
    }
  });

  it('of a manifest is one file however it is spelt', async () => {
    writeFileSync(join(folder, 'a.csv'), 'x\n1\n2\n');
    writeFileSync(join(folder, 'list.csv'), 'file,label\na.csv,p\n./a.csv,q\n');
    expect(await rejection(readDataset(join(folder, 'list.csv')))).toMatchObject({
      code: 'format',
      message: expect.stringMatching(/list\.csv: "a\.csv" and "\.\/a\.csv" are one file$/),
    });
  });
});
