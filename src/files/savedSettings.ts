import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { missingChoices } from '../data/missing.js';
import { UnvanishError } from '../errors.js';
import type { FormatOptions } from '../formats/format.js';
import { firstIssue } from '../options.js';
import { exists, isFolder } from './files.js';
import { type RecordingSettings, settingsSchema } from './recordingSettings.js';
import { namesWeights, readRun } from './runFolder.js';
import { pathInRun, RUN_FILE } from './runPlacing.js';

/** What a run says of how its data were read. */
export interface SavedSettings {
  /** What formats were told. */
  readonly reading?: FormatOptions | undefined;
  /** Where its data were recordings. */
  readonly recordings?: RecordingSettings | undefined;
  readonly equalLengths?: boolean | number | undefined;
}

/** What options of sampling were called before; runs of then are read on. */
const FORMER_NAMES = { length: 'blockLength', stride: 'blockStride', baseline: 'blockBaseline' } as const;

const savedSchema = z.object({
  missing: z.enum(missingChoices).nullish(),
  reading: z.record(z.string(), z.unknown()).nullish(),
  recordings: z.preprocess(withPresentNames, settingsSchema.nullish()),
  equalLengths: z.union([z.boolean(), z.int().min(1)]).optional(),
});

/**
 * What a run folder keeps of how its data became samples; weights in it, where it names them as its own, know it too.
 *
 * @throws UnvanishError `format`, naming the file and the field.
 */
export async function savedSettings(run: string): Promise<SavedSettings> {
  const isRun = await isFolder(run);
  const folder = isRun ? run : dirname(run);
  if (!(await exists(await pathInRun(folder, RUN_FILE)))) return {};
  const document = await readRun(folder);
  // Beside weights there may be a file of another program that has this name.
  if (!isRun && !namesWeights(document, basename(run))) return {};
  if (!document) throw new UnvanishError('format', `${join(folder, RUN_FILE)}: is not what a run says of itself`);
  const found = savedSchema.safeParse(document);
  if (!found.success) throw new UnvanishError('format', `${join(folder, RUN_FILE)}: ${firstIssue(found.error)}`);
  const { missing, reading, recordings, equalLengths } = found.data;
  return {
    reading: { ...reading, ...(missing != null && { missing }) },
    recordings: recordings ?? undefined,
    equalLengths,
  };
}

function withPresentNames(recordings: unknown): unknown {
  const { sampling, ...others } = Object(recordings) as { readonly sampling?: unknown };
  if (typeof sampling !== 'object' || sampling === null) return recordings;
  const names: Readonly<Record<string, string>> = FORMER_NAMES;
  const renamed = Object.entries(sampling).map(([key, value]) => [names[key] ?? key, value]);
  return { ...others, sampling: Object.fromEntries(renamed) };
}
