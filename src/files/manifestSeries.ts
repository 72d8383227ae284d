import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import type { Dataset } from '../data/dataset.js';
import { UnvanishError } from '../errors.js';
import { knownFormat, optionsOf } from '../formats/index.js';
import { composed } from '../formats/names.js';
import { decodeOneSeries, joinSeries } from '../formats/tables/manifest.js';
import type { TableOptions } from '../formats/tables/tableOptions.js';
import { quoted } from '../quoted.js';
import { asIoError, readNamed } from './files.js';
import { given } from './recordingSettings.js';
import type { ManifestSource } from './source.js';

/**
 * Reads the series that a manifest names, from its folder and those within it.
 *
 * @throws UnvanishError `io` for a file that is elsewhere, and as the formats do.
 */
export async function readManifestSeries({ path, manifest, reading }: ManifestSource): Promise<Dataset> {
  const folder = dirname(path);
  // What the manifest itself says of samples is none of its files' business.
  const { labelColumn: _, subjectColumn: __, ignoreColumns, ...others } = reading as TableOptions;
  const ignored = ignoreColumns?.filter((name) => !manifest.header.map(composed).includes(name)) ?? [];
  const told = { ...others, ...(ignored.length > 0 && { ignoreColumns: ignored }) };
  const series: Dataset[] = [];
  const known = new Map<string, string>();
  for (const file of manifest.files) {
    const whole = join(folder, file);
    if (isAbsolute(file)) throw outside(path, file);
    const real = await realPathWithin(folder, file, whole, path);
    const before = known.get(real);
    if (before !== undefined) throw sameFile(path, before, file);
    known.set(real, file);
    const format = knownFormat(file);
    const read = await decodeOneSeries(await readNamed(whole), given(told, format ? optionsOf(format).shape : {}));
    series.push(sharing(read, series[0]));
  }
  return joinSeries(manifest, series);
}

/**
 * A series with the first one's names and space, where they are the same: those of 160 thousand vertices take more memory than
 * their numbers.
 */
function sharing(series: Dataset, first: Dataset = series): Dataset {
  const { featureNames, space } = series;
  const sameNames =
    featureNames.length === first.featureNames.length &&
    featureNames.every((name, feature) => name === first.featureNames[feature]);
  const sameSpace = space?.kind === 'cifti' && first.space?.kind === 'cifti' && space.map === first.space.map;
  return {
    ...series,
    ...(sameNames && { featureNames: first.featureNames }),
    ...(sameSpace && { space: first.space }),
  };
}

/** Where a file of a manifest is, whatever links and spellings lead there: in the manifest's folder. */
async function realPathWithin(folder: string, file: string, path: string, manifest: string): Promise<string> {
  try {
    const real = await realpath(path);
    const inside = relative(await realpath(folder), real);
    if (!isAbsolute(inside) && !/^\.\.(?:[\\/]|$)/.test(inside)) return real;
  } catch (error) {
    throw asIoError(error, path, 'read');
  }
  throw outside(manifest, file);
}

function sameFile(manifest: string, one: string, other: string): UnvanishError {
  return new UnvanishError(
    'format',
    `${manifest}: ${quoted(one)} and ${quoted(other)} are one file`,
    'name each sample’s file once: the same series twice could be trained with and tested on',
  );
}

function outside(manifest: string, file: string): UnvanishError {
  return new UnvanishError(
    'io',
    `${manifest}: the file ${quoted(file)} lies outside the manifest’s folder`,
    'name files by their path from it',
  );
}
