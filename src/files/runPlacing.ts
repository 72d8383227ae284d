import { rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { asIoError, exists, makeFolder, readJson, removeFile, writeWhole } from './files.js';

/** What a finished run says of itself. */
export const RUN_FILE = 'run.json';
/** Where the files of a run wait until all of them are whole. */
const WAITING = '.unvanish-new';
/** Written once they are: from then on the new run is the folder's run, wherever its files lie. */
const JOURNAL = join(WAITING, 'journal.json');

/** Paths within a run folder: nothing that a journal or a run.json says leads out of it. */
export const innerPath = z.string().regex(/^(?!\.{1,2}(?:\/|$))(?:[^/\\]+\/(?!\.{1,2}$))?[^/\\]+$/);

const journalSchema = z.object({
  /** Differs where commands do that come to other runs. */
  key: z.string(),
  files: z.array(innerPath),
  /** Files of the run before that the new one does not have, and the state of the work that made it. */
  remove: z.array(innerPath),
});

/** What is being put in place in a run folder. */
export type Journal = z.output<typeof journalSchema>;

/** A file of a run, by its path in the folder. */
export interface RunFile {
  readonly name: string;
  readonly bytes: Uint8Array | string;
}

const waiting = (folder: string, name: string) => join(folder, WAITING, 'files', name);

/**
 * Where a file of a folder's run lies: in its place, or, where putting it there was cut short, where it waits. So a reader has
 * one run or the other, at any time.
 *
 * @throws UnvanishError `io`.
 */
export async function pathInRun(folder: string, name: string): Promise<string> {
  const apart = (await exists(join(folder, JOURNAL))) && (await exists(waiting(folder, name)));
  return apart ? waiting(folder, name) : join(folder, name);
}

/** What a folder's journal says, where a new run is whole and not all of it in place. */
export async function pendingRun(folder: string): Promise<Journal | undefined> {
  return readJson(join(folder, JOURNAL), journalSchema);
}

/**
 * Puts files in a run folder: all, or none where one of them cannot be written. Cut short at any point it is finished by
 * `finishPlacing`, or was never begun.
 *
 * @throws UnvanishError `io`.
 */
export async function placeRun(
  folder: string,
  files: readonly RunFile[],
  { key, remove }: { readonly key: string; readonly remove: readonly string[] },
): Promise<void> {
  const journal: Journal = { key, files: files.map(({ name }) => name), remove: [...remove] };
  try {
    await dropWaiting(folder);
    for (const { name, bytes } of files) await writeWhole(waiting(folder, name), bytes);
    await writeWhole(join(folder, JOURNAL), JSON.stringify(journal));
  } catch (error) {
    await dropWaiting(folder).catch(() => undefined);
    throw error;
  }
  await finishPlacing(folder, journal);
}

/** Does what a journal says is still to be done. */
export async function finishPlacing(folder: string, { files, remove }: Journal): Promise<void> {
  // The mark of a finished run goes first and comes last: who looks into the folder without a journal sees no run of two.
  if (await exists(waiting(folder, RUN_FILE))) await removeFile(join(folder, RUN_FILE));
  for (const name of [...files.filter((each) => each !== RUN_FILE), RUN_FILE]) await moveInto(folder, name);
  for (const name of remove) await removeFile(join(folder, name));
  const emptied = new Set(remove.map((name) => dirname(join(folder, name))));
  for (const each of emptied) if (each !== join(folder)) await rmdir(each).catch(() => undefined);
  await dropWaiting(folder);
}

async function moveInto(folder: string, name: string): Promise<void> {
  const [from, to] = [waiting(folder, name), join(folder, name)];
  if (!(await exists(from))) return;
  try {
    await makeFolder(dirname(to));
    await rename(from, to);
  } catch (error) {
    throw asIoError(error, to, 'write');
  }
}

/** Removes what waits, the journal last. */
export async function dropWaiting(folder: string): Promise<void> {
  try {
    await rm(join(folder, WAITING, 'files'), { recursive: true, force: true });
    await rm(join(folder, WAITING), { recursive: true, force: true });
  } catch (error) {
    throw asIoError(error, join(folder, WAITING), 'remove');
  }
}
