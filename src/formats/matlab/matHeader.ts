import { UnvanishError } from '../../errors.js';
import { type MatElements, STORED } from './matElements.js';

/** Kinds of variables, by MATLAB's numbers. */
const CLASSES = [
  undefined,
  'cell',
  'struct',
  'object',
  'char',
  'sparse',
  'double',
  'single',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'function',
  'opaque',
] as const;
export type MatClass = Exclude<(typeof CLASSES)[number], undefined>;

/** What a variable says of itself before its values. */
export interface MatHeader {
  readonly kind: MatClass;
  readonly complex: boolean;
  readonly logical: boolean;
  /** As MATLAB shows it; none of an opaque object. */
  readonly shape: readonly number[];
  readonly name: string;
}

const COMPLEX = 0x800;
const LOGICAL = 0x200;
const MOST_DIMENSIONS = 32;

/**
 * Reads flags, sizes and name of a variable; its values follow.
 *
 * @throws UnvanishError `format`.
 */
export function matHeader(elements: MatElements, where: string): MatHeader {
  const damaged = () => new UnvanishError('format', `${where}: is damaged: a variable has no flags, sizes and name`);
  const flags = elements.next();
  const little = elements.order === 'little';
  if (flags.type !== STORED.uint32 || flags.bytes.length !== 8) throw damaged();
  const word = new DataView(flags.bytes.buffer, flags.bytes.byteOffset, 8).getUint32(0, little);
  const kind = CLASSES[word & 0xff];
  if (kind === undefined) throw damaged();
  let shape: number[] = [];
  if (kind !== 'opaque') {
    const { type, bytes } = elements.next();
    const count = bytes.length / 4;
    if (
      (type !== STORED.int32 && type !== STORED.uint32) ||
      !Number.isInteger(count) ||
      count < 2 ||
      count > MOST_DIMENSIONS
    )
      throw damaged();
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    shape = Array.from({ length: count }, (_, axis) => view.getInt32(4 * axis, little));
    if (shape.some((size) => size < 0)) throw damaged();
  }
  const name = elements.next();
  if ((name.type !== STORED.int8 && name.type !== STORED.utf8) || name.bytes.length > 255) throw damaged();
  return {
    kind,
    complex: (word & COMPLEX) !== 0,
    logical: (word & LOGICAL) !== 0,
    shape,
    name: new TextDecoder().decode(name.bytes),
  };
}
