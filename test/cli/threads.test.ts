import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder, unvanish } from './command.js';
import { bytesOf, writeSampleFiles } from './sampleFiles.js';

const folder = temporaryFolder();
const data = ['x.npy', '--labels', 'y.npy', '--quiet'];

async function run(...args: string[]): Promise<void> {
  expect(await unvanish(folder, ...args)).toMatchObject({ code: 0, stderr: '' });
}

describe('--threads and --memory', () => {
  beforeAll(() => writeSampleFiles(folder));

  it('change no byte of a model or of maps', async () => {
    for (const threads of ['1', '2', '3']) {
      await run('train', ...data, '--epochs', '3', '--threads', threads, '--out', `run-${threads}`);
      const method = ['--method', 'integrated-gradients', '--steps', '12', '--memory', threads];
      await run('explain', 'run-1', ...data, ...method, '--threads', threads, '--out', `maps-${threads}.npy`);
      expect(bytesOf(folder, `run-${threads}`, 'model.safetensors')).toEqual(
        bytesOf(folder, 'run-1', 'model.safetensors'),
      );
      expect(bytesOf(folder, `maps-${threads}.npy`)).toEqual(bytesOf(folder, 'maps-1.npy'));
    }
  });

  it.each([
    ['train', '--threads'],
    ['explain', '--threads'],
    ['explain', '--memory'],
  ])('of %s refuse %s 0', async (command, option) => {
    const args = command === 'train' ? [...data, '--out', 'none'] : ['run-1', ...data, '--out', 'none.npy'];
    const { code, stderr } = await unvanish(folder, command, ...args, option, '0');
    expect(code).toBe(2);
    expect(stderr).toContain(`${option}`);
    expect(stderr).toContain('A whole number at least 1 was expected.');
  });
});
