import { dirname, join } from 'node:path';
import { UnvanishError } from '../errors.js';
import { decodeCiftiSeries } from '../formats/images/cifti.js';
import { decodeNifti, type NiftiImage } from '../formats/images/nifti.js';
import type { NamedFile } from '../formats/namedFile.js';
import { brainVisionSignals } from '../formats/signals/brainVision.js';
import { decodeBrainVisionHeader } from '../formats/signals/brainVisionHeader.js';
import { decodeEdf } from '../formats/signals/edf.js';
import { decodeNumericTable } from '../formats/tables/numericTable.js';
import { quoted } from '../quoted.js';
import { decodeRegionNames } from '../recordings/bids/regionNames.js';
import type { FoundRecordings, RecordingFiles } from '../recordings/findRecordings.js';
import type { Recording } from '../recordings/recording.js';
import { volumeSeries } from '../recordings/space/volumeSeries.js';
import { matchesPattern } from '../recordings/wildcard.js';
import { exists, readNamed, readOptional } from './files.js';
import type { RecordingSettings } from './recordingSettings.js';

/** The series of a run. */
export interface RunSeries extends Pick<Recording, 'x' | 'time' | 'features' | 'featureNames' | 'space'> {
  /** Seconds from one time step to the next, where the file says so. */
  readonly samplingInterval?: number | undefined;
  /** What happened meanwhile, where the file says so. */
  readonly events?: Recording['events'] | undefined;
}

/** Reads the series of runs, of whatever kind; what they share, mask and atlas, is read once. */
export class SeriesReader {
  private images: Promise<Parameters<typeof volumeSeries>[1]> | undefined;
  private labels: Promise<NamedFile | undefined> | undefined;

  constructor(
    private readonly settings: RecordingSettings,
    private readonly listing: Pick<FoundRecordings, 'mask'> & { readonly root: string },
  ) {}

  /** @throws UnvanishError of every code that the formats have, naming the file. */
  async read({ series, kind }: RecordingFiles): Promise<RunSeries> {
    const file = join(this.listing.root, series);
    if (kind === 'signals') return this.signals(file);
    if (this.settings.channels) {
      throw new UnvanishError('option', `\`channels\`: is for signals; ${file} holds others`);
    }
    if (kind === 'table') return this.table(file);
    const { bytes, name } = await readNamed(file);
    if (kind !== 'volume') return decodeCiftiSeries(bytes, name, await this.parcellation(file));
    this.images ??= this.readImages();
    return volumeSeries(decodeNifti(bytes, name), await this.images);
  }

  private async signals(file: string): Promise<RunSeries> {
    this.refuse(file, ['mask', 'atlas', 'regionNames'], 'holds signals of channels');
    const named = await readNamed(file);
    const options = { channels: this.settings.channels, matches: matchesPattern };
    if (!/\.vhdr$/i.test(file)) return decodeEdf(named.bytes, named.name, options);
    const header = decodeBrainVisionHeader(named.bytes, named.name);
    const data = await readBeside(file, header.dataFile);
    const markers = header.markerFile === undefined ? undefined : await readBeside(file, header.markerFile);
    return brainVisionSignals(header, { data, markers }, options);
  }

  private async parcellation(file: string): Promise<NamedFile | undefined> {
    this.refuse(file, ['mask', 'regionNames'], 'holds CIFTI-2, whose regions are named');
    this.labels ??= readOptional(this.settings.atlas);
    return this.labels;
  }

  private refuse(file: string, keys: readonly ('mask' | 'atlas' | 'regionNames')[], reason: string): void {
    const stray = keys.find((key) => this.settings[key] !== undefined);
    if (!stray) return;
    throw new UnvanishError('option', `\`${stray}\`: is for images; ${file} ${reason}`);
  }

  private async table(file: string): Promise<RunSeries> {
    this.refuse(file, ['mask', 'atlas', 'regionNames'], 'is a table of regions already');
    const { bytes, name } = await readNamed(file);
    const { names, rows, values } = decodeNumericTable(bytes, name);
    return { x: values, time: rows, features: names.length, featureNames: names };
  }

  private async readImages() {
    const { atlas, regionNames } = this.settings;
    const mask = this.settings.mask ?? (this.listing.mask && join(this.listing.root, this.listing.mask));
    return {
      mask: await readImage(mask),
      atlas: await readImage(atlas),
      regionNames: regionNames === undefined ? undefined : await readRegionNames(regionNames),
    };
  }
}

/** A file that a header names, in its folder. */
async function readBeside(header: string, name: string): Promise<NamedFile> {
  const path = join(dirname(header), name);
  if (await exists(path)) return readNamed(path);
  throw new UnvanishError(
    'io',
    `${header}: names the file ${quoted(name)}, which is not beside it`,
    'copy it there, or where it was renamed, correct its name in the header',
  );
}

async function readImage(file: string | undefined): Promise<NiftiImage | undefined> {
  if (file === undefined) return undefined;
  const { bytes, name } = await readNamed(file);
  return decodeNifti(bytes, name);
}

async function readRegionNames(file: string): Promise<Map<number, string>> {
  const { bytes, name } = await readNamed(file);
  return decodeRegionNames(bytes, name);
}
