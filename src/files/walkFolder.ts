import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { UnvanishError } from '../errors.js';
import { asIoError } from './files.js';

const MOST_FILES = 100_000;
const MOST_FOLDERS = 32;

/** The files in a folder. */
export interface WalkedFolder {
  /** Relative to the folder, with `/` between their parts, sorted. */
  readonly paths: readonly string[];
  /** Links that lead out of the folder, and so are not followed. */
  readonly outside: readonly string[];
}

/**
 * Lists the files in a folder and the folders within it. What begins with a dot is passed over; links are followed as long
 * as they stay in the folder.
 *
 * @throws UnvanishError `io`, or `size` for more than 100,000 files or folders 32 deep.
 */
export async function walkFolder(root: string): Promise<WalkedFolder> {
  const paths: string[] = [];
  const outside: string[] = [];
  try {
    const realRoot = await realpath(root);
    const visited = new Set<string>();
    const visit = async (folder: string, depth: number): Promise<void> => {
      const here = await realpath(join(root, folder));
      if (visited.has(here)) return;
      visited.add(here);
      if (depth > MOST_FOLDERS) throw new UnvanishError('size', `${root}: has folders more than ${MOST_FOLDERS} deep`);
      for (const entry of (await readdir(here, { withFileTypes: true })).sort(byName)) {
        if (entry.name.startsWith('.')) continue;
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        const kind = entry.isSymbolicLink() ? await linkKind(join(root, path), realRoot) : kindOf(entry);
        if (kind === 'outside') outside.push(path);
        if (kind === 'file') paths.push(path);
        if (kind === 'folder') await visit(path, depth + 1);
        if (paths.length > MOST_FILES) {
          throw new UnvanishError('size', `${root}: holds more than ${MOST_FILES} files`, 'name a folder in it');
        }
      }
    };
    await visit('', 0);
  } catch (error) {
    throw asIoError(error, root, 'read');
  }
  return { paths: paths.sort(), outside };
}

type Kind = 'file' | 'folder' | 'outside' | 'other';

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean }): Kind {
  if (entry.isFile()) return 'file';
  return entry.isDirectory() ? 'folder' : 'other';
}

async function linkKind(path: string, realRoot: string): Promise<Kind> {
  try {
    const real = await realpath(path);
    const root = realRoot.endsWith(sep) ? realRoot : realRoot + sep;
    return real === realRoot || real.startsWith(root) ? kindOf(await stat(real)) : 'outside';
  } catch {
    // A link to what is not there: whoever reads it will say so.
    return 'file';
  }
}

function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1;
}
