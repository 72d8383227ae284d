import type { Dataset } from '../data/dataset.js';
import { decodeDataset } from '../data/formats/datasetFile.js';
import type { MissingValues } from '../data/missing.js';
import { readNamed, readOptional } from './files.js';

/** Where a dataset comes from, as the command line has it. */
export interface DataFiles {
  readonly data: string;
  readonly labels?: string | undefined;
  readonly lengths?: string | undefined;
  readonly missing?: MissingValues | undefined;
}

/** Reads series with what belongs to them. */
export async function readDataset({ data, labels, lengths, missing }: DataFiles): Promise<Dataset> {
  return decodeDataset({
    data: await readNamed(data),
    labels: await readOptional(labels),
    lengths: await readOptional(lengths),
    missing,
  });
}

/** The file that labels come from. */
export function labelsFile({ data, labels }: DataFiles): string {
  return labels ?? data;
}
