import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UnvanishError } from '../errors.js';
import { checkName } from '../formats/namedFile.js';
import { decodeModel, type LoadingOptions, type SavedModel } from '../model/weights/savedModel.js';
import { exists, isFolder, readNamed } from './files.js';

/** The weights within a run folder. */
export const MODEL_FILE = 'model.safetensors';
/** What a finished run says of itself. */
export const RUN_FILE = 'run.json';
export const REPORT_FILE = 'report.html';

const modelsOfRun = z.object({
  crossValidation: z.object({ models: z.array(z.object({ files: z.object({ model: z.string() }) })) }),
});

/** Whether a run names weights in its folder as its own: those of its model, or of one that this was compared with. */
export function namesWeights(run: unknown, name: string): boolean {
  const found = modelsOfRun.safeParse(run);
  return (
    name === MODEL_FILE ||
    (found.success && found.data.crossValidation.models.some(({ files }) => files.model === name))
  );
}

/**
 * Checks that a folder holds no finished run, unless that is to be replaced.
 *
 * @throws UnvanishError `io`.
 */
export async function checkUnfinished({ out, overwrite }: { out: string; overwrite?: boolean }): Promise<void> {
  if (overwrite || !(await exists(join(out, RUN_FILE)))) return;
  throw new UnvanishError('io', `${out}: already holds a finished run`, 'choose another `out`, or give `overwrite`');
}

/** A finished run, as its folder has it. */
export interface Run {
  readonly folder: string;
  /** What it says of itself: `run.json`, plain data. */
  readonly document: Readonly<Record<string, unknown>>;
}

/**
 * Reads what a run folder says of its run.
 *
 * @throws UnvanishError `io` where it holds no finished run, `format` where that is no JSON object.
 */
export async function readRun(folder: string): Promise<Run> {
  checkName(folder, 'folder');
  const { name, bytes } = await readNamed(join(folder, RUN_FILE));
  try {
    const document: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof document === 'object' && document !== null) return { folder, document: { ...document } };
  } catch {
    // Said below.
  }
  throw new UnvanishError('format', `${name}: is no JSON`);
}

/**
 * Reads a model from a run folder or a bare .safetensors file; `cell` and `readout` settle what the latter does not tell.
 *
 * @throws UnvanishError `io`, or as `decodeModel`.
 */
export async function readModel(path: string, options: LoadingOptions = {}): Promise<SavedModel> {
  checkName(path, 'path');
  const { name, bytes } = await readNamed((await isFolder(path)) ? await modelIn(path) : path);
  return decodeModel(bytes, name, options);
}

async function modelIn(folder: string): Promise<string> {
  const file = join(folder, MODEL_FILE);
  if (await exists(file)) return file;
  const others = (await readdir(folder)).filter((name) => name.endsWith('.safetensors')).sort();
  throw new UnvanishError(
    'io',
    `${folder}: holds no ${MODEL_FILE}`,
    others.length > 0 ? `name one of its files: ${others.slice(0, 6).join(', ')}` : undefined,
  );
}
