import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { checkContent } from '../namedFile.js';

// The longest string that V8 makes; other engines go further, but not much.
const LONGEST_TEXT = 2 ** 29 - 25;
// Bytes that are made text at a time.
const LONG_FILE = 2 ** 25;
const [QUOTE, LINE_FEED] = [0x22, 0x0a];
/** How files begin that are often given a name of text. */
const MAGIC: readonly (readonly [bytes: string, is: string])[] = [
  ['504b0304', 'a ZIP archive, as .xlsx and .ods are: save the sheet as CSV'],
  ['d0cf11e0', 'an old Excel file: save the sheet as CSV'],
  ['1f8b', 'packed with gzip: unpack it'],
  ['50415231', 'a Parquet file: let its name end in .parquet'],
];

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
 * The text of a file in pieces, between which there is a line's end with an even number of quotes before it: so memory holds
 * one of them beside the file, and the file may be longer than a string can be.
 */
export function* textPieces(content: string | Uint8Array, file: string, options: TextOptions = {}): Generator<string> {
  const encoding = typeof content === 'string' ? 'utf-8' : (options.encoding ?? encodingOf(content));
  // A line's end is one byte in every encoding but UTF-16, and in none of those that are left is it a part of another character.
  if (typeof content === 'string' || content.length <= LONG_FILE || encoding !== 'utf-8') {
    yield decodeText(content, file, { ...options, encoding });
    return;
  }
  let start = 0;
  let quotes = 0;
  for (let at = 0; at < content.length; at++) {
    if (content[at] === QUOTE) quotes++;
    else if (content[at] === LINE_FEED && at - start >= LONG_FILE && quotes % 2 === 0) {
      yield decodeText(content.subarray(start, at), file, { encoding });
      start = at + 1;
    }
  }
  if (start < content.length) yield decodeText(content.subarray(start), file, { ...options, encoding });
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
