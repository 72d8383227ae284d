import { readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { UnvanishError } from '../errors.js';
import { checkName } from '../formats/namedFile.js';
import type { ComputeOptions } from '../model/classifier.js';
import type { AssumedArchitecture } from '../model/weights/inferArchitecture.js';
import { decodeModel, type SavedModel } from '../model/weights/savedModel.js';
import { quoted } from '../quoted.js';
import { exists, isFolder, readJson, readNamed } from './files.js';
import { innerPath, pathInRun, RUN_FILE } from './runPlacing.js';

/** The weights within a run folder. */
export const MODEL_FILE = 'model.safetensors';
export const REPORT_FILE = 'report.html';

const runSchema = z.looseObject({
  command: z.string(),
  study: z.string().optional(),
  /** Weights lie in the folder, or in one that it keeps for them. */
  models: z
    .array(
      z.object({ key: z.string(), label: z.string(), file: z.string().regex(/^(?:models\/)?[^/\\]+\.safetensors$/) }),
    )
    .optional(),
  /** All files of the run but run.json; runs of before do not say. */
  files: z.array(innerPath).optional(),
});

/** What the run.json of a study says of itself; `models` are missing where there is but one, as after `train`. */
export type RunFacts = z.output<typeof runSchema>;

/**
 * What a run folder says of itself; undefined where there is no run.json, or none of this program.
 *
 * @throws UnvanishError `io`.
 */
export async function readRun(folder: string): Promise<RunFacts | undefined> {
  checkName(folder, 'folder');
  return readJson(await pathInRun(folder, RUN_FILE), runSchema);
}

/** Whether a run names weights in its folder as its own: those of its model, or of one that this was compared with. */
export function namesWeights(run: unknown, name: string): boolean {
  return name === MODEL_FILE || (runSchema.safeParse(run).data?.models ?? []).some(({ file }) => file === name);
}

/** A model of a run: what the run says of itself, and what it calls the model; undefined for weights that no run names as its own. */
export async function runOfModel(
  path: string,
  model?: string,
): Promise<{ readonly run: RunFacts; readonly key: string | undefined } | undefined> {
  const isRun = await isFolder(path);
  const run = await readRun(isRun ? path : dirname(path));
  if (!run || !(isRun || namesWeights(run, basename(path)))) return undefined;
  const { models = [] } = run;
  const own = models.find(({ file }) => file === basename(path)) ?? (models.length === 1 ? models[0] : undefined);
  return { run, key: model ?? own?.key };
}

/** Which model is meant, and what is assumed where a bare file does not tell. */
export interface ModelChoice extends AssumedArchitecture {
  /** Key of a model of a run that has several. */
  readonly model?: string | undefined;
}

/** Which model is meant, and how it computes. */
export interface ModelOptions extends ModelChoice, ComputeOptions {}

/**
 * Reads a model from a run folder or a bare .safetensors file.
 *
 * @throws UnvanishError as `weightsFile`, or as `decodeModel`.
 */
export async function readModel(path: string, options: ModelOptions = {}): Promise<SavedModel> {
  checkName(path, 'path');
  const { model, ...loading } = options;
  const { name, bytes } = await readNamed(await weightsFile(path, model));
  return decodeModel(bytes, name, loading);
}

/** More models than this are not all named. */
const MOST_NAMED = 12;

/**
 * The file with the weights of a model: of a run folder, those of its own model, or of the one that is chosen.
 *
 * @throws UnvanishError `option` where a run has several models and none is chosen, or not the chosen one; `io` where there are no
 *   weights.
 */
export async function weightsFile(path: string, model?: string): Promise<string> {
  if (!(await isFolder(path))) {
    if (model === undefined) return path;
    throw new UnvanishError('option', `\`model: ${model}\`: ${path} is no run folder`, 'name the file alone');
  }
  const own = await pathInRun(path, MODEL_FILE);
  const models = (await readRun(path))?.models ?? [];
  const keys = models.map(({ key }) => key);
  const listed = keys.slice(0, MOST_NAMED).join(', ') + (keys.length > MOST_NAMED ? ', …' : '');
  if (model !== undefined) {
    const found = models.find(({ key }) => key === model);
    if (found) return pathInRun(path, found.file);
    const remedy = models.length > 0 ? `choose one of ${listed}` : 'leave it out';
    throw new UnvanishError('option', `${path}: has no model ${quoted(model)}`, remedy);
  }
  if (await exists(own)) return own;
  if (models.length === 1) return pathInRun(path, models[0].file);
  if (models.length > 1) {
    throw new UnvanishError('option', `${path}: holds ${models.length} models`, `choose one with \`model\`: ${listed}`);
  }
  const others = (await readdir(path)).filter((name) => name.endsWith('.safetensors')).sort();
  throw new UnvanishError(
    'io',
    `${path}: holds no ${MODEL_FILE}`,
    others.length > 0 ? `name one of its files: ${others.slice(0, 6).join(', ')}` : undefined,
  );
}
