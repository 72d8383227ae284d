import type { NdArray } from '../data/array.js';
import { UnvanishError } from '../errors.js';
import { checkArgument } from '../options.js';
import { quoted } from '../quoted.js';

/** A file: what it is called, for its format and for errors, and what it holds. */
export interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Where the file is too long to be held, what reads it from its beginning, piece by piece; `bytes` then reads it all. */
  readonly pieces?: FilePieces | undefined;
}

/** The bytes of a long file, in order, as often as they are asked for. */
export interface FilePieces {
  /** How many there are. */
  readonly length: number;
  readonly read: () => Iterable<Uint8Array>;
}

/**
 * Checks that an argument is a file that is in memory.
 *
 * @param argument what the function calls it, for errors.
 * @throws UnvanishError `option`.
 */
export function checkedFile(file: NamedFile, argument: string): NamedFile {
  checkArgument(isNamedFile(file), argument, file, NAMED_FILE);
  return file;
}

export const NAMED_FILE = 'a file { name, bytes }';

/** Whether something is a file that is in memory. */
export function isNamedFile(file: unknown): file is NamedFile {
  const { name } = Object(file) as Partial<NamedFile>;
  return (
    typeof name === 'string' &&
    name !== '' &&
    (isPieces((file as NamedFile).pieces) || isBytes((file as NamedFile).bytes))
  );
}

function isPieces(value: unknown): value is FilePieces {
  const { length, read } = Object(value) as Partial<FilePieces>;
  return typeof length === 'number' && typeof read === 'function';
}

/** Checks what a decoder is given: bytes, and the name that its errors give; text too where it reads text. */
export function checkContent(content: unknown, file: unknown, kind: 'bytes' | 'text' = 'bytes'): void {
  checkName(file, 'file');
  if (kind === 'text' && (typeof content === 'string' || isPieces(content))) return;
  checkArgument(isBytes(content), file as string, content, kind === 'text' ? 'text or a Uint8Array' : 'a Uint8Array');
}

/** Checks that an argument is an array with a shape, as encoders take. */
export function checkNdArray(array: NdArray, argument: string): void {
  const isOne =
    typeof array === 'object' && array !== null && Array.isArray(array.shape) && ArrayBuffer.isView(array.data);
  checkArgument(isOne, argument, array, 'an array { shape, data }');
}

/** Checks that an argument is the name of a file. */
export function checkName(name: unknown, argument: string): void {
  checkArgument(typeof name === 'string' && name !== '', argument, name, 'the name of a file');
}

function isBytes(value: unknown): boolean {
  // One of another realm, such as a frame’s, is no instance of this one’s class.
  return Object.prototype.toString.call(value) === '[object Uint8Array]';
}

/**
 * The extension of a file's name, in lower case, if it is one of those that are allowed.
 *
 * @throws UnvanishError `format`, naming the file, what it is for and the extensions that it may have.
 */
export function extensionOf<Extension extends string>(
  name: string,
  allowed: readonly Extension[],
  purpose: string,
): Extension {
  const found = allowed.find((extension) => name.toLowerCase().endsWith(extension));
  if (found) return found;
  throw noFormat(name, allowed, purpose);
}

/** The error of a file whose name ends in none of what it may end in. */
export function noFormat(name: string, allowed: readonly string[], purpose: string, remedy?: string): UnvanishError {
  const ending = /\.[^./\\]*$/.exec(name)?.[0];
  const problem = ending ? `ends in ${quoted(ending)}` : 'has no extension';
  return new UnvanishError('format', `${name}: ${problem}; ${purpose} must be ${allowed.join(', ')}`, remedy);
}

/**
 * Does something with what was read from a file; errors then name the file.
 *
 * @throws UnvanishError as `work` does.
 */
export function inFile<Result>(file: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof UnvanishError)) throw error;
    throw new UnvanishError(error.code, `${file}: ${error.message}`, error.remedy);
  }
}
