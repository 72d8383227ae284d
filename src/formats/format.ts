import type { z } from 'zod';
import type { NdArray } from '../data/array.js';
import type { DatasetFields } from '../data/dataset.js';
import type { FeatureSpace } from '../data/space/space.js';
import type { StoredMaps } from './maps/storedMaps.js';
import type { NamedFile } from './namedFile.js';
import type { SampleColumn, SampleColumnNames } from './tables/sampleColumn.js';

/**
 * A file format, by what it can be used for. Help, errors, checks and documentation come from here; what reads or writes may be
 * loaded when it is needed, so that a program that only lists formats, or a browser, does not load every parser.
 */
export interface Format {
  readonly name: string;
  /** What names of its files end in, in lower case, in the order in which they are listed. */
  readonly extensions: readonly string[];
  /** One line for help and documentation. */
  readonly description: string;
  /** What to do with a file of it that is named where it cannot be used, as the remedy of an error says it. */
  readonly instead?: string;
  /** What the reading of series can be told: a `strictObject`, whose fields become options of `decodeDataset` and flags. */
  readonly options?: z.ZodObject;
  /** Series are read from `pieces` of a file where it has them, so that a long one need not be held. */
  readonly isReadInPieces?: boolean;
  /** Reads series of many samples. */
  readonly dataset?: DatasetRole;
  /** Reads one series, as a manifest names one a sample. */
  readonly series?: SeriesRole;
  /** Reads one array: of numbers or texts labels and groups, of numbers lengths and a mask. */
  readonly array?: ArrayRole;
  /** Reads one text a sample: labels, groups. */
  readonly column?: ColumnRole;
  /** Reads or writes saliency maps. */
  readonly maps?: MapsRole;
  /** It holds recordings, which are cut into samples; or weights. Both are read by other rooms. */
  readonly holds?: 'recordings' | 'weights';
}

/** The options of a format, checked, with its defaults filled in. */
export type FormatOptions = Readonly<Record<string, unknown>>;
export type Soon<Result> = Result | Promise<Result>;

export interface DatasetRole {
  /** What is in such a file, for help: `[sample, time, feature]`, `(x, y, lengths, mask)`. */
  readonly holds: string;
  /** Numbers, and what the file says of them; `decodeDataset` checks them against each other. */
  read(file: NamedFile, options: FormatOptions): Soon<DatasetFields>;
}

export interface SeriesRole {
  /** Of shape [1, time, feature]. */
  read(file: NamedFile, options: FormatOptions): Soon<DatasetFields>;
}

export interface ArrayRole {
  /**
   * The array that is wanted as `x`, `y`, `lengths`, `mask`, `feature_names` or `groups`: the only one, or in an archive the one of that name;
   * undefined where there is none.
   *
   * @param options what was told of it: `arrays` may say another name.
   */
  read(file: NamedFile, field: string, options?: FormatOptions): Soon<NamedArray | undefined>;
  /** The names of all arrays, where files are archives. */
  names?(file: NamedFile): Soon<readonly string[]>;
  /** All arrays by their names, where files are archives. */
  all?(file: NamedFile): Soon<Iterable<readonly [name: string, array: NdArray | TextArray]>>;
}

/** An n-dimensional array of texts, row-major. */
export interface TextArray {
  readonly shape: readonly number[];
  readonly texts: readonly string[];
}

/** An array and how errors name it: file and, in an archive, field. */
export interface NamedArray {
  readonly array: NdArray | TextArray;
  readonly where: string;
}

/** Whether texts will do for what an array is wanted as: names of classes, groups or features, or, of ``, whatever it holds. */
export function takesTexts(field: string): boolean {
  return ['y', 'groups', 'feature_names', ''].includes(field);
}

export interface ColumnRole {
  /** @param told what its columns are called, where that is known. */
  read(file: NamedFile, column: 'label' | 'group', told?: SampleColumnNames): Soon<SampleColumn>;
}

export interface MapsRole {
  /** Whether what is written is the mean over samples, in the space of the data, instead of every map. */
  readonly mean: boolean;
  read?(file: NamedFile): Soon<StoredMaps>;
  write(name: string, saliency: StoredMaps): Soon<Uint8Array>;
  /** Checks that maps of so many features in a space can be written under a name. */
  check?(name: string, space: FeatureSpace | undefined, features: number): Soon<void>;
}

/** What files are used for, as `formatOf` looks them up. */
export type Use = keyof typeof uses;

const uses = {
  dataset: ({ dataset }: Format) => dataset !== undefined,
  series: ({ series }: Format) => series !== undefined,
  array: ({ array }: Format) => array !== undefined,
  column: ({ array, column }: Format) => array !== undefined || column !== undefined,
  'maps to read': ({ maps }: Format) => maps?.read !== undefined,
  maps: ({ maps }: Format) => maps !== undefined,
  recordings: ({ holds }: Format) => holds === 'recordings',
  weights: ({ holds }: Format) => holds === 'weights',
  any: () => true,
} as const satisfies Record<string, (format: Format) => boolean>;

/** What files of a format are used for, in words. */
export function usesOf({ dataset, series, array, column, maps, holds }: Format): string[] {
  const words = [
    dataset && `data ${dataset.holds}`,
    series && 'one series of a manifest',
    array && 'labels, groups, lengths, masks',
    column && 'labels, groups',
    maps?.read && 'maps, read and written',
    maps && !maps.read && `maps, written${maps.mean ? ' as their mean over samples' : ''}`,
    holds,
  ];
  return words.filter((word) => word !== undefined && word !== false);
}

/** Whether files of a format can be used so. */
export function serves(format: Format, use: Use): boolean {
  return uses[use](format);
}
