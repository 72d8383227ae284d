import { formatShape, type NumberArray } from '../../data/array.js';
import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { decodeBase64Ascii } from '../base64.js';
import { checkedElementCount, ELEMENT_BYTES, type ElementType, readElements } from '../elements.js';
import { mostUnpacked } from '../packed/inflatePieces.js';
import { unzlib } from '../packed/zlib.js';
import { NUMBER } from '../tables/numberField.js';

/** How the numbers of a data array are written, as its attributes say. */
export interface DataLayout {
  readonly shape: readonly number[];
  readonly type: ElementType;
  readonly encoding: 'ascii' | 'base64' | 'zlib';
  readonly order: 'little' | 'big';
  /** Whether the first dimension runs fastest. */
  readonly columnMajor: boolean;
}

/** What reads the numbers of a file, and bounds what they come to together by the length of the file. */
export class DataReader {
  private left: number;

  constructor(fileLength: number) {
    this.left = mostUnpacked(fileLength);
  }

  /**
   * The numbers of one data array, row-major. What its dimensions claim is compared with what is there before anything is
   * allocated.
   *
   * @param where what errors name.
   * @throws UnvanishError `format` where what is there are not so many numbers; `size` where they are too many; `not-finite` where a
   *   number in text is beyond its type.
   */
  read(content: Uint8Array, layout: DataLayout, where: string): NumberArray {
    const { shape, type } = layout;
    const count = checkedElementCount(shape);
    if (!count) throw new UnvanishError('format', `${where}: has the shape ${formatShape(shape)}`);
    const size = count * ELEMENT_BYTES[type];
    if (size > this.left) {
      throw new UnvanishError(
        'size',
        `${where}: is ${size} bytes of shape ${formatShape(shape)}, more than such a file may hold`,
      );
    }
    this.left -= size;
    const values =
      layout.encoding === 'ascii' ? readText(content, count, type, where) : readBinary(content, size, layout, where);
    return layout.columnMajor ? rowMajor(values, shape) : values;
  }
}

function readBinary(
  content: Uint8Array,
  size: number,
  { type, encoding, order, shape }: DataLayout,
  where: string,
): NumberArray {
  const bytes = decodeBase64Ascii(content);
  if (!bytes) throw new UnvanishError('format', `${where}: has data that are no base64`);
  const unpacked = encoding === 'zlib' ? unzlib(bytes, size, where) : bytes;
  if (unpacked.length !== size) {
    throw new UnvanishError(
      'format',
      `${where}: shape ${formatShape(shape)} of ${ELEMENT_BYTES[type]}-byte numbers needs ${size} bytes, there are ${unpacked.length}`,
      'the file is damaged or cut short: copy it again',
    );
  }
  return readElements(unpacked, type, order);
}

/** The longest number in text: more digits than a double has. */
const LONGEST_NUMBER = 64;
const INTEGER = /^[+-]?\d+$/;
const NOT_FINITE: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
]);

/** Numbers with white space between them. */
function readText(content: Uint8Array, count: number, type: ElementType, where: string): NumberArray {
  const wrong = (problem: string) => new UnvanishError('format', `${where}: ${problem}`);
  // Each has a digit and, but for the last, a blank.
  if (2 * count - 1 > content.length)
    throw wrong(`needs ${count} numbers, which ${content.length} characters cannot be`);
  const values = readElements(new Uint8Array(count * ELEMENT_BYTES[type]), type, 'little') as Float64Array;
  let filled = 0;
  for (let at = 0; at < content.length; at++) {
    if ((content[at] as number) <= 32) continue;
    const from = at;
    while (at < content.length && (content[at] as number) > 32) at++;
    const text = String.fromCharCode(...content.subarray(from, Math.min(at, from + LONGEST_NUMBER)));
    if (filled === count) throw wrong(`holds more than the ${count} numbers of its shape`);
    const value = at - from < LONGEST_NUMBER ? numberOf(text, type) : undefined;
    if (value !== undefined) values[filled] = value as number;
    // What is stored is compared with what was meant: an integer may be too large for its type.
    if (value === undefined || (!type.startsWith('f') && values[filled] !== (value as unknown))) {
      throw wrong(`has ${quoted(text)} as number ${filled}, which is none of its type`);
    }
    if (type.startsWith('f') && NUMBER.test(text) && !Number.isFinite(values[filled])) {
      throw new UnvanishError(
        'not-finite',
        `${where}: ${quoted(text)}, number ${filled}, is beyond the range of float${8 * ELEMENT_BYTES[type]}`,
      );
    }
    filled++;
  }
  if (filled !== count) throw wrong(`holds ${filled} numbers, its shape needs ${count}`);
  return values;
}

function numberOf(text: string, type: ElementType): number | bigint | undefined {
  if (type === 'i8' || type === 'u8') return INTEGER.test(text) ? BigInt(text.replace('+', '')) : undefined;
  if (!type.startsWith('f')) return INTEGER.test(text) ? Number(text) : undefined;
  if (NUMBER.test(text)) return Number(text);
  const value = NOT_FINITE.get(text.replace(/^[+-]/, '').toLowerCase());
  return value !== undefined && text.startsWith('-') ? -value : value;
}

/** Numbers of which the first dimension runs fastest, so that the last one does. */
function rowMajor(values: NumberArray, shape: readonly number[]): NumberArray {
  const turned = values.slice() as Float64Array;
  const strides = shape.map((_, dimension) => shape.slice(dimension + 1).reduce((product, size) => product * size, 1));
  const index = shape.map(() => 0);
  let to = 0;
  for (let at = 0; at < values.length; at++) {
    turned[to] = values[at] as number;
    for (const [dimension, size] of shape.entries()) {
      const stride = strides[dimension] as number;
      const next = (index[dimension] as number) + 1;
      index[dimension] = next < size ? next : 0;
      to += next < size ? stride : -stride * (size - 1);
      if (next < size) break;
    }
  }
  return turned;
}
