import { dirname, join } from 'node:path';
import { UnvanishError } from '../errors.js';
import { exists, readNamed } from './files.js';
import { FolderLock } from './folderLock.js';
import { removeLeftBehind } from './leftBehind.js';
import { MODEL_FILE, REPORT_FILE, type RunFacts, readRun } from './runFolder.js';
import { dropWaiting, finishPlacing, pendingRun, placeRun, RUN_FILE, type RunFile } from './runPlacing.js';

/** The state of an unfinished training, in its run folder. */
export const CHECKPOINT_FILE = 'checkpoint.safetensors';
/** The folder of what an unfinished study has so far, in its run folder. */
export const TRIALS_FOLDER = '.unvanish-trials';

/** Where a run goes, and what becomes of the one that is there. */
export interface RunPlace {
  readonly out: string;
  /** Replaces a finished run, once the new one is whole. */
  readonly overwrite?: boolean | undefined;
}

/** All that a run leaves. */
export interface RunContent {
  /** What run.json holds; the names of the files are added. */
  readonly document: object;
  readonly files: readonly RunFile[];
  /** State of the work, by its paths in the folder, that goes once the run is in place. */
  readonly state?: readonly string[];
}

/**
 * Checks that a folder holds no finished run, unless that is to be replaced: early, before anything is read.
 *
 * @throws UnvanishError `io`.
 */
export async function checkUnfinished({ out, overwrite }: RunPlace): Promise<void> {
  // What was cut short while it was put in place may be what the same command goes on with.
  if (overwrite || (await pendingRun(out)) || !(await exists(join(out, RUN_FILE)))) return;
  throw new UnvanishError('io', `${out}: already holds a finished run`, 'choose another `out`, or give `overwrite`');
}

/**
 * Makes a run and puts it in its folder, which nobody else writes meanwhile. Whatever happens, the folder has the run that it
 * had, or the whole new one: where putting that in place was cut short, the next call for the folder does the rest first. If
 * that was the same work (`key`), nothing is left to be made, and `make` is not called.
 *
 * @returns what run.json holds.
 * @throws UnvanishError `io` where the folder has a finished run, another process writes in it, or it cannot be written; what
 *   `make` throws.
 */
export async function writeRun(
  { out, overwrite, key }: RunPlace & { readonly key: string },
  make: () => Promise<RunContent>,
): Promise<object> {
  const lock = await FolderLock.take(out);
  try {
    const pending = await pendingRun(out);
    if (pending) await finishPlacing(out, pending);
    if (pending?.key === key) return documentOf(out);
    await checkUnfinished({ out, overwrite });
    await sweep(out);
    const { document, files, state = [] } = await make();
    await lock.check();
    const names = files.map(({ name }) => name);
    const whole = { ...document, files: names };
    const before = filesOf(await readRun(out)).filter((name) => !names.includes(name));
    await placeRun(out, [...files, { name: RUN_FILE, bytes: `${JSON.stringify(whole, null, 2)}\n` }], {
      key,
      remove: [...before, CHECKPOINT_FILE, ...state],
    });
    return whole;
  } finally {
    await lock.release();
  }
}

async function documentOf(out: string): Promise<object> {
  const { bytes } = await readNamed(join(out, RUN_FILE));
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** The files of a run, whose run.json may not list them. */
function filesOf(run: RunFacts | undefined): readonly string[] {
  if (!run) return [];
  const { files, models = [] } = run;
  if (files) return files;
  const maps = ['', ...models.map(({ key }) => `-${key}`)].map((which) => `held-out-maps${which}.npz`);
  return [MODEL_FILE, REPORT_FILE, 'predictions.csv', ...maps, ...models.map(({ file }) => file)];
}

/** Removes what processes left that were ended in the middle: files not yet renamed, and a run that never became whole. */
async function sweep(out: string): Promise<void> {
  await dropWaiting(out);
  const models = (await readRun(out))?.models ?? [];
  const folders = new Set(['.', TRIALS_FOLDER, ...models.map(({ file }) => dirname(file))]);
  for (const folder of folders) await removeLeftBehind(join(out, folder));
}
