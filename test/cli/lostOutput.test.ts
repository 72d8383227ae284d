import { spawn } from 'node:child_process';
import { existsSync, openSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './command.js';
import { writeSampleFiles } from './sampleFiles.js';

const folder = temporaryFolder();
writeSampleFiles(folder);
const main = resolve(import.meta.dirname, '../../dist/cli/main.js');
const quick = ['train', 'all.npz', '--epochs', '2', '--hidden', '2'];

/** Runs `unvanish` with what takes its output: a file, or a pipe that is closed at once. */
function run(args: readonly string[], stdout: number | 'closed', stderr: number | 'closed') {
  const stream = (to: number | 'closed') => (to === 'closed' ? 'pipe' : to);
  const child = spawn(process.execPath, [main, ...args], {
    cwd: folder,
    stdio: ['ignore', stream(stdout), stream(stderr)],
  });
  child.stdout?.destroy();
  child.stderr?.destroy();
  return new Promise<number | null>((settle) => child.on('exit', settle));
}

describe('output that cannot be written', () => {
  it('in a closed pipe ends no training, and is no error', async () => {
    expect(await run([...quick, '--out', 'closed'], 'closed', 'closed')).toBe(0);
    expect(readdirSync(join(folder, 'closed')).sort()).toEqual(['model.safetensors', 'report.html', 'run.json']);
    const folds = [...quick, '--cross-validate', '2', '--out', 'folds'];
    expect(await run(folds, 'closed', 'closed')).toBe(0);
    expect(readdirSync(join(folder, 'folds'))).toContain('predictions.csv');
    expect(await run(['--help'], 'closed', 'closed')).toBe(0);
  });

  it.runIf(existsSync('/dev/full'))('on a full disk ends no training, and the exit code tells', async () => {
    const full = openSync('/dev/full', 'w');
    expect(await run([...quick, '--out', 'full'], full, full)).toBe(2);
    expect(readdirSync(join(folder, 'full')).sort()).toEqual(['model.safetensors', 'report.html', 'run.json']);
    expect(await run([...quick, '--out', 'stderr'], 'closed', full)).toBe(0);
    for (const args of [['--help'], ['--version'], ['train', '--help'], ['info'], ['reproduce']]) {
      expect([args, await run(args, full, full)]).toEqual([args, 2]);
    }
  });
});
