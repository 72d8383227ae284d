import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeModel, type SavedModel } from '../model/savedModel.js';
import { readNamed } from './files.js';

/** The weights within a run folder. */
export const MODEL_FILE = 'model.safetensors';

/** Reads a model from a run folder or a bare .safetensors file. */
export async function readModel(path: string): Promise<SavedModel> {
  const folder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const { name, bytes } = await readNamed(folder ? join(path, MODEL_FILE) : path);
  return decodeModel(bytes, name);
}
