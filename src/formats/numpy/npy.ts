import { elementCount, formatShape, type NdArray } from '../../data/array.js';
import { UnvanishError } from '../../errors.js';
import { rowMajor } from '../axes.js';
import { checkedElementCount, ELEMENT_BYTES, elementBytes, elementTypeOf, readElements } from '../elements.js';
import type { TextArray } from '../format.js';
import { checkContent, checkNdArray } from '../namedFile.js';
import { type NpyElement, type NpyHeader, parseNpyHeader } from './npyHeader.js';
import { remedyOf, shownWhere, type Wanted } from './npyRemedy.js';
import { textsOfBytes, textsOfCharacters } from './npyText.js';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY
const LONGEST_HEADER = 65_536;
const ALIGNMENT = 64;
// NumPy leaves room for the growing axis to get this many digits, so that arrays can be appended to in place.
const GROWTH_DIGITS = 21;

/**
 * Reads an array in NumPy's NPY format, versions 1.0 to 3.0, either byte order, either memory order. float16 becomes
 * float32, bool becomes Uint8Array of 0 and 1, everything else keeps its type. Always row-major.
 *
 * Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 *
 * @param file the name that errors give.
 * @throws UnvanishError `format` where the bytes are no NPY file, `dtype` where they hold no plain numbers, `size` where
 *   the header is longer than 64 KiB.
 */
export function decodeNpy(bytes: Uint8Array, file: string): NdArray {
  const array = decodeNpyArray(bytes, { file, texts: false });
  return array as NdArray;
}

/**
 * As `decodeNpy`, and texts (`<U8`, `|S8`) too where they will do.
 *
 * @throws UnvanishError as `decodeNpy`.
 */
export function decodeNpyArray(
  bytes: Uint8Array,
  { texts, ...wanted }: Wanted & { readonly texts: boolean },
): NdArray | TextArray {
  const where = shownWhere(wanted);
  checkContent(bytes, where);
  const { text, end } = headerText(bytes, where);
  const header = parseNpyHeader(text, where);
  const { element, shape } = header;
  if (element.kind === 'other' || (element.kind !== 'number' && !texts)) throw dtypeError(wanted, header, texts);
  const count = checkedElementCount(shape);
  const left = bytes.length - end;
  const size = bytesOf(element);
  // Compared before anything is allocated: a header's word alone must not cost memory.
  if (count === undefined || count * size !== left) {
    throw new UnvanishError(
      'format',
      `${where}: shape ${formatShape(shape)} of ${size}-byte elements does not fit the ${left} bytes after the header`,
      count !== undefined && count * size > left ? 'the file is cut short: copy it again' : undefined,
    );
  }
  const content = bytes.subarray(end);
  if (element.kind !== 'number') return { shape, texts: textsIn(content, element, header, where) };
  const stored = readElements(content, element.type, header.order);
  const data = header.fortranOrder ? rowMajor(stored, shape) : stored;
  return { shape, data: element.boolean ? Uint8Array.from(data as Uint8Array, (value) => (value ? 1 : 0)) : data };
}

function textsIn(
  content: Uint8Array,
  { kind, size }: { readonly kind: 'characters' | 'bytes'; readonly size: number },
  { order, fortranOrder, shape }: NpyHeader,
  where: string,
): string[] {
  const texts = kind === 'bytes' ? textsOfBytes(content, size, where) : textsOfCharacters(content, size, order, where);
  if (!fortranOrder) return texts;
  const positions = rowMajor(
    Int32Array.from(texts, (_, position) => position),
    shape,
  );
  return Array.from(positions as Int32Array, (position) => texts[position]);
}

function bytesOf(element: Exclude<NpyElement, { kind: 'other' }>): number {
  if (element.kind === 'number') return ELEMENT_BYTES[element.type];
  return element.kind === 'bytes' ? element.size : 4 * element.size;
}

function dtypeError(wanted: Wanted, { element, shape }: NpyHeader, texts: boolean): UnvanishError {
  const found = element.kind === 'number' ? '' : element.descr;
  const expected = texts ? 'an array of texts or whole numbers' : 'a float, integer or bool array';
  return new UnvanishError(
    'dtype',
    `${shownWhere(wanted)}: holds ${found}; ${expected} was expected`,
    remedyOf(wanted, element, shape),
  );
}

/**
 * Writes an array as NPY, little-endian and row-major: the bytes that `numpy.save` writes, with the data at a multiple
 * of 64 bytes.
 */
export function encodeNpy(array: NdArray): Uint8Array {
  checkNdArray(array, 'encodeNpy');
  const { shape, data } = array;
  if (elementCount(shape) !== data.length) {
    throw new UnvanishError('shape', `an array of ${data.length} values cannot have shape ${formatShape(shape)}`);
  }
  const type = elementTypeOf(data);
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const growth = shape.length > 0 ? Math.max(0, GROWTH_DIGITS - String(shape[0]).length) : 0;
  const descr = (type.endsWith('1') ? '|' : '<') + type;
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }${' '.repeat(growth)}`;
  const start = Math.ceil((MAGIC.length + 4 + dictionary.length + 1) / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(start + data.byteLength);
  bytes.set([...MAGIC, 1, 0]);
  new DataView(bytes.buffer).setUint16(8, start - 10, true);
  bytes.set(new TextEncoder().encode(`${dictionary.padEnd(start - 11)}\n`), 10);
  bytes.set(elementBytes(data), start);
  return bytes;
}

function headerText(bytes: Uint8Array, file: string): { text: string; end: number } {
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new UnvanishError('format', `${file}: is no NPY file: it does not begin with \\x93NUMPY`);
  }
  const version = bytes[6] ?? 0;
  const start = version === 1 ? 10 : 12;
  if (bytes.length < start) throw new UnvanishError('format', `${file}: ends inside the NPY header`);
  if (version < 1 || version > 3 || bytes[7] !== 0) {
    throw new UnvanishError('format', `${file}: has NPY version ${version}.${bytes[7]}; 1.0, 2.0 or 3.0 was expected`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > LONGEST_HEADER) {
    throw new UnvanishError('size', `${file}: has an NPY header of ${length} bytes; at most ${LONGEST_HEADER} may be`);
  }
  const end = start + length;
  if (bytes.length < end) {
    throw new UnvanishError('format', `${file}: ends inside the NPY header, at byte ${bytes.length} of ${end}`);
  }
  // Only names of structured fields can be other than ASCII, and those are refused either way.
  return { text: new TextDecoder().decode(bytes.subarray(start, end)), end };
}
