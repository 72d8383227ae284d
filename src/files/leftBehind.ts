import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { asIoError, removeFile } from './files.js';
import { isRunning } from './folderLock.js';

/**
 * Removes files that `writeWhole` had not renamed yet when its process was ended: those of one file, or all in a folder. What a process of
 * this machine is writing now is left alone.
 *
 * @throws UnvanishError `io`.
 */
export async function removeLeftBehind(folder: string, ofFile?: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    const parts = /^(.+)\.partial-(\d+)$/.exec(name);
    if (!parts) continue;
    const [, file, pid] = parts;
    if (ofFile !== undefined && file !== ofFile) continue;
    const isIdle = Number(pid) === process.pid || !(await isRunning(Number(pid)));
    if (isIdle && (await isFile(join(folder, name)))) await removeFile(join(folder, name));
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw asIoError(error, folder, 'read');
  }
}

async function isFile(name: string): Promise<boolean> {
  return stat(name).then(
    (found) => found.isFile(),
    () => false,
  );
}
