import { formatShape, type NumberArray } from '../../data/array.js';
import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { checkedElementCount, ELEMENT_BYTES, type ElementType, viewElements } from '../elements.js';
import { checkContent, checkedFile, inFile, type NamedFile } from '../namedFile.js';
import { gunzip, gunzipWhole, isGzip } from '../packed/gzip.js';
import { type Affine, affineOf } from './niftiAffine.js';
import { DATA_OFFSET, NiftiHeader, SECONDS, TIME_BITS } from './niftiHeader.js';

// Why not nifti-reader-js: it unpacks without a bound, believes any header, ignores the dimensions 6 and 7 that CIFTI-2
// needs, and leaves byte order and scaling to its caller.

/** An image as it was stored; `volumeValues` gives the numbers that are meant. */
export interface NiftiImage {
  /** The file's name, for errors. */
  readonly name: string;
  /** Sizes of one to seven dimensions: i, j, k, time, ... */
  readonly shape: readonly number[];
  /** The header, 348 bytes (NIfTI-1) or 540 (NIfTI-2), little-endian whatever the file was. */
  readonly header: Uint8Array;
  readonly extensions: readonly NiftiExtension[];
  /** Takes voxel indices to millimetres, as nibabel has it. */
  readonly affine: Affine;
  /** Seconds from one volume to the next, where the header says so. A unit that is not given is taken to be seconds. */
  readonly timeStep: number | undefined;
  /** The stored numbers, the first dimension fastest; a view of the file's bytes where possible. */
  readonly data: NumberArray;
  /** What is meant is `slope * stored + intercept`. */
  readonly slope: number;
  readonly intercept: number;
}

/** What a file carries beside its header; code 32 is the XML of CIFTI-2. */
export interface NiftiExtension {
  readonly code: number;
  readonly data: Uint8Array;
}

/** What an image says of itself before its numbers are read. */
export type NiftiFacts = Pick<NiftiImage, 'name' | 'shape' | 'header' | 'affine'>;

/** Looks at an image before its numbers are unpacked; what it throws keeps them packed. */
export type FactsCheck = (facts: NiftiFacts) => void;

/**
 * Reads a NIfTI-1 or NIfTI-2 image from a single file, packed with gzip or not (told by its first bytes), in either byte
 * order: integers of 8 to 64 bits, float32 and float64, one to seven dimensions. What the header claims is compared
 * with the bytes that are there before anything is allocated.
 *
 * Formats: https://nifti.nimh.nih.gov/nifti-1, https://nifti.nimh.nih.gov/nifti-2
 *
 * @param name the name that errors give.
 * @param check asked before the numbers are unpacked.
 * @throws UnvanishError `format` where the bytes are no such file or cut short, `dtype` where it holds no plain numbers,
 *   `size` where a packed file claims more than it can hold; what `check` throws.
 */
export function decodeNifti(bytes: Uint8Array, name: string, check?: FactsCheck): NiftiImage {
  checkContent(bytes, name);
  let plan: Plan | undefined;
  const planOf = (start: Uint8Array) => {
    plan ??= readPlan(start, name, 'single', check);
    return plan;
  };
  const file = isGzip(bytes)
    ? gunzip(bytes, name, { headerBytes: DATA_OFFSET[2], sizeOf: (start) => planOf(start).end })
    : bytes;
  const found = planOf(file);
  return imageOf(found, { data: file, top: file, topEnd: found.start });
}

/**
 * Reads an image that is a pair of files, `.hdr` and `.img`, each packed with gzip or not; otherwise as `decodeNifti`.
 *
 * @throws UnvanishError as `decodeNifti`; `format` for Analyze, whose header does not say which side is left.
 */
export function decodeNiftiPair(header: NamedFile, data: NamedFile, check?: FactsCheck): NiftiImage {
  checkedFile(header, 'decodeNiftiPair: the first argument');
  checkedFile(data, 'decodeNiftiPair: the second argument');
  const top = isGzip(header.bytes) ? gunzipWhole(header.bytes, header.name) : header.bytes;
  const plan = readPlan(top, header.name, 'pair', check);
  const packed = isGzip(data.bytes);
  const file = packed ? gunzip(data.bytes, data.name, { headerBytes: 0, sizeOf: () => plan.end }) : data.bytes;
  return imageOf(plan, { data: file, top, topEnd: top.length });
}

/** Where the numbers of an image are, and what is before them. */
interface ImageBytes {
  readonly data: Uint8Array;
  /** The file that begins with the header, and where its extensions end at the latest. */
  readonly top: Uint8Array;
  readonly topEnd: number;
}

/** The image of a header and the bytes that are there, which are checked against each other. */
function imageOf(plan: Plan, { data, top, topEnd }: ImageBytes): NiftiImage {
  const { name, header, shape, type, order, affine, start, end } = plan;
  if (data.length < end) {
    throw new UnvanishError(
      'format',
      `${name}: shape ${formatShape(shape)} of ${ELEMENT_BYTES[type]}-byte voxels needs ${end} bytes, the file has ${data.length}`,
      'the file is cut short: copy it again',
    );
  }
  const [slope = 0, intercept = 0] = header.all('scl');
  // A slope of 0 (or none at all) means that numbers are stored as they are.
  const scaled = slope !== 0 && Number.isFinite(slope);
  if (scaled && !Number.isFinite(intercept)) throw broken(name, `has the intercept ${intercept} (scl_inter)`);
  return {
    name,
    shape,
    header: header.bytes,
    extensions: readExtensions(top, topEnd, plan),
    affine,
    timeStep: timeStepOf(header, shape),
    data: viewElements(data.subarray(start, end), type, order),
    slope: scaled ? slope : 1,
    intercept: scaled ? intercept : 0,
  };
}

/** The voxels of one dimension after the other up to the third; a volume is one such grid. */
export function volumeShape(image: Pick<NiftiImage, 'shape'>): [i: number, j: number, k: number] {
  const [i = 1, j = 1, k = 1] = image.shape;
  return [i, j, k];
}

/** Whether volumes follow each other along the fifth dimension, with but one along the fourth. */
export function isAlongFifth([, , , fourth = 1, fifth = 1]: readonly number[]): boolean {
  return fourth === 1 && fifth > 1;
}

/** The scaled numbers of one 3-D volume of an image, the first dimension fastest; a copy. */
export function volumeValues(image: NiftiImage, volume: number): Float64Array {
  const size = volumeShape(image).reduce((product, voxels) => product * voxels, 1);
  return scaledValues(image, volume * size, (volume + 1) * size);
}

/** The scaled numbers of an image from one position of its data to another; a copy. */
export function scaledValues({ data, slope, intercept }: NiftiImage, from: number, to: number): Float64Array {
  const stored = data.subarray(from, to);
  const values =
    stored instanceof BigInt64Array || stored instanceof BigUint64Array
      ? Float64Array.from(stored, Number)
      : new Float64Array(stored);
  if (slope === 1 && intercept === 0) return values;
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) * slope + intercept;
  return values;
}

/** The scaled number at one position of an image's data. */
export function scaledValue({ data, slope, intercept }: NiftiImage, at: number): number {
  return Number(data[at]) * slope + intercept;
}

/** What a header says about the file: nothing of it is compared with the file's length yet. */
interface Plan {
  readonly name: string;
  readonly header: NiftiHeader;
  readonly shape: readonly number[];
  readonly affine: Affine;
  readonly type: ElementType;
  readonly order: 'little' | 'big';
  /** Where the data begin and end. */
  readonly start: number;
  readonly end: number;
}

function readPlan(file: Uint8Array, name: string, kind: 'single' | 'pair', check?: FactsCheck): Plan {
  const found = NiftiHeader.of(file);
  if (!found) throw broken(name, 'is no NIfTI file, or cut short: it does not begin with a NIfTI header');
  const { header, order } = found;
  checkMagic(header, name, kind);
  const [dimensions = 0, ...sizes] = header.all('dim');
  if (dimensions < 1 || dimensions > 7) throw broken(name, `has ${dimensions} dimensions; 1 to 7 were expected`);
  const shape = sizes.slice(0, dimensions);
  const count = shape.every((size) => size > 0) ? checkedElementCount(shape) : undefined;
  if (count === undefined) throw broken(name, `has the shape ${formatShape(shape)}`);
  const { elements } = header;
  if ('other' in elements) {
    throw new UnvanishError(
      'dtype',
      `${name}: holds ${elements.other}; integers of 8 to 64 bits, float32 or float64 were expected`,
    );
  }
  const start = header.get('vox_offset');
  if (!Number.isSafeInteger(start) || start < (kind === 'pair' ? 0 : DATA_OFFSET[header.layout.version])) {
    throw broken(name, `has its data at byte ${start} (vox_offset), inside the header`);
  }
  header.mend();
  const affine = inFile(name, () => affineOf(header, shape));
  if (!affine.flat().every(Number.isFinite)) throw broken(name, 'has no finite affine');
  if (kind === 'pair') header.toSingle();
  check?.({ name, shape, header: header.bytes, affine });
  const end = start + count * ELEMENT_BYTES[elements.type];
  return { name, header, shape, affine, type: elements.type, order, start, end };
}

function checkMagic({ magic: found, layout: { magic } }: NiftiHeader, name: string, kind: 'single' | 'pair'): void {
  if (found === magic[kind]) return;
  if (found === magic.pair) {
    throw broken(
      name,
      'is one of a pair of files (.hdr and .img)',
      'name it with the ending .hdr or .img, beside the other',
    );
  }
  if (kind === 'pair' && found !== magic.single) {
    throw broken(
      name,
      'is a header of Analyze, not of NIfTI: it does not say which side is left',
      'convert it to .nii with a program that knows which side it is stored from, and look at the result',
    );
  }
  throw broken(name, `has the magic ${quoted(found)}; ${magic[kind]} was expected`);
}

/** The extensions of a file whose header is at its beginning; they end before `end`. */
function readExtensions(file: Uint8Array, end: number, { name, header, order }: Plan): NiftiExtension[] {
  const extensions: NiftiExtension[] = [];
  let at: number = DATA_OFFSET[header.layout.version];
  if (file.length < at || file[at - 4] === 0) return extensions;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  while (at + 8 <= end) {
    const size = view.getInt32(at, order === 'little');
    // Some writers leave room after the last one.
    if (size === 0) break;
    if (size < 8 || at + size > end) throw broken(name, `has an extension of ${size} bytes at byte ${at}`);
    extensions.push({ code: view.getInt32(at + 4, order === 'little'), data: file.subarray(at + 8, at + size) });
    at += size;
  }
  return extensions;
}

function timeStepOf(header: NiftiHeader, shape: readonly number[]): number | undefined {
  const step = header.get('pixdim', 4);
  const unit = SECONDS.get(header.get('xyzt_units') & TIME_BITS);
  if (shape.length < 4 || unit === undefined || !(step > 0 && Number.isFinite(step))) return undefined;
  // NIfTI-1 has float32: its 0.72 is meant to be 0.72.
  return Number((step * unit).toPrecision(7));
}

function broken(name: string, problem: string, remedy?: string): UnvanishError {
  return new UnvanishError('format', `${name}: ${problem}`, remedy);
}
