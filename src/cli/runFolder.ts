import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UnvanishError } from '../errors.js';
import type { AssumedArchitecture } from '../model/inferArchitecture.js';
import { decodeModel, type SavedModel } from '../model/savedModel.js';
import { exists, isFolder, readNamed } from './files.js';

/** The weights within a run folder. */
export const MODEL_FILE = 'model.safetensors';
/** What a finished run says of itself. */
export const RUN_FILE = 'run.json';

/**
 * Reads a model from a run folder or a bare .safetensors file; what is assumed settles what the latter does not tell.
 *
 * @throws UnvanishError `io`, or as `decodeModel`.
 */
export async function readModel(path: string, { cell, readout }: AssumedArchitecture = {}): Promise<SavedModel> {
  const { name, bytes } = await readNamed((await isFolder(path)) ? await modelIn(path) : path);
  return decodeModel(bytes, name, { cell, readout });
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
