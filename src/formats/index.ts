import { z } from 'zod';
import { Registry } from '../registry.js';
import { arff } from './arffFormat.js';
import { foreignData } from './foreignData.js';
import { type Format, serves, type Use } from './format.js';
import { idx } from './idxFormat.js';
import { cifti } from './images/ciftiFormat.js';
import { nifti } from './images/niftiFormat.js';
import { niftiPair } from './images/niftiPairFormat.js';
import { mat } from './matlab/matFormat.js';
import { noFormat } from './namedFile.js';
import { npy } from './numpy/npyFormat.js';
import { npz } from './numpy/npzFormat.js';
import { parquet } from './parquet/parquetFormat.js';
import { safetensors } from './safetensorsFormat.js';
import { brainVision, edf } from './signals/signalsFormat.js';
import { gifti } from './surfaces/giftiFormat.js';
import { csv } from './tables/csvFormat.js';
import { text } from './tables/textFormat.js';
import { tsv } from './tables/tsvFormat.js';
import { ts } from './tsFormat.js';

/** The formats of files, in the order in which they are listed; `formats.register` adds one. */
export const formats = new Registry<Format>('format', [
  npy,
  npz,
  csv,
  tsv,
  parquet,
  ts,
  arff,
  mat,
  idx,
  text,
  cifti,
  nifti,
  niftiPair,
  gifti,
  edf,
  brainVision,
  safetensors,
]);

/** Those that can be used so. */
export function formatsFor(use: Use): Format[] {
  return [...formats].filter((format) => serves(format, use));
}

/** The extensions of those that can be used so. */
export function extensionsFor(use: Use): string[] {
  return formatsFor(use).flatMap(({ extensions }) => extensions);
}

/** The format that the end of a name says: the longest extension that fits, so that `.dtseries.nii` is no `.nii`. */
export function knownFormat(name: string): Format | undefined {
  const lower = name.toLowerCase();
  const fits = [...formats].flatMap((format) =>
    format.extensions.filter((extension) => lower.endsWith(extension)).map((extension) => ({ format, extension })),
  );
  return fits.sort((a, b) => b.extension.length - a.extension.length)[0]?.format;
}

/**
 * The format of a file, by its name, if it can be used so.
 *
 * @param what what the file is for, as errors say it: `labels`.
 * @throws UnvanishError `format`, naming the extensions that it may have.
 */
export function formatOf(name: string, use: Use, what: string): Format {
  const format = knownFormat(name);
  if (format && serves(format, use)) return format;
  throw noFormat(
    name,
    extensionsFor(use),
    what,
    format?.instead ?? (use === 'dataset' ? foreignData(name) : undefined),
  );
}

/** What the reading of series can be told, of all formats together; each field once. */
export function readingOptions(): Readonly<Record<string, z.ZodType>> {
  return Object.assign({}, ...[...formats].reverse().map(({ options }) => options?.shape));
}

/** The options that a format takes. */
export function optionsOf({ options = NO_OPTIONS }: Format): z.ZodObject {
  return options;
}

/** Whether it can be told of the order of axes. */
export function takesAxes(format: Format): boolean {
  return Object.hasOwn(optionsOf(format).shape, 'axes');
}

const NO_OPTIONS = z.strictObject({});
