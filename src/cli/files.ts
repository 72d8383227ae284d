import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { NamedFile } from '../data/formats/namedFile.js';
import { UnvanishError } from '../errors.js';

/** Node reads no larger file into one buffer. */
const LARGEST = 2 ** 31 - 1;

/**
 * Reads a file that the user named.
 *
 * @throws UnvanishError `io` where it cannot be read, `size` beyond 2 GiB.
 */
export async function readNamed(name: string): Promise<NamedFile> {
  try {
    const { size } = await stat(name);
    if (size > LARGEST)
      throw new UnvanishError(
        'size',
        `${name}: ${(size / 2 ** 30).toFixed(1)} GiB, more than the 2 GiB that can be read`,
      );
    return { name, bytes: await readFile(name) };
  } catch (error) {
    throw asIoError(error, name, 'read');
  }
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
    await mkdir(dirname(name), { recursive: true });
    const file = await open(aside, 'w');
    try {
      await file.writeFile(content);
    } finally {
      await file.close();
    }
    await rename(aside, name);
  } catch (error) {
    await rm(aside, { force: true }).catch(() => undefined);
    throw asIoError(error, name, 'write');
  }
}

/** Whether something is there. */
export async function exists(name: string): Promise<boolean> {
  return stat(name).then(
    () => true,
    () => false,
  );
}

function asIoError(error: unknown, name: string, verb: 'read' | 'write'): Error {
  if (error instanceof UnvanishError) return error;
  const reasons: Record<string, string> = {
    ENOENT: 'there is no such file',
    EISDIR: 'it is a folder',
    EACCES: 'permission denied',
    ENOTDIR: 'a part of the path is not a folder',
    ENOSPC: 'the disk is full',
  };
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return new UnvanishError('io', `${name}: cannot ${verb}: ${reasons[code] ?? (error as Error).message}`);
}
