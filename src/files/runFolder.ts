import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UnvanishError } from '../errors.js';
import type { ComputeOptions } from '../model/classifier.js';
import type { AssumedArchitecture } from '../model/weights/inferArchitecture.js';
import { decodeModel, type SavedModel } from '../model/weights/savedModel.js';
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
  throw new UnvanishError('io', `${out}: already holds a finished run`, 'choose another --out, or give --overwrite');
}

/**
 * Reads a model from a run folder or a bare .safetensors file; what is assumed settles what the latter does not tell.
 *
 * @throws UnvanishError `io`, or as `decodeModel`.
 */
export async function readModel(
  path: string,
  { cell, readout }: AssumedArchitecture = {},
  compute: ComputeOptions = {},
): Promise<SavedModel> {
  const { name, bytes } = await readNamed((await isFolder(path)) ? await modelIn(path) : path);
  return decodeModel(bytes, name, { cell, readout, ...compute });
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
