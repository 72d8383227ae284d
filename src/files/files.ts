import { closeSync, openSync, readFileSync, readSync, type Stats } from 'node:fs';
import { access, constants, lstat, mkdir, open, readFile, realpath, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { z } from 'zod';
import { UnvanishError } from '../errors.js';
import { knownFormat } from '../formats/index.js';
import type { NamedFile } from '../formats/namedFile.js';

/** Node reads no larger file into one buffer. */
const LARGEST = 2 ** 31 - 1;

/**
 * Reads a file that the user named.
 *
 * @throws UnvanishError `io` where it cannot be read, `size` beyond 2 GiB.
 */
export async function readNamed(name: string): Promise<NamedFile> {
  try {
    const { size } = await statOfFile(name);
    if (size > LARGEST)
      throw new UnvanishError(
        'size',
        `${name}: ${(size / 2 ** 30).toFixed(1)} GiB, more than the 2 GiB that can be read`,
      );
    return { name, bytes: await readFile(name) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && (await isLink(name))) {
      throw new UnvanishError(
        'io',
        `${name}: cannot read: it is a link to what is not there`,
        'of a DataLad or git-annex dataset, fetch the file first (datalad get, git annex get)',
      );
    }
    throw asIoError(error, name, 'read');
  }
}

/**
 * What a file of JSON holds, checked; undefined where there is none, or it holds something else.
 *
 * @throws UnvanishError as `readNamed`.
 */
export async function readJson<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
): Promise<z.output<Schema> | undefined> {
  if (!(await exists(name))) return undefined;
  const { bytes } = await readNamed(name);
  try {
    return schema.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data;
  } catch {
    return undefined;
  }
}

/** From this size on files are read piece by piece where their format allows it, and how much at a time. */
const LONG_FILE = 2 ** 25;
const PIECE = 2 ** 22;

/**
 * As `readNamed`, of a file of series: one of a format that is read in pieces is not held where it is long, and may be of any size.
 *
 * @throws UnvanishError as `readNamed`; `io` also while its pieces are read.
 */
export async function readSeriesFile(name: string): Promise<NamedFile> {
  const length = knownFormat(name)?.isReadInPieces ? await sizeOf(name) : 0;
  if (length < LONG_FILE) return readNamed(name);
  return {
    name,
    get bytes() {
      return readFileSync(name);
    },
    pieces: { length, read: () => piecesOf(name) },
  };
}

/** 0 where it cannot be told, which is said where the file is read. */
async function sizeOf(name: string): Promise<number> {
  return stat(name).then(
    ({ size }) => size,
    () => 0,
  );
}

function* piecesOf(name: string): Generator<Uint8Array> {
  let file: number | undefined;
  try {
    file = openSync(name, 'r');
    for (;;) {
      const bytes = new Uint8Array(PIECE);
      const count = readSync(file, bytes);
      if (count === 0) return;
      yield bytes.subarray(0, count);
    }
  } catch (error) {
    throw asIoError(error, name, 'read');
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

async function isLink(name: string): Promise<boolean> {
  return lstat(name).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
}

/**
 * Reads the first bytes of a file that the user named, at most so many.
 *
 * @throws UnvanishError as `readNamed`.
 */
export async function readHead(name: string, most: number): Promise<Uint8Array> {
  try {
    await statOfFile(name);
    const file = await open(name, 'r');
    try {
      const { bytesRead, buffer } = await file.read(new Uint8Array(most), 0, most, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw asIoError(error, name, 'read');
  }
}

/** What a file that is to be read is like; a device or a pipe may have no end, or never a beginning. */
async function statOfFile(name: string): Promise<Stats> {
  const found = await stat(name);
  if (found.isFile() || found.isDirectory()) return found;
  throw new UnvanishError(
    'io',
    `${name}: cannot read: it is a device or a pipe, no file`,
    'save what it gives as a file',
  );
}

/** As `readNamed`, for an option that may not be given. */
export async function readOptional(name: string | undefined): Promise<NamedFile | undefined> {
  return name === undefined ? undefined : readNamed(name);
}

/**
 * Writes a whole file or none: aside first, then renamed; folders are made.
 *
 * @throws UnvanishError `io`.
 */
export async function writeWhole(name: string, content: Uint8Array | string): Promise<void> {
  const aside = `${name}.partial-${process.pid}`;
  try {
    await makeFolder(dirname(name));
    const file = await open(aside, 'w');
    try {
      await file.writeFile(content);
      // Some disks say that they are full, or broken, only now.
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, name);
  } catch (error) {
    await rm(aside, { force: true }).catch(() => undefined);
    throw asIoError(error, name, 'write');
  }
}

/**
 * Checks, before the work is done, that files can be written in a folder; one that is not there is made, and taken away
 * again.
 *
 * @throws UnvanishError `io`.
 */
export async function checkFolder(folder: string): Promise<void> {
  const made: string[] = [];
  try {
    await makeFolder(folder, made);
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw asIoError(error, folder, 'write');
  } finally {
    for (const each of made.reverse()) await rmdir(each).catch(() => undefined);
  }
}

/**
 * Makes a folder and those it is in; `made` lists them. (Node's own recursive mkdir does not return where a file system
 * takes no folders, as /proc.)
 */
export async function makeFolder(folder: string, made: string[] = []): Promise<void> {
  if (await isFolder(folder)) return;
  const parent = dirname(resolve(folder));
  if (parent !== resolve(folder)) await makeFolder(parent, made);
  try {
    await mkdir(folder);
    made.push(folder);
  } catch (error) {
    // Another process may have been faster.
    if (!(await isFolder(folder))) throw error;
  }
}

/**
 * Checks, before the work is done, that a file can be written and is none of those that are read. Of a folder that is read,
 * no file that is there already may be written over: it may be a scan.
 *
 * @throws UnvanishError `io` or `option`.
 */
export async function checkOutput(name: string, inputs: readonly (string | undefined)[]): Promise<void> {
  for (const input of inputs) {
    if (input === undefined) continue;
    const inside = await placeWithin(input, name);
    if (inside === undefined) continue;
    throw inside === ''
      ? new UnvanishError('option', `${name}: would be written over what is read`, 'choose another name')
      : new UnvanishError('option', `${name}: is there already, within the data`, 'choose another name, or remove it');
  }
  if (await isFolder(name)) throw new UnvanishError('io', `${name}: cannot write: it is a folder`);
  await checkFolder(dirname(name));
}

/** The path of a file from that of an input: '' where it is the input; undefined where it is elsewhere, or not there. */
async function placeWithin(input: string, name: string): Promise<string | undefined> {
  if (resolve(input) === resolve(name)) return '';
  try {
    const inside = relative(await realpath(input), await realpath(name));
    return isAbsolute(inside) || inside.split(sep)[0] === '..' ? undefined : inside;
  } catch {
    return undefined;
  }
}

/** Nothing can be under such a name. */
const NOTHING_THERE = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP'];

/**
 * Whether something is there.
 *
 * @throws UnvanishError `io` where that cannot be told: what a broken disk hides is not taken for missing.
 */
export async function exists(name: string): Promise<boolean> {
  try {
    await stat(name);
    return true;
  } catch (error) {
    if (NOTHING_THERE.includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw asIoError(error, name, 'read');
  }
}

/**
 * Removes a file, if it is there.
 *
 * @throws UnvanishError `io`.
 */
export async function removeFile(name: string): Promise<void> {
  try {
    await rm(name, { force: true });
  } catch (error) {
    throw asIoError(error, name, 'remove');
  }
}

/** Whether a folder is there. */
export async function isFolder(name: string): Promise<boolean> {
  return stat(name).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

const REASONS: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder',
  EEXIST: 'it is no folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is not a folder',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EIO: 'the disk reports an error',
};

/** What went wrong with a file, in the words of this program. */
export function asIoError(error: unknown, name: string, verb: 'read' | 'write' | 'remove'): Error {
  if (error instanceof UnvanishError) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  const reason =
    code === 'ENOENT' ? (verb === 'read' ? 'there is no such file' : 'it cannot be made there') : REASONS[code];
  return new UnvanishError('io', `${name}: cannot ${verb}: ${reason ?? message}`);
}

/** An error of the system, of a disk or of how much of it may be open, in the words of this program; undefined for any other. */
export function systemError(error: unknown): Error | undefined {
  const { code = '', syscall, path } = Object(error) as NodeJS.ErrnoException;
  if (syscall === undefined || !(code in REASONS || ['EMFILE', 'ENFILE', 'EBUSY', 'ESTALE'].includes(code)))
    return undefined;
  return asIoError(
    error,
    path ?? 'a file',
    syscall === 'read' || syscall === 'scandir' || syscall === 'stat' ? 'read' : 'write',
  );
}
