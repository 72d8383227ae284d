import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import type { Dataset } from '../data/dataset.js';
import type { MissingValues } from '../data/missing.js';
import { UnvanishError } from '../errors.js';
import type { NamedFile } from '../formats/namedFile.js';
import { decodeManifest, decodeOneSeries, isManifestHeader, joinSeries } from '../formats/tables/manifest.js';
import { csvTable } from '../formats/tables/tableRows.js';
import { quoted } from '../quoted.js';
import { asIoError, isFolder, readNamed } from './files.js';

/**
 * Reads the series that a manifest names, from its folder and those within it.
 *
 * @throws UnvanishError `io` for a file that is elsewhere, and as the formats do.
 */
export async function readManifestSeries(manifest: NamedFile, missing: MissingValues | undefined): Promise<Dataset> {
  const listed = decodeManifest(manifest);
  const folder = dirname(manifest.name);
  const series: Dataset[] = [];
  for (const file of listed.files) {
    const path = join(folder, file);
    if (isAbsolute(file)) throw outside(manifest.name, file);
    await checkWithin(folder, file, path, manifest.name);
    series.push(await decodeOneSeries(await readNamed(path), { missing }));
  }
  return joinSeries(listed, series);
}

/** The files that a manifest names, by their paths; none where the data are no manifest. */
export async function manifestFiles(data: string): Promise<string[]> {
  if (!mayBeManifest(data) || (await isFolder(data))) return [];
  const file = await readNamed(data);
  return isManifest(file) ? decodeManifest(file).files.map((name) => join(dirname(data), name)) : [];
}

/** Whether a name is one that a manifest may have. */
export function mayBeManifest(name: string): boolean {
  return /\.[ct]sv$/i.test(name);
}

async function checkWithin(folder: string, file: string, path: string, manifest: string): Promise<void> {
  try {
    const inside = relative(await realpath(folder), await realpath(path));
    if (!isAbsolute(inside) && !/^\.\.(?:[\\/]|$)/.test(inside)) return;
  } catch (error) {
    throw asIoError(error, path, 'read');
  }
  throw outside(manifest, file);
}

function outside(manifest: string, file: string): UnvanishError {
  return new UnvanishError(
    'io',
    `${manifest}: the file ${quoted(file)} lies outside the manifest’s folder`,
    'name files by their path from it',
  );
}

/** Whether a `.csv` or `.tsv` is a manifest: it has a column `file`. */
export function isManifest({ name, bytes }: NamedFile): boolean {
  return isManifestHeader(csvTable(bytes, name).header());
}
