import { UnvanishError } from '../errors.js';
import { quoted } from '../quoted.js';
import { arffFields, arffText } from './arffFields.js';

/** What the lines before @data have declared. */
export interface ArffHeader {
  /** Numeric attributes, one a time step. */
  readonly steps: number;
  /** The attribute whose rows are dimensions, where there is one: `open` before its @end. */
  readonly relational?: 'open' | 'closed' | undefined;
  /** In the order of their declaration. */
  readonly classNames?: readonly string[] | undefined;
}

const MOST_STEPS = 10_000_000;
const MOST_CLASSES = 65_536;
const ATTRIBUTE = /^@attribute\s+(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\s{]+)\s*(.*)$/i;
const NUMERIC = /^(?:numeric|real|integer)$/i;

/**
 * The header after one more line.
 *
 * @throws UnvanishError `format` or `labels` for a line that series do not have.
 */
export function readAttribute(header: ArffHeader, line: string, where: string): ArffHeader {
  const { steps, relational, classNames } = header;
  if (/^@relation\b/i.test(line)) return header;
  if (/^@end\b/i.test(line) && relational === 'open') return { ...header, relational: 'closed' };
  const [, type] = ATTRIBUTE.exec(line) ?? [];
  if (type === undefined) {
    throw new UnvanishError('format', `${where}: ${quoted(line)} stands where @attribute or @data was expected`);
  }
  if (classNames) throw new UnvanishError('format', `${where}: an attribute follows the class, which must be the last`);
  if (/^relational$/i.test(type) && steps === 0 && !relational) return { ...header, relational: 'open' };
  if (NUMERIC.test(type) && relational !== 'closed') {
    if (steps >= MOST_STEPS) throw new UnvanishError('size', `${where}: more than ${MOST_STEPS} attributes`);
    return { ...header, steps: steps + 1 };
  }
  if (type.startsWith('{') && type.endsWith('}') && relational !== 'open') {
    return { ...header, classNames: namesIn(type.slice(1, -1), where) };
  }
  throw new UnvanishError(
    'format',
    `${where}: an attribute of type ${quoted(type)}; numbers, one a time step, or one relational attribute, then the class were expected`,
  );
}

function namesIn(list: string, where: string): string[] {
  const names = arffFields(list, where).map(arffText);
  if (names.length > MOST_CLASSES) {
    throw new UnvanishError('labels', `${where}: names ${names.length} classes; at most ${MOST_CLASSES} may be`);
  }
  if (new Set(names).size === names.length) return names;
  throw new UnvanishError('labels', `${where}: names a class twice`);
}
