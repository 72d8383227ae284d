import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { checkContent } from '../namedFile.js';

const SECTIONS =
  /^\[(common infos|binary infos|ascii infos|channel infos|coordinates|user infos|marker infos|comment)\]$/i;
const MOST_KEYS = 1_000_000;

/** The sections of a BrainVision header or marker file: their keys and values, in lower case and as written. */
export type Sections = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Reads the sections of a `.vhdr` or `.vmrk`, in UTF-8 or, of older programs, Windows-1252. Comments are passed over.
 *
 * @param kind what the first line says that it is.
 * @throws UnvanishError `format`, naming the line.
 */
export function brainVisionSections(bytes: Uint8Array, file: string, kind: 'Header' | 'Marker'): Sections {
  checkContent(bytes, file);
  const lines = textOf(bytes).split(/\r\n|\n|\r/);
  if (!new RegExp(`^brain ?vision .*${kind} file`, 'i').test(lines[0].trim())) {
    throw new UnvanishError('format', `${file}: is no ${kind.toLowerCase()} file of BrainVision: ${quoted(lines[0])}`);
  }
  const sections = new Map<string, Map<string, string>>();
  let name = '';
  let keys = 0;
  lines.slice(1).forEach((each, index) => {
    const line = each.trim();
    const section = SECTIONS.exec(line)?.[1].toLowerCase();
    if (section !== undefined) name = section;
    if (section !== undefined || line === '' || line.startsWith(';') || name === '' || name === 'comment') return;
    const where = `${file}, line ${index + 2}`;
    const equals = line.indexOf('=');
    if (equals < 1) throw new UnvanishError('format', `${where}: ${quoted(line)} stands where key=value was expected`);
    const key = line.slice(0, equals).trim().toLowerCase();
    const own = sections.get(name) ?? new Map<string, string>();
    if (own.has(key)) throw new UnvanishError('format', `${where}: ${quoted(key)} is there twice`);
    if (++keys > MOST_KEYS) throw new UnvanishError('size', `${file}: has more than ${MOST_KEYS} entries`);
    own.set(key, line.slice(equals + 1).trim());
    sections.set(name, own);
  });
  return sections;
}

/** The parts of a value; a comma within one is written `\1`. */
export function partsOf(value: string): string[] {
  return value.split(',').map((part) => part.replaceAll('\\1', ',').trim());
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
