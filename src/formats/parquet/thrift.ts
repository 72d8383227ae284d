import { UnvanishError } from '../../errors.js';

/** Structures within structures that are taken; Parquet's own are a few deep. */
const DEEPEST = 32;

const [TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, STRUCT] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12];

/**
 * Walks over a structure of Thrift's compact protocol that begins at `at`. hyparquet, which reads it then, makes a list as long as a
 * hostile file says, lists within lists, and reads on without end from a place that is no number.
 *
 * @param where what errors name.
 * @throws UnvanishError `format` where the structure is damaged, or claims more than the bytes from `at` to `end` can hold.
 */
export function checkThrift(view: DataView, at: number, end: number, where: string): void {
  let offset = at;
  const damaged = (problem: string) => new UnvanishError('format', `${where}: is damaged: ${problem}`);

  function byte(): number {
    // Written so that NaN is no place, either.
    if (!(offset < end)) throw damaged('a header ends too soon');
    return view.getUint8(offset++);
  }

  function wholeNumber(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const next = byte();
      value += (next & 127) * scale;
      if (next < 128) return value;
      if (scale > 2 ** 63) throw damaged('a header holds a number without end');
    }
  }

  function skip(size: number): void {
    offset += room(size);
  }

  /** `size` things that take a byte at least. */
  function room(size: number): number {
    if (size > end - offset) throw damaged('a header claims more than the file holds');
    return size;
  }

  function element(type: number, depth: number): void {
    if (type === BYTE) byte();
    else if (type === I16 || type === I32 || type === I64) wholeNumber();
    else if (type === DOUBLE) skip(8);
    else if (type === BINARY) skip(wholeNumber());
    else if (type === LIST) list(depth + 1);
    else if (type === STRUCT) struct(depth + 1);
    else throw damaged(`a header holds a thing of type ${type}`);
  }

  function list(depth: number): void {
    if (depth > DEEPEST) throw damaged('a header is nested too deep');
    const first = byte();
    const type = first & 15;
    const size = room(first >> 4 === 15 ? wholeNumber() : first >> 4);
    for (let i = 0; i < size; i++) element(type === TRUE || type === FALSE ? BYTE : type, depth);
  }

  function struct(depth: number): void {
    if (depth > DEEPEST) throw damaged('a header is nested too deep');
    for (let first = byte(); (first & 15) !== 0; first = byte()) {
      if (first >> 4 === 0) wholeNumber();
      const type = first & 15;
      if (type !== TRUE && type !== FALSE) element(type, depth);
    }
  }

  struct(0);
}
