import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll } from 'vitest';

/** The compiled command line: `npm test` builds it first. */
export const mainFile = resolve(import.meta.dirname, '../../dist/cli/main.js');

/** What a command came to. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A temporary folder that goes when the tests of the file are done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'unvanish-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs `unvanish` in a folder to its end. */
export function unvanish(folder: string, ...args: string[]): Promise<Outcome> {
  return start(folder, args).outcome;
}

/** Starts `unvanish`; the caller may send it signals. */
export function start(folder: string, args: readonly string[]): { child: ChildProcess; outcome: Promise<Outcome> } {
  if (!existsSync(mainFile)) throw new Error('dist/cli/main.js is missing: npm run build');
  const env = { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') };
  const child = spawn(process.execPath, [mainFile, ...args], { cwd: folder, env });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const outcome = new Promise<Outcome>((settle) => child.on('close', (code) => settle({ code, stdout, stderr })));
  return { child, outcome };
}

/** Waits until something holds; how long a machine takes for it is not known. */
export async function until(holds: () => boolean, child: ChildProcess): Promise<void> {
  while (!holds()) {
    if (child.exitCode !== null) throw new Error('the command ended before it came to that');
    await new Promise((turn) => setTimeout(turn, 20));
  }
}

/** Starts a study that writes to the folder `out` and interrupts it once it has kept the results of `trials` trials. */
export async function interrupted(folder: string, args: readonly string[], out: string, trials = 1): Promise<Outcome> {
  const { child, outcome } = start(folder, [...args, '--out', out]);
  const kept = join(folder, out, '.unvanish-trials');
  const results = () => (existsSync(kept) ? readdirSync(kept).filter((name) => name.endsWith('.npz')) : []);
  await until(() => results().length >= trials, child);
  child.kill('SIGINT');
  return outcome;
}
