import { elementCount, formatShape, type NdArray } from '../data/array.js';
import { UnvanishError } from '../errors.js';
import { quoted } from '../quoted.js';
import {
  checkedElementCount,
  ELEMENT_BYTES,
  type ElementType,
  elementBytes,
  elementTypeOf,
  readElements,
} from './elements.js';
import { foreignWeights } from './foreignWeights.js';
import { checkContent } from './namedFile.js';

// In the order in which the reference implementation lays tensors out, backwards.
const ELEMENT_TYPES = {
  BOOL: 'u1',
  U8: 'u1',
  I8: 'i1',
  I16: 'i2',
  U16: 'u2',
  F16: 'f2',
  BF16: 'bf2',
  I32: 'i4',
  U32: 'u4',
  F32: 'f4',
  F64: 'f8',
  I64: 'i8',
  U64: 'u8',
} as const satisfies Record<string, ElementType>;

/** The element types that safetensors files have. */
export type SafeTensorDtype = keyof typeof ELEMENT_TYPES;

/** A named array of a safetensors file: F16 and BF16 are held as float32, BOOL as Uint8Array. */
export interface SafeTensor extends NdArray {
  /** The type in the file. */
  readonly dtype: SafeTensorDtype;
}

const DTYPES = Object.keys(ELEMENT_TYPES) as SafeTensorDtype[];
const LONGEST_HEADER = 100_000_000;

/**
 * Reads a safetensors file: 8 bytes header length, a JSON header, the tensors' bytes, little-endian and row-major.
 * As strict as the reference implementation: the tensors must lie one after the other and fill the file.
 *
 * Format: https://github.com/huggingface/safetensors#format
 *
 * @param file the name that errors give.
 * @throws UnvanishError `format`, `dtype`, or `size` for a header beyond 100 MB.
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  file: string,
): { tensors: Map<string, SafeTensor>; metadata: Map<string, string> } {
  checkContent(bytes, file);
  const { header, end } = ownOrForeign(bytes, file);
  const metadata = new Map<string, string>();
  const described: TensorPlace[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') readMetadata(value, file, metadata);
    else described.push(readPlace(name, value, file));
  }
  checkContiguous(described, bytes.length - end, file);
  const tensors = new Map<string, SafeTensor>();
  for (const { name, dtype, shape, from, to } of described) {
    const data = readElements(bytes.subarray(end + from, end + to), ELEMENT_TYPES[dtype], 'little');
    tensors.set(name, { shape, dtype, data });
  }
  return { tensors, metadata };
}

/**
 * Writes tensors and metadata as safetensors, laid out as the reference implementation does: widest elements first,
 * then by name, so that the same content gives the same bytes in whatever order it comes.
 *
 * @throws UnvanishError `option` for a repeated or reserved name, `shape` where values and shape disagree.
 */
export function encodeSafetensors(
  tensors: Iterable<readonly [name: string, tensor: NdArray]>,
  metadata: Iterable<readonly [key: string, value: string]> = [],
): Uint8Array {
  const sorted = [...tensors].map(([name, tensor]) => ({ name, tensor, dtype: dtypeOf(tensor) }));
  sorted.sort((a, b) => DTYPES.indexOf(b.dtype) - DTYPES.indexOf(a.dtype) || compare(a.name, b.name));
  // JSON is put together by hand, since an object would lose a key `__proto__` and reorder keys like `0`.
  const pairs = [...metadata].sort(([a], [b]) => compare(a, b));
  const members = pairs.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  const parts = pairs.length > 0 ? [`"__metadata__":{${members.join(',')}}`] : [];
  const names = new Set(['__metadata__']);
  let offset = 0;
  for (const { name, tensor, dtype } of sorted) {
    if (names.has(name))
      throw new UnvanishError('option', `a tensor cannot be named ${quoted(name)}: the name is taken`);
    names.add(name);
    if (elementCount(tensor.shape) !== tensor.data.length) {
      throw new UnvanishError(
        'shape',
        `tensor ${quoted(name)} of ${tensor.data.length} values cannot have shape ${formatShape(tensor.shape)}`,
      );
    }
    const place = { dtype, shape: tensor.shape, data_offsets: [offset, offset + tensor.data.byteLength] };
    parts.push(`${JSON.stringify(name)}:${JSON.stringify(place)}`);
    offset += tensor.data.byteLength;
  }
  const json = new TextEncoder().encode(`{${parts.join(',')}}`);
  const start = 8 + Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(start + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.fill(0x20, 8, start);
  bytes.set(json, 8);
  let at = start;
  for (const { tensor } of sorted) {
    bytes.set(elementBytes(tensor.data), at);
    at += tensor.data.byteLength;
  }
  return bytes;
}

interface TensorPlace {
  readonly name: string;
  readonly dtype: SafeTensorDtype;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** The header; where there is none, the file may be of another program. */
function ownOrForeign(bytes: Uint8Array, file: string): ReturnType<typeof readHeader> {
  try {
    return readHeader(bytes, file);
  } catch (error) {
    throw foreignWeights(bytes, file) ?? error;
  }
}

function readHeader(bytes: Uint8Array, file: string): { header: object; end: number } {
  if (bytes.length < 8) throw new UnvanishError('format', `${file}: ${bytes.length} bytes are no safetensors file`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  // Compared with the file first: in most files that are no safetensors the length is nonsense.
  if (length > bytes.length - 8) {
    throw new UnvanishError(
      'format',
      `${file}: is no safetensors file, or cut short: a header of ${length} bytes in a file of ${bytes.length}`,
    );
  }
  if (length > LONGEST_HEADER) {
    throw new UnvanishError('size', `${file}: has a header of ${length} bytes; at most ${LONGEST_HEADER} may be`);
  }
  let header: unknown;
  try {
    header = JSON.parse(
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(8, 8 + length)),
    );
  } catch {
    throw new UnvanishError('format', `${file}: the safetensors header is no JSON in UTF-8`);
  }
  if (!isObject(header)) throw new UnvanishError('format', `${file}: the safetensors header is no JSON object`);
  return { header, end: 8 + length };
}

function readMetadata(value: unknown, file: string, metadata: Map<string, string>): void {
  if (!isObject(value)) throw new UnvanishError('format', `${file}: __metadata__ is no object`);
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') throw new UnvanishError('format', `${file}: metadata ${quoted(key)} is no string`);
    metadata.set(key, text);
  }
}

function readPlace(name: string, value: unknown, file: string): TensorPlace {
  const where = `${file}: tensor ${quoted(name)}`;
  if (!isObject(value)) throw new UnvanishError('format', `${where} is not described by an object`);
  const { dtype, shape, data_offsets: offsets } = value as Record<string, unknown>;
  if (typeof dtype !== 'string' || !Object.hasOwn(ELEMENT_TYPES, dtype)) {
    const found = typeof dtype === 'string' ? quoted(dtype) : 'nothing';
    throw new UnvanishError('dtype', `${where} has dtype ${found}; one of ${DTYPES.join(', ')} was expected`);
  }
  const count = isNumbers(shape) ? checkedElementCount(shape) : undefined;
  if (!isNumbers(shape) || count === undefined) {
    throw new UnvanishError('format', `${where} has no shape of whole numbers`);
  }
  if (!isNumbers(offsets) || offsets.length !== 2 || checkedElementCount(offsets) === undefined) {
    throw new UnvanishError('format', `${where} has no two whole numbers as data_offsets`);
  }
  const [from, to] = offsets as [number, number];
  const known = dtype as SafeTensorDtype;
  if (to - from !== count * ELEMENT_BYTES[ELEMENT_TYPES[known]]) {
    throw new UnvanishError(
      'format',
      `${where} of ${known} has ${to - from} bytes, which is not what its ${count} elements need`,
    );
  }
  return { name, dtype: known, shape, from, to };
}

function checkContiguous(described: readonly TensorPlace[], size: number, file: string): void {
  let end = 0;
  for (const { name, from, to } of [...described].sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== end) {
      throw new UnvanishError('format', `${file}: tensor ${quoted(name)} begins at offset ${from}, not at ${end}`);
    }
    end = to;
  }
  if (end !== size) {
    const remedy = end > size ? 'the file is cut short: copy it again' : undefined;
    throw new UnvanishError('format', `${file}: the tensors need ${end} bytes, the file has ${size} of them`, remedy);
  }
}

function dtypeOf(tensor: NdArray): SafeTensorDtype {
  const type = elementTypeOf(tensor.data);
  return `${type.slice(0, 1).toUpperCase()}${Number(type.slice(1)) * 8}` as SafeTensorDtype;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}
