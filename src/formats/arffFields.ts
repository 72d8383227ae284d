import { UnvanishError } from '../errors.js';

/** What stands for a value that is missing. */
export const ARFF_MISSING = '?';

// Sticky, and no two alternatives begin alike: linear in the length of the line.
const FIELD = /\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^,'"\s{}]+(?:[^\S\n]+[^,'"\s{}]+)*|)\s*(,|$)/y;

/**
 * The fields of a row, or the names of a nominal attribute, quoted as they are.
 *
 * @throws UnvanishError `format`.
 */
export function arffFields(line: string, where: string): string[] {
  const fields: string[] = [];
  for (let at = 0; ; ) {
    FIELD.lastIndex = at;
    const [whole, field, comma] = FIELD.exec(line) ?? [];
    if (whole === undefined || field === '') {
      throw new UnvanishError('format', `${where}: field ${fields.length + 1} is empty, or quoted wrongly`);
    }
    fields.push(field);
    if (comma === '') return fields;
    at += whole.length;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** The text of a field, without its quotes. */
export function arffText(field: string): string {
  if (!/^['"]/.test(field)) return field;
  return field.slice(1, -1).replace(/\\(.)/gs, (_, character: string) => ESCAPES[character] ?? character);
}
