import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { readdir, readFile, readlink, realpath, rmdir, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { UnvanishError } from '../errors.js';
import { quoted } from '../quoted.js';
import { asIoError, exists, makeFolder, removeFile } from './files.js';

const PREFIX = '.unvanish-lock-';
/** So often a writer that is not alone looks again: another that asks at the same time has made way by then. */
const LOOKS = 20;
/** Milliseconds between two signs of life, which writers on other machines look for, and without one for how long they wait. */
const BEAT = 15_000;
const LAST_BEAT = 120_000;

/** Who writes: a process, when it began (numbers of processes come again), and the machine or container that counts them. */
interface Writer {
  readonly pid: number;
  readonly began: string;
  readonly host: string;
}

/** The locks of this process, which go with it where it ends in any way but by `kill -9`. */
const held = new Set<string>();

/**
 * The right to write in a folder, which one process has at a time. Each that asks makes a file of a name that is its own, and then looks for others:
 * of two, one at least sees the other. A file whose process is gone is nobody's, and removed by whoever finds it: no other will
 * ever have its name.
 */
export class FolderLock {
  private readonly beat: NodeJS.Timeout;

  private constructor(
    private readonly folder: string,
    private readonly file: string,
    private readonly own: Writer,
    /** Folders that were made for it, outermost first. */
    private readonly made: readonly string[],
  ) {
    this.beat = setInterval(() => {
      // Not made anew where it was taken away; what it is missed for is seen by `check`.
      writeFile(file, said(), { flag: 'r+' }).catch(() => undefined);
    }, BEAT).unref();
  }

  /**
   * Makes the folder where it is not there, and takes the lock.
   *
   * @throws UnvanishError `io` where another process has it, or the folder cannot be written.
   */
  static async take(folder: string): Promise<FolderLock> {
    const made: string[] = [];
    try {
      await makeFolder(folder, made);
      const own = await thisWriter();
      const file = await taken(own, await realpath(folder), folder);
      return new FolderLock(folder, file, own, made);
    } catch (error) {
      await removeFolders(made);
      throw asIoError(error, folder, 'write');
    }
  }

  /**
   * Looks whether it is held still, before something is done that cannot be taken back.
   *
   * @throws UnvanishError `io` where another process has taken it, as from a machine that slept.
   */
  async check(): Promise<void> {
    if (await exists(this.file)) return;
    throw new UnvanishError('io', `${this.folder}: another process has taken over this folder`, 'start again');
  }

  /** Gives it back; what those who asked meanwhile and were killed left behind, and folders that were made for it and are empty, go too. */
  async release(): Promise<void> {
    clearInterval(this.beat);
    await otherWriters(dirname(this.file), this.file, this.own).catch(() => undefined);
    await giveBack(this.file).catch(() => undefined);
    await removeFolders(this.made);
  }
}

/** Makes the file of this process in a folder, and waits a little where it is not the only one. */
async function taken(own: Writer, folder: string, name: string): Promise<string> {
  const file = join(folder, nameOf(own));
  if (held.has(file)) throw busy(name, own, file);
  for (let looks = 1; ; looks++) {
    let others = held.has(file) ? [] : await otherWriters(folder, file, own);
    if (others.length === 0) {
      await ask(file);
      others = await otherWriters(folder, file, own);
      if (others.length === 0) return file;
    }
    // The first by name stays in line; the others make way, and do not ask again before it is gone.
    if (looks === LOOKS || others.some((other) => nameOf(other) < basename(file))) await giveBack(file);
    if (looks === LOOKS) throw busy(name, others[0], join(folder, nameOf(others[0])));
    await new Promise((turn) => setTimeout(turn, randomInt(20, 60)));
  }
}

async function ask(file: string): Promise<void> {
  if (held.has(file)) return;
  if (held.size === 0) process.once('exit', removeHeld);
  held.add(file);
  try {
    await writeFile(file, said());
  } catch (error) {
    await giveBack(file).catch(() => undefined);
    throw error;
  }
}

async function giveBack(file: string): Promise<void> {
  await removeFile(file);
  held.delete(file);
  if (held.size === 0) process.off('exit', removeHeld);
}

function removeHeld(): void {
  for (const file of held) rmSync(file, { force: true });
}

async function removeFolders(made: readonly string[]): Promise<void> {
  for (const folder of [...made].reverse()) await rmdir(folder).catch(() => undefined);
}

/** Those who write in a folder but this one; what is left of processes that are gone is removed. */
async function otherWriters(folder: string, file: string, own: Writer): Promise<Writer[]> {
  const found: Writer[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const other = writerOf(name);
    if (!other || name === basename(file)) continue;
    const path = join(folder, name);
    if (await isAlive(other, own, path, file)) found.push(other);
    else await removeFile(path);
  }
  return found;
}

async function isAlive({ pid, began, host }: Writer, own: Writer, path: string, ownPath: string): Promise<boolean> {
  if (host !== own.host) {
    // Both times are the file system's, whatever the clocks of the machines say.
    const [theirs, now] = await Promise.all([lastWritten(path), lastWritten(ownPath)]);
    return theirs !== undefined && (now ?? Date.now()) - theirs < LAST_BEAT;
  }
  const found = await beganAt(pid);
  return found !== undefined && (began === '' || found === '' || found === began);
}

async function lastWritten(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}

/** Whether a process of this machine is there still; one that has ended but is in the lists of its parent is not. */
export async function isRunning(pid: number): Promise<boolean> {
  return (await beganAt(pid)) !== undefined;
}

/** When a process of this machine began, in the system's count; '' where it does not say, undefined where there is no such process. */
async function beganAt(pid: number): Promise<string | undefined> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process may not be asked.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  // Linux says it in the 22nd field, and in the 3rd whether the process has ended; the 2nd is a name in brackets.
  const text = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : (fields[19] ?? '');
}

async function thisWriter(): Promise<Writer> {
  // Containers may share a name and not their processes.
  const space = (await readlink('/proc/self/ns/pid').catch(() => '')).replace(/\D/g, '');
  const host = encodeURIComponent(hostname()).slice(0, 100);
  return {
    pid: process.pid,
    began: (await beganAt(process.pid)) ?? '',
    host: space === '' ? host : `${host}~${space}`,
  };
}

function nameOf({ pid, began, host }: Writer): string {
  return `${PREFIX}${pid}-${began}-${host}`;
}

function writerOf(name: string): Writer | undefined {
  const parts = /^\.unvanish-lock-(\d+)-(\d*)-(.+)$/.exec(name);
  return parts ? { pid: Number(parts[1]), began: parts[2], host: parts[3] } : undefined;
}

/** For people who look into it: all that is needed of a lock is its name and its time. */
function said(): string {
  return `${JSON.stringify({ pid: process.pid, host: hostname(), alive: new Date().toISOString() })}\n`;
}

function busy(folder: string, { pid, host }: Writer, file: string): UnvanishError {
  return new UnvanishError(
    'io',
    `${folder}: process ${pid} on ${quoted(host.replace(/~\d+$/, ''))} is writing a run there`,
    `wait until it has ended, or choose another \`out\`; if there is no such process any more, remove ${file}`,
  );
}
