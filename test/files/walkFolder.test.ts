import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { walkFolder } from '../../src/files/walkFolder.js';
import { temporaryFolder } from '../cli/command.js';
import { put } from '../cli/recordingFiles.js';

const folder = temporaryFolder();

describe('walkFolder', () => {
  it('lists files in order, and passes over what begins with a dot', async () => {
    for (const path of ['b.txt', 'a/z.txt', 'a/b/y.txt', '.git/config', 'a/.hidden']) put(folder, `plain/${path}`, '');
    expect(await walkFolder(join(folder, 'plain'))).toEqual({ paths: ['a/b/y.txt', 'a/z.txt', 'b.txt'], outside: [] });
  });

  it.skipIf(process.platform === 'win32')(
    'follows links within the folder once, and none that lead out of it',
    async () => {
      put(folder, 'links/store/one.nii', '');
      put(folder, 'linksbeside/two.nii', '');
      const link = (target: string, name: string) => symlinkSync(target, join(folder, 'links', name));
      link('store/one.nii', 'bold.nii');
      link('.', 'loop');
      link('../linksbeside', 'beside');
      link('/etc/hostname', 'host');
      link('gone.nii', 'gone.nii');
      expect(await walkFolder(join(folder, 'links'))).toEqual({
        paths: ['bold.nii', 'gone.nii', 'store/one.nii'],
        outside: ['beside', 'host'],
      });
    },
  );

  it('is bounded in depth', async () => {
    mkdirSync(join(folder, 'deep', ...new Array<string>(40).fill('d')), { recursive: true });
    await expect(walkFolder(join(folder, 'deep'))).rejects.toMatchObject({ code: 'size' });
    await expect(walkFolder(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'io' });
  });
});
