import { formatShape, type NdArray, type NumberArray } from '../../data/array.js';
import { UnvanishError } from '../../errors.js';
import { rowMajor } from '../axes.js';
import { checkedElementCount, ELEMENT_BYTES, type ElementType, readElements } from '../elements.js';
import type { TextArray } from '../format.js';
import { type MatElement, MatElements, STORED } from './matElements.js';
import { type MatClass, type MatHeader, matHeader } from './matHeader.js';

/** A variable that is wanted. */
interface Wanted {
  readonly order: 'little' | 'big';
  /** How errors name it. */
  readonly where: string;
  /** Its name in MATLAB. */
  readonly name: string;
  /** What it is to be: `x`, `y`, `lengths`, …. */
  readonly field: string;
  readonly texts: boolean;
}

const STORED_AS = new Map<number, ElementType>([
  [STORED.int8, 'i1'],
  [STORED.uint8, 'u1'],
  [STORED.int16, 'i2'],
  [STORED.uint16, 'u2'],
  [STORED.int32, 'i4'],
  [STORED.uint32, 'u4'],
  [STORED.single, 'f4'],
  [STORED.double, 'f8'],
  [STORED.int64, 'i8'],
  [STORED.uint64, 'u8'],
]);

/** Numbers may be stored in a smaller type than they are of. */
const NUMBERS: Readonly<Partial<Record<MatClass, (stored: NumberArray) => NumberArray>>> = {
  double: (stored) => (stored instanceof Float64Array ? stored : Float64Array.from(stored as Int8Array, Number)),
  single: (stored) => (stored instanceof Float32Array ? stored : Float32Array.from(stored as Int8Array, Number)),
  int8: (stored) => Int8Array.from(stored as Int8Array),
  uint8: (stored) => Uint8Array.from(stored as Uint8Array),
  int16: (stored) => Int16Array.from(stored as Int16Array),
  uint16: (stored) => Uint16Array.from(stored as Uint16Array),
  int32: (stored) => Int32Array.from(stored as Int32Array),
  uint32: (stored) => Uint32Array.from(stored as Uint32Array),
  int64: (stored) => BigInt64Array.from(stored as Int8Array, BigInt),
  uint64: (stored) => BigUint64Array.from(stored as Uint8Array, BigInt),
};

/**
 * The values of a variable, row-major. A vector that is one row or one column has one axis, but for `x` and a mask; rows of text are
 * texts, as cells of text are.
 *
 * @throws UnvanishError `dtype` where it holds neither numbers nor, where they will do, texts, with the MATLAB that makes such of it;
 *   `format` where it is damaged.
 */
export function readMatArray(content: Uint8Array, wanted: Wanted): NdArray | TextArray {
  const elements = new MatElements(content, wanted.order, wanted.where);
  const header = matHeader(elements, wanted.where);
  const { kind, complex, logical, shape } = header;
  const isText = kind === 'char' || kind === 'cell';
  const toNumbers = NUMBERS[kind];
  if (complex || !(isText ? wanted.texts : toNumbers)) throw dtypeError(header, wanted);
  if (kind === 'char') return { ...flat(shape.slice(0, 1), wanted), texts: charRows(elements.next(), header, wanted) };
  if (kind === 'cell') return cellTexts(elements, header, wanted);
  const stored = storedNumbers(elements.next(), shape, wanted);
  const data = toNumbers?.(stored) as NumberArray;
  return {
    ...flat(shape, wanted),
    data: rowMajor(logical ? Uint8Array.from(data as Uint8Array, (value) => (value ? 1 : 0)) : data, shape),
  };
}

function flat(shape: readonly number[], { field }: Wanted): { readonly shape: readonly number[] } {
  const isVector = shape.length === 2 && shape.includes(1) && field !== 'x' && field !== 'mask' && field !== '';
  return { shape: isVector ? [shape[0] * shape[1]] : shape };
}

function storedNumbers({ type, bytes }: MatElement, shape: readonly number[], { where, order }: Wanted): NumberArray {
  const stored = STORED_AS.get(type);
  const count = checkedElementCount(shape);
  if (stored === undefined || count === undefined || count * ELEMENT_BYTES[stored] !== bytes.length) {
    throw new UnvanishError('format', `${where}: is damaged: ${bytes.length} bytes for shape ${formatShape(shape)}`);
  }
  return readElements(bytes, stored, order);
}

/** The rows of a matrix of characters, without the blanks that fill them up. */
function charRows(element: MatElement, { shape }: MatHeader, wanted: Wanted): string[] {
  const [rows, columns] = shape;
  const characters = charactersOf(element, wanted);
  if (shape.length !== 2 || characters.length !== rows * columns || rows > Math.max(1, element.bytes.length)) {
    throw new UnvanishError(
      'format',
      `${wanted.where}: is damaged, or no rows of text, of shape ${formatShape(shape)}`,
    );
  }
  return Array.from({ length: rows }, (_, row) => {
    let text = '';
    for (let column = 0; column < columns; column++) text += characters[row + rows * column];
    return text.trimEnd();
  });
}

function charactersOf({ type, bytes }: MatElement, { order, where }: Wanted): string[] {
  if (type === STORED.utf8) return [...new TextDecoder().decode(bytes)];
  const stored = type === STORED.utf16 ? 'u2' : STORED_AS.get(type);
  if ((stored !== 'u2' && stored !== 'i1' && stored !== 'u1') || bytes.length % ELEMENT_BYTES[stored] !== 0) {
    throw new UnvanishError('format', `${where}: is damaged: text stored as type ${type}`);
  }
  const codes = readElements(bytes, stored === 'u2' ? 'u2' : 'u1', order) as Uint16Array;
  return Array.from(codes, (code) => String.fromCharCode(code));
}

function cellTexts(elements: MatElements, header: MatHeader, wanted: Wanted): TextArray {
  const { shape } = header;
  const count = checkedElementCount(shape);
  const texts: string[] = [];
  while (!elements.ended) {
    const cell = new MatElements(elements.next().bytes, wanted.order, wanted.where);
    const own = matHeader(cell, wanted.where);
    const isText = own.kind === 'char' && own.shape.length === 2 && own.shape[0] <= 1;
    if (!isText) throw dtypeError(header, wanted);
    texts.push(own.shape.includes(0) ? '' : charRows(cell.next(), own, wanted)[0]);
  }
  if (texts.length !== count) {
    throw new UnvanishError(
      'format',
      `${wanted.where}: is damaged: ${texts.length} cells of shape ${formatShape(shape)}`,
    );
  }
  return { ...flat(shape, wanted), texts: rowMajorTexts(texts, shape) };
}

function rowMajorTexts(texts: readonly string[], shape: readonly number[]): string[] {
  const positions = rowMajor(
    Int32Array.from(texts, (_, position) => position),
    shape,
  );
  return Array.from(positions as Int32Array, (position) => texts[position]);
}

const FOUND: Readonly<Partial<Record<MatClass, string>>> = {
  char: 'text',
  cell: 'cells that are not all text',
  struct: 'a struct',
  sparse: 'a sparse matrix',
  function: 'a function',
  object: 'an object',
  opaque: 'an object, such as a table, strings or categories',
};

function dtypeError({ kind, complex }: MatHeader, { where, name, field, texts }: Wanted): UnvanishError {
  const found = complex ? 'complex numbers' : (FOUND[kind] ?? kind);
  const expected = texts ? 'numbers, text or cells of text' : 'an array of numbers';
  return new UnvanishError(
    'dtype',
    `${where}: holds ${found}; ${expected} ${texts ? 'were' : 'was'} expected`,
    remedy(),
  );

  function remedy(): string | undefined {
    const variable = /^\w+$/.test(name) ? name : 'x';
    if (complex) return `in MATLAB ${variable} = cat(3, real(${variable}), imag(${variable}))`;
    if (kind === 'sparse') return `in MATLAB ${variable} = full(${variable})`;
    if (kind === 'struct')
      return `in MATLAB save('fields.mat', '-struct', '${variable}', '-v7'), then name its fields with \`arrays\``;
    if (kind === 'opaque' && texts) return `in MATLAB ${variable} = cellstr(${variable})`;
    if (kind !== 'cell' || field !== 'x') return 'save it as an array of numbers';
    return `series [time, feature] of unequal length are padded with NaN: in MATLAB n = cellfun('size', ${variable}, 1); p = nan(numel(n), max(n(:)), size(${variable}{1}, 2)); for i = 1:numel(n), p(i, 1:n(i), :) = ${variable}{i}; end; ${variable} = p`;
  }
}
