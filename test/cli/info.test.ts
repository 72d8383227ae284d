import { beforeAll, describe, expect, it } from 'vitest';
import { version } from '../../src/version.node.js';
import { temporaryFolder, unvanish } from './command.js';
import { writeSampleFiles } from './sampleFiles.js';

const folder = temporaryFolder();

describe('info', () => {
  beforeAll(() => writeSampleFiles(folder));

  it('says versions and what there is to choose from', async () => {
    const facts = JSON.parse((await unvanish(folder, 'info', '--json')).stdout);
    expect(facts).toMatchObject({
      unvanish: version,
      node: process.version,
      cells: ['lstm', 'gru', 'rnn', 'rnn-relu'],
    });
    expect(facts.boxes).toContain('three-earlier');
  });

  it('describes arrays, alone and in archives', async () => {
    expect((await unvanish(folder, 'info', 'x.npy')).stdout).toMatch(/shape +\[60, 12, 4\]\ntype +float32/);
    const { stdout } = await unvanish(folder, 'info', 'all.npz', '--json');
    expect(JSON.parse(stdout).arrays.lengths).toEqual({ shape: [60], type: 'int32' });
  });

  it('describes series in CSV', async () => {
    const { stdout } = await unvanish(folder, 'info', 'series.csv', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ samples: 60, time: 12, features: 4, labelled: false });
  });

  it('describes a run', async () => {
    await unvanish(folder, 'train', 'x.npy', '--labels', 'y.npy', '--epochs', '1', '--out', 'run');
    const { stdout } = await unvanish(folder, 'info', 'run', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ hiddenSize: 5, standardisation: 'feature', parameters: 232 });
    expect((await unvanish(folder, 'info', 'run')).stdout).toMatch(/^ {2}rnn\.weight_hh_l0 +\[20, 5\] float32$/m);
  });

  it('points to inspect for images', async () => {
    const { code, stderr } = await unvanish(folder, 'info', 'bold.nii.gz');
    expect(code).toBe(2);
    expect(stderr).toBe('unvanish: bold.nii.gz: holds a recording (unvanish inspect bold.nii.gz says what it holds)\n');
  });

  it('names the files of a folder of several models', async () => {
    const { code, stderr } = await unvanish(folder, 'info', '.');
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'unvanish: .: holds no model.safetensors\n' });
  });
});
