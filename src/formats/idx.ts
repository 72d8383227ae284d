import { formatShape, type NdArray } from '../data/array.js';
import { UnvanishError } from '../errors.js';
import { checkedElementCount, ELEMENT_BYTES, type ElementType, readElements } from './elements.js';
import { checkContent } from './namedFile.js';

const TYPES: ReadonlyMap<number, ElementType> = new Map([
  [0x08, 'u1'],
  [0x09, 'i1'],
  [0x0b, 'i2'],
  [0x0c, 'i4'],
  [0x0d, 'f4'],
  [0x0e, 'f8'],
]);

/**
 * Reads an array in IDX, the format of MNIST: bytes 0 0, element type, number of dimensions, then each size as a
 * big-endian 32-bit number, then the elements, big-endian and row-major.
 *
 * @param file the name that errors give.
 * @throws UnvanishError `format` where the bytes are no IDX file or have another length than the sizes need.
 */
export function decodeIdx(bytes: Uint8Array, file: string): NdArray {
  checkContent(bytes, file);
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    throw new UnvanishError('format', `${file}: is compressed with gzip, not plain IDX`, 'unpack it first (gunzip)');
  }
  const type = TYPES.get(bytes[2] ?? 0);
  const dimensions = bytes[3];
  if (bytes[0] !== 0 || bytes[1] !== 0 || !type || dimensions === undefined) {
    throw new UnvanishError('format', `${file}: is no IDX file: it does not begin with 0 0 and an element type`);
  }
  const start = 4 + 4 * dimensions;
  if (bytes.length < start) {
    throw new UnvanishError('format', `${file}: ends at byte ${bytes.length}, inside its ${dimensions} sizes`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: dimensions }, (_, axis) => view.getUint32(4 + 4 * axis));
  const count = checkedElementCount(shape);
  const left = bytes.length - start;
  if (count === undefined || count * ELEMENT_BYTES[type] !== left) {
    throw new UnvanishError(
      'format',
      `${file}: shape ${formatShape(shape)} of ${ELEMENT_BYTES[type]}-byte elements does not fit the ${left} bytes after the sizes`,
    );
  }
  return { shape, data: readElements(bytes.subarray(start), type, 'big') };
}
