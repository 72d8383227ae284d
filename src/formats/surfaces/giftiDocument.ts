import { UnvanishError } from '../../errors.js';
import { LONGEST_XML, parseXml, type XmlElement } from '../xml.js';

/** A GIFTI file taken apart: its XML without the numbers, and the numbers as they stand in the file. */
export interface GiftiDocument {
  readonly root: XmlElement;
  /** What is in each element `Data`, whose text in the XML is the position here; views of the file. */
  readonly contents: readonly Uint8Array[];
}

const ascii = (text: string) => new TextEncoder().encode(text);
const LESS = 0x3c;
const GREATER = 0x3e;
const SLASH = 0x2f;
const BLANKS = [0x20, 0x09, 0x0d, 0x0a];
/** What may hold the characters of a tag without being one, by its beginning and end. */
const SECTIONS = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
].map(([start, end]) => ({ start: ascii(start as string), end: ascii(end as string) }));
const [, CDATA] = SECTIONS as [unknown, (typeof SECTIONS)[number]];
const DOCTYPE = ascii('<!DOCTYPE');
const DATA = ascii('<Data');
const DATA_END = ascii('</Data');

/**
 * Takes the numbers out of a GIFTI file before its XML is parsed: they may be hundreds of megabytes, which no string holds.
 * The document type that every GIFTI file names is left out; one that defines entities is refused.
 *
 * @param name the name that errors give.
 * @throws UnvanishError `format` where it is no XML or cut short, `size` where the XML without the numbers is longer than 32 MiB.
 */
export function readGiftiDocument(bytes: Uint8Array, name: string): GiftiDocument {
  const contents: Uint8Array[] = [];
  const kept: Uint8Array[] = [];
  let length = 0;
  const keep = (piece: Uint8Array) => {
    length += piece.length;
    if (length > LONGEST_XML) {
      throw new UnvanishError('size', `${name}: has more than ${LONGEST_XML} bytes of XML besides its data`);
    }
    kept.push(piece);
  };
  let from = 0;
  let documentTypes = 0;
  let at = bytes.indexOf(LESS);
  while (at >= 0) {
    const section = SECTIONS.find(({ start }) => startsWith(bytes, at, start));
    if (section) {
      at = indexOf(bytes, section.end, at + section.start.length);
      if (at < 0) break;
    } else if (startsWith(bytes, at, DOCTYPE) && documentTypes === 0) {
      keep(bytes.subarray(from, at));
      documentTypes++;
      from = documentTypeEnd(bytes, at, name);
      at = from - 1;
    } else if (isTag(bytes, at, DATA)) {
      const data = dataElement(bytes, at, name);
      keep(bytes.subarray(from, at));
      keep(ascii(`<Data>${contents.length}</Data>`));
      contents.push(data.content);
      from = data.end;
      at = from - 1;
    }
    at = bytes.indexOf(LESS, at + 1);
  }
  keep(bytes.subarray(from));
  const decoder = new TextDecoder();
  return { root: parseXml(kept.map((piece) => decoder.decode(piece)).join(''), name), contents };
}

/** Where the document type ends. */
function documentTypeEnd(bytes: Uint8Array, at: number, name: string): number {
  const end = bytes.indexOf(GREATER, at);
  const bracket = bytes.indexOf('['.charCodeAt(0), at);
  if (bracket >= 0 && bracket < end) {
    throw broken(name, 'defines elements or entities of its own (DOCTYPE), which are not read');
  }
  if (end < 0) throw broken(name, 'is cut short, in its DOCTYPE');
  return end + 1;
}

/** What is in the element that begins at `at`, and where the element ends. */
function dataElement(bytes: Uint8Array, at: number, name: string): { content: Uint8Array; end: number } {
  const tagEnd = bytes.indexOf(GREATER, at);
  if (tagEnd >= 0 && bytes[tagEnd - 1] === SLASH) return { content: bytes.subarray(0, 0), end: tagEnd + 1 };
  let close = tagEnd < 0 ? -1 : indexOf(bytes, DATA_END, tagEnd);
  while (close >= 0 && !isTag(bytes, close, DATA_END)) close = indexOf(bytes, DATA_END, close + 1);
  const end = close < 0 ? -1 : bytes.indexOf(GREATER, close);
  if (end < 0) throw broken(name, `is cut short: the data at byte ${at} have no end`);
  return { content: literal(bytes.subarray(tagEnd + 1, close), at, name), end: end + 1 };
}

/** Text without the marks of a CDATA section, where it is one. */
function literal(content: Uint8Array, at: number, name: string): Uint8Array {
  const start = content.indexOf(LESS);
  if (start < 0) return content;
  const end = indexOf(content, CDATA.end, start);
  const inner = content.subarray(start + CDATA.start.length, Math.max(start + CDATA.start.length, end));
  const blank = (piece: Uint8Array) => piece.every((byte) => BLANKS.includes(byte));
  const isAlone =
    startsWith(content, start, CDATA.start) &&
    blank(content.subarray(0, start)) &&
    end >= 0 &&
    blank(content.subarray(end + CDATA.end.length));
  if (isAlone && !inner.includes(LESS)) return inner;
  throw broken(name, `has elements among the data at byte ${at}`);
}

function startsWith(bytes: Uint8Array, at: number, what: Uint8Array): boolean {
  return what.every((byte, i) => bytes[at + i] === byte);
}

/** Whether a tag of this name is there, and not one whose name is longer. */
function isTag(bytes: Uint8Array, at: number, tag: Uint8Array): boolean {
  const next = bytes[at + tag.length];
  return startsWith(bytes, at, tag) && next !== undefined && [...BLANKS, GREATER, SLASH].includes(next);
}

function indexOf(bytes: Uint8Array, what: Uint8Array, from: number): number {
  const first = what[0] as number;
  let at = bytes.indexOf(first, from);
  while (at >= 0 && !startsWith(bytes, at, what)) at = bytes.indexOf(first, at + 1);
  return at;
}

function broken(name: string, problem: string): UnvanishError {
  return new UnvanishError('format', `${name}: ${problem}`, 'copy the file again, or write it anew');
}
