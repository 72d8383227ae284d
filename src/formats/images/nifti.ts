import { formatShape, type NumberArray } from '../../data/array.js';
import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { checkedElementCount, ELEMENT_BYTES, type ElementType, viewElements } from '../elements.js';
import { checkContent } from '../namedFile.js';
import { gunzip, isGzip } from '../packed/gzip.js';
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

/**
 * Reads a NIfTI-1 or NIfTI-2 image from a single file, packed with gzip or not (told by its first bytes), in either byte
 * order: integers of 8 to 64 bits, float32 and float64, one to seven dimensions. What the header claims is compared
 * with the bytes that are there before anything is allocated.
 *
 * Formats: https://nifti.nimh.nih.gov/nifti-1, https://nifti.nimh.nih.gov/nifti-2
 *
 * @param name the name that errors give.
 * @throws UnvanishError `format` where the bytes are no such file or cut short, `dtype` where it holds no plain numbers,
 *   `size` where a packed file claims more than it can hold.
 */
export function decodeNifti(bytes: Uint8Array, name: string): NiftiImage {
  checkContent(bytes, name);
  const file = isGzip(bytes)
    ? gunzip(bytes, name, { headerBytes: DATA_OFFSET[2], sizeOf: (start) => readPlan(start, name).end })
    : bytes;
  const plan = readPlan(file, name);
  const { header, shape, type, order, start, end } = plan;
  if (file.length < end) {
    throw new UnvanishError(
      'format',
      `${name}: shape ${formatShape(shape)} of ${ELEMENT_BYTES[type]}-byte voxels needs ${end} bytes, the file has ${file.length}`,
      'the file is cut short: copy it again',
    );
  }
  const affine = affineOf(header, shape);
  if (!affine.flat().every(Number.isFinite)) throw broken(name, 'has no finite affine');
  const [slope = 0, intercept = 0] = header.all('scl');
  // A slope of 0 (or none at all) means that numbers are stored as they are.
  const scaled = slope !== 0 && Number.isFinite(slope);
  if (scaled && !Number.isFinite(intercept)) throw broken(name, `has the intercept ${intercept} (scl_inter)`);
  return {
    name,
    shape,
    header: header.bytes,
    extensions: readExtensions(file, plan, name),
    affine,
    timeStep: timeStepOf(header, shape),
    data: viewElements(file.subarray(start, end), type, order),
    slope: scaled ? slope : 1,
    intercept: scaled ? intercept : 0,
  };
}

/** The voxels of one dimension after the other up to the third; a volume is one such grid. */
export function volumeShape(image: NiftiImage): [i: number, j: number, k: number] {
  const [i = 1, j = 1, k = 1] = image.shape;
  return [i, j, k];
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

/** What a header says about the file: nothing of it is compared with the file's length yet. */
interface Plan {
  readonly header: NiftiHeader;
  readonly shape: readonly number[];
  readonly type: ElementType;
  readonly order: 'little' | 'big';
  /** Where the data begin and end. */
  readonly start: number;
  readonly end: number;
}

function readPlan(file: Uint8Array, name: string): Plan {
  const found = NiftiHeader.of(file);
  if (!found) throw broken(name, 'is no NIfTI file, or cut short: it does not begin with a NIfTI header');
  const { header, order } = found;
  const { version, magic } = header.layout;
  if (header.magic === magic.pair) {
    throw broken(name, 'is one of a pair of files (.hdr and .img)', 'convert it to a single .nii');
  }
  if (header.magic !== magic.single) {
    throw broken(name, `has the magic ${quoted(header.magic)}; ${magic.single} was expected`);
  }
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
  if (!Number.isSafeInteger(start) || start < DATA_OFFSET[version]) {
    throw broken(name, `has its data at byte ${start} (vox_offset), inside the header`);
  }
  return { header, shape, type: elements.type, order, start, end: start + count * ELEMENT_BYTES[elements.type] };
}

function readExtensions(file: Uint8Array, { header, order, start }: Plan, name: string): NiftiExtension[] {
  const extensions: NiftiExtension[] = [];
  let at: number = DATA_OFFSET[header.layout.version];
  if (file[at - 4] === 0) return extensions;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  while (at + 8 <= start) {
    const size = view.getInt32(at, order === 'little');
    // Some writers leave room after the last one.
    if (size === 0) break;
    if (size < 8 || at + size > start) throw broken(name, `has an extension of ${size} bytes at byte ${at}`);
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
