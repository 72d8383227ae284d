import { dirname, join } from 'node:path';
import { elementCount } from '../data/array.js';
import { UnvanishError } from '../errors.js';
import { decodeCiftiSeries } from '../formats/images/cifti.js';
import { type NiftiFacts, type NiftiImage, volumeValues } from '../formats/images/nifti.js';
import type { NamedFile } from '../formats/namedFile.js';
import { brainVisionSignals } from '../formats/signals/brainVision.js';
import { decodeBrainVisionHeader } from '../formats/signals/brainVisionHeader.js';
import { decodeEdf } from '../formats/signals/edf.js';
import { decodeNumericTable } from '../formats/tables/numericTable.js';
import { quoted } from '../quoted.js';
import { regionNamesFor } from '../recordings/bids/regionNames.js';
import type { FoundRecordings, RecordingFiles } from '../recordings/findRecordings.js';
import type { Recording } from '../recordings/recording.js';
import { voxelsIn, wholeNumber } from '../recordings/space/placedImage.js';
import { timeStepsOf, type VolumeFeatures, volumeSeries } from '../recordings/space/volumeSeries.js';
import { matchesPattern } from '../recordings/wildcard.js';
import { exists, readNamed, readOptional } from './files.js';
import { readImage } from './imageFile.js';
import type { RecordingSettings } from './recordingSettings.js';
import type { RunNotes } from './runNotes.js';

/** The series of a run. */
export interface RunSeries extends Pick<Recording, 'x' | 'time' | 'features' | 'featureNames' | 'space'> {
  /** Seconds from one time step to the next, where the file says so. */
  readonly samplingInterval?: number | undefined;
  /** What happened meanwhile, where the file says so. */
  readonly events?: Recording['events'] | undefined;
}

const OF_MASKS = ['mask', 'maskThreshold', 'resample'] as const;

/** Reads the series of runs, of whatever kind; what they share, mask and atlas, is read once. */
export class SeriesReader {
  private images: Promise<VolumeFeatures> | undefined;
  private labels: Promise<NamedFile | undefined> | undefined;

  constructor(
    private readonly settings: RecordingSettings,
    private readonly listing: Pick<FoundRecordings, 'mask'> & { readonly root: string },
    private readonly notes: Pick<RunNotes, 'add'>,
  ) {}

  /** @throws UnvanishError of every code that the formats have, naming the file. */
  async read({ series, kind }: RecordingFiles): Promise<RunSeries> {
    const file = join(this.listing.root, series);
    if (kind === 'signals') return this.signals(file);
    if (this.settings.channels) {
      throw new UnvanishError('option', `\`channels\`: is for signals; ${file} holds others`);
    }
    if (kind === 'table') return this.table(file);
    if (kind !== 'volume') {
      const { bytes, name } = await readNamed(file);
      return decodeCiftiSeries(bytes, name, await this.parcellation(file));
    }
    const image = await readImage(file, timeStepsOf);
    this.images ??= this.readImages(image);
    return volumeSeries(image, await this.images);
  }

  private async signals(file: string): Promise<RunSeries> {
    this.refuse(file, [...OF_MASKS, 'atlas', 'regionNames'], 'holds signals of channels');
    const named = await readNamed(file);
    const options = { channels: this.settings.channels, matches: matchesPattern };
    if (!/\.vhdr$/i.test(file)) return decodeEdf(named.bytes, named.name, options);
    const header = decodeBrainVisionHeader(named.bytes, named.name);
    const data = await readBeside(file, header.dataFile);
    const markers = header.markerFile === undefined ? undefined : await readBeside(file, header.markerFile);
    return brainVisionSignals(header, { data, markers }, options);
  }

  private async parcellation(file: string): Promise<NamedFile | undefined> {
    this.refuse(file, [...OF_MASKS, 'regionNames'], 'holds CIFTI-2, whose regions are named');
    this.labels ??= readOptional(this.settings.atlas);
    return this.labels;
  }

  private refuse(file: string, keys: readonly (keyof RecordingSettings)[], reason: string): void {
    const stray = keys.find((key) => this.settings[key] !== undefined);
    if (!stray) return;
    throw new UnvanishError('option', `\`${stray}\`: is for images; ${file} ${reason}`);
  }

  private async table(file: string): Promise<RunSeries> {
    this.refuse(file, [...OF_MASKS, 'atlas', 'regionNames'], 'is a table of regions already');
    const { bytes, name } = await readNamed(file);
    const { names, rows, values } = decodeNumericTable(bytes, name);
    return { x: values, time: rows, features: names.length, featureNames: names };
  }

  /** Mask and atlas, refused before they are unpacked where they do not lie in the grid of the first image. */
  private async readImages(image: NiftiImage): Promise<VolumeFeatures> {
    const { atlas, regionNames, maskThreshold, resample = false } = this.settings;
    const placed = (what: 'mask' | 'atlas') => (facts: NiftiFacts) => void voxelsIn(image, facts, { what, resample });
    const mask = this.settings.mask ?? (this.listing.mask && join(this.listing.root, this.listing.mask));
    if (maskThreshold !== undefined && mask === undefined) {
      throw new UnvanishError('option', '`maskThreshold`: there is no mask', 'name one with `mask`');
    }
    const atlasImage = atlas === undefined ? undefined : await readImage(atlas, placed('atlas'));
    return {
      mask: mask === undefined ? undefined : await readImage(mask, placed('mask')),
      maskThreshold,
      resample,
      atlas: atlasImage,
      regionNames: regionNames === undefined ? undefined : await this.namesOf(atlasImage, regionNames),
    };
  }

  private async namesOf(atlas: NiftiImage | undefined, file: string): Promise<Map<number, string>> {
    if (!atlas) throw new UnvanishError('option', '`regionNames`: there is no atlas', 'give it with `atlas`');
    const { bytes, name } = await readNamed(file);
    const { names, notes } = regionNamesFor(bytes, name, numbersOf(atlas));
    notes.forEach((note) => {
      this.notes.add(note);
    });
    return names;
  }
}

/** The numbers of an atlas's regions: those in its voxels, or of its volumes, from 1, where it has several. */
function numbersOf(atlas: NiftiImage): Set<number> {
  const volumes = elementCount(atlas.shape.slice(3));
  if (volumes > 1) return new Set(Array.from({ length: volumes }, (_, volume) => volume + 1));
  return new Set(Array.from(volumeValues(atlas, 0), wholeNumber).filter((number) => number !== undefined));
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
