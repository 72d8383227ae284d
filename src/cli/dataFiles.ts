import type { Dataset } from '../data/dataset.js';
import { decodeDataset } from '../data/formats/datasetFile.js';
import { UnvanishError } from '../errors.js';
import { readNamed, readOptional } from './files.js';

/** Where a dataset comes from, as the command line has it. */
export interface DataFiles {
  readonly data: string;
  readonly labels?: string | undefined;
  readonly lengths?: string | undefined;
}

/** Reads series with what belongs to them. */
export async function readDataset({ data, labels, lengths }: DataFiles): Promise<Dataset> {
  return decodeDataset({
    data: await readNamed(data),
    labels: await readOptional(labels),
    lengths: await readOptional(lengths),
  });
}

/** The file that labels come from. */
export function labelsFile({ data, labels }: DataFiles): string {
  return labels ?? data;
}

/**
 * Does something with what was read from a file; errors then name the file.
 *
 * @throws UnvanishError as `work` does.
 */
export function inFile<Result>(file: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof UnvanishError)) throw error;
    throw new UnvanishError(error.code, `${file}: ${error.message}`, error.remedy);
  }
}
