import { type ChildProcess, fork, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll } from 'vitest';

/** The compiled command line: `npm test` builds it first. */
const mainFile = resolve(import.meta.dirname, '../../dist/cli/main.js');

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

/** Runs `unvanish` in a folder to its end, in a process that is warm: most of a short command's time is the start of one. */
export function unvanish(folder: string, ...args: string[]): Promise<Outcome> {
  const outcome = last.then(() => warmOutcome({ folder, args, cache: cacheOf(folder) }));
  last = outcome.catch(() => {});
  return outcome;
}

/** Starts `unvanish` in a process of its own, as users do; the caller may send it signals. */
export function start(folder: string, args: readonly string[]): { child: ChildProcess; outcome: Promise<Outcome> } {
  const env = { ...process.env, XDG_CACHE_HOME: cacheOf(folder) };
  const child = spawn(process.execPath, [compiled(), ...args], { cwd: folder, env });
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

const cacheOf = (folder: string) => join(folder, 'cache');

function compiled(): string {
  if (!existsSync(mainFile)) throw new Error('dist/cli/main.js is missing: npm run build');
  return mainFile;
}

/** Commands run one after the other: a process has one folder and one output. */
let last: Promise<unknown> = Promise.resolve();
let warm: ChildProcess | undefined;

function warmOutcome(command: object): Promise<Outcome> {
  if (!warm?.connected) {
    warm = fork(join(import.meta.dirname, 'commands.mjs'), [compiled()], { execArgv: [], silent: true });
    // It ends with this process, and does not keep it.
    warm.unref();
    warm.channel?.unref();
  }
  const child = warm;
  return new Promise((settle, fail) => {
    let said = '';
    const hear = (text: Buffer) => {
      said += text;
    };
    const ended = (code: number | null) => fail(new Error(`the process of the commands ended with ${code}: ${said}`));
    child.stderr?.on('data', hear);
    child.once('exit', ended);
    child.channel?.ref();
    child.once('message', (outcome) => {
      child.channel?.unref();
      child.off('exit', ended);
      child.stderr?.off('data', hear);
      settle(outcome as Outcome);
    });
    child.send(command);
  });
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
