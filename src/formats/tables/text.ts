import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { checkContent, type FilePieces } from '../namedFile.js';

// The longest string that V8 makes; other engines go further, but not much.
const LONGEST_TEXT = 2 ** 29 - 25;
// Bytes that are made text at a time.
const LONG_FILE = 2 ** 22;
const [QUOTE, LINE_FEED] = [0x22, 0x0a];
/** What a quote that opens a field stands behind; any other, as an inch mark, is a character of its field. */
const OPENING = new Set([...',;\t|\r\n'].map((character) => character.charCodeAt(0)));
/** How files begin that are often given a name of text. */
const MAGIC: readonly (readonly [bytes: string, is: string])[] = [
  ['504b0304', 'a ZIP archive, as .xlsx and .ods are: save the sheet as CSV'],
  ['d0cf11e0', 'an old Excel file: save the sheet as CSV'],
  ['1f8b', 'packed with gzip: unpack it'],
  ['50415231', 'a Parquet file: let its name end in .parquet'],
];

/** A text, its bytes, or those of a long file. */
export type TextContent = string | Uint8Array | FilePieces;

/** What the bytes of a text say: by default UTF-8, or UTF-16 where they can be nothing else. */
export type Encoding = string;

interface TextOptions {
  readonly encoding?: Encoding | undefined;
  /** The bytes may be cut short within a character. */
  readonly isCut?: boolean | undefined;
}

/**
 * The text of a file, without a byte order mark.
 *
 * @throws UnvanishError `format` for bytes that are no text in the encoding, `size`.
 */
export function decodeText(content: string | Uint8Array, file: string, options: TextOptions = {}): string {
  checkContent(content, file, 'text');
  if (typeof content === 'string') return content;
  const { encoding = encodingOf(content), isCut = false } = options;
  if (content.length > LONGEST_TEXT) {
    throw new UnvanishError(
      'size',
      `${file}: ${content.length} bytes are too long for text`,
      'save it as .npy or .npz',
    );
  }
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(content, { stream: isCut });
  } catch {
    throw notText(content, file, encoding);
  }
}

/**
 * The text of a file in pieces, between which there is a line's end that is in no quoted field: so memory holds
 * one of them beside the file, and the file may be longer than a string, or memory, can be.
 */
export function* textPieces(content: TextContent, file: string, options: TextOptions = {}): Generator<string> {
  if (typeof content === 'string') {
    yield content;
    return;
  }
  const encoding = options.encoding ?? encodingOf(firstBytes(content, 64));
  let held: Uint8Array = new Uint8Array(0);
  for (const bytes of isWhole(content) ? [content] : content.read()) {
    held = held.length === 0 ? bytes : joined(held, bytes);
    // Only in UTF-8 is a line's end, or a quote, that byte and no other; what is in other encodings is held as a whole.
    if (encoding !== 'utf-8') continue;
    let start = 0;
    for (const end of endsOfPieces(held)) {
      yield decodeText(held.subarray(start, end), file, { encoding });
      start = end + 1;
    }
    held = held.slice(start);
    if (held.length > LONGEST_TEXT) break;
  }
  if (held.length > 0) yield decodeText(held, file, { ...options, encoding });
}

/** The first bytes of a text, at most so many. */
export function firstBytes(content: Uint8Array | FilePieces, most: number): Uint8Array {
  if (isWhole(content)) return content.subarray(0, most);
  let first: Uint8Array = new Uint8Array(0);
  for (const bytes of content.read()) {
    first = joined(first, bytes.subarray(0, most - first.length));
    if (first.length === most) break;
  }
  return first;
}

function isWhole(content: Uint8Array | FilePieces): content is Uint8Array {
  return !('read' in content);
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** Ends of lines that are in no quoted field, at least a piece apart. */
function* endsOfPieces(bytes: Uint8Array): Generator<number> {
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === QUOTE) {
      if (!isQuoted) isQuoted = at === start || OPENING.has(bytes[at - 1]);
      else if (bytes[at + 1] === QUOTE) at++;
      else isQuoted = false;
    } else if (bytes[at] === LINE_FEED && at - start >= LONG_FILE && !isQuoted) {
      yield at;
      start = at + 1;
    }
  }
}

/** UTF-16 has a mark, or every other byte of its first characters is 0; no text in UTF-8 has such a byte. */
function encodingOf(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const pairs = Math.min(16, bytes.length >> 1);
  const zeros = [0, 0];
  for (let at = 0; at < 2 * pairs; at++) if (bytes[at] === 0) zeros[at % 2]++;
  if (pairs > 1 && zeros[0] === 0 && zeros[1] === pairs) return 'utf-16le';
  if (pairs > 1 && zeros[1] === 0 && zeros[0] === pairs) return 'utf-16be';
  return 'utf-8';
}

function notText(bytes: Uint8Array, file: string, encoding: Encoding): UnvanishError {
  const begin = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const [, is] = MAGIC.find(([magic]) => begin.startsWith(magic)) ?? [];
  if (is) {
    const [what, remedy] = is.split(': ');
    return new UnvanishError('format', `${file}: is no text, but ${what}`, remedy);
  }
  if (encoding !== 'utf-8') return new UnvanishError('format', `${file}: is no text in ${encoding}`);
  const text = new TextDecoder().decode(bytes);
  const wrong = text.indexOf('\ufffd');
  const before = text.slice(Math.max(0, wrong - 20), wrong);
  return new UnvanishError(
    'format',
    `${file}: is no text in UTF-8: behind ${quoted(before)} it has a byte that is none`,
    'save it in UTF-8, or say what it is written in: `encoding: windows-1252` where it is of Western Europe, as Latin-1 is',
  );
}
