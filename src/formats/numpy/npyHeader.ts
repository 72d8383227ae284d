import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import type { ElementType } from '../elements.js';

/** How one element is stored: a number, a text of so many characters (UTF-32) or bytes, or something that is not read. */
export type NpyElement =
  /** NumPy's bool is stored as u1, where anything but 0 means true. */
  | { readonly kind: 'number'; readonly type: ElementType; readonly boolean: boolean }
  | { readonly kind: 'characters' | 'bytes'; readonly size: number; readonly descr: string }
  /** `type` is NumPy's character for it, '' for a structured one. */
  | { readonly kind: 'other'; readonly type: string; readonly descr: string };

/** What an NPY header says about the bytes after it. */
export interface NpyHeader {
  readonly element: NpyElement;
  readonly order: 'little' | 'big';
  /** First index fastest, instead of last index fastest. */
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

/** A list, as structured dtypes have. */
const LIST = Symbol('list');
type Value = string | boolean | readonly number[] | typeof LIST;

const MOST_DIMENSIONS = 64;
// Sticky, one alternative a token, nothing that can backtrack: linear in the length of the header.
const TOKEN = /[ \t\r\n]*(?:'([^'\\]*)'|"([^"\\]*)"|(True|False)|(0+|[1-9]\d*)L?(?!\w)|([{}()[\]:,]))/y;
const DESCR = /^([<>|=]?)([a-zA-Z?])(\d*)(?:(?<=[Mm]8)\[\w+\])?$/;
const LONGEST_TEXT = 1_000_000;
const TYPES: Readonly<Record<string, ElementType>> = {
  f2: 'f2',
  f4: 'f4',
  f8: 'f8',
  i1: 'i1',
  i2: 'i2',
  i4: 'i4',
  i8: 'i8',
  u1: 'u1',
  u2: 'u2',
  u4: 'u4',
  u8: 'u8',
  b1: 'u1',
  '?': 'u1',
};

/**
 * Reads the Python dictionary of an NPY header, `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`: exactly
 * these three keys, with literals only. As in Python, the last of a key that is repeated counts, and whole numbers do not begin with 0.
 *
 * @throws UnvanishError `format` where it is no such dictionary.
 */
export function parseNpyHeader(text: string, file: string): NpyHeader {
  const fields = new Map<string, Value>();
  const tokens = new Tokens(text, file);
  tokens.expect('{');
  while (tokens.peek() !== '}') {
    const key = tokens.string('a key');
    tokens.expect(':');
    fields.set(key, tokens.value());
    if (tokens.peek() === ',') tokens.expect(',');
    else break;
  }
  tokens.expect('}');
  tokens.end();
  for (const key of fields.keys()) {
    if (!['descr', 'fortran_order', 'shape'].includes(key))
      throw headerError(file, `has an unknown key ${quoted(key)}`);
  }
  const [descr, fortranOrder, shape] = ['descr', 'fortran_order', 'shape'].map((key) => fields.get(key));
  if (typeof descr !== 'string' && descr !== LIST) throw headerError(file, "has no string 'descr'");
  if (typeof fortranOrder !== 'boolean') throw headerError(file, "has no True or False 'fortran_order'");
  if (typeof shape !== 'object') throw headerError(file, "has no tuple 'shape'");
  if (shape.length > MOST_DIMENSIONS) throw headerError(file, `has a shape of ${shape.length} dimensions`);
  return { ...parseDescr(descr), fortranOrder, shape };
}

function parseDescr(descr: string | typeof LIST): Pick<NpyHeader, 'element' | 'order'> {
  if (descr === LIST) return { element: { kind: 'other', type: '', descr: 'a structured dtype' }, order: 'little' };
  const [, mark = '', kind = '', size = ''] = DESCR.exec(descr) ?? [];
  return { element: elementOf(descr, kind, size), order: mark === '>' ? 'big' : 'little' };
}

function elementOf(descr: string, kind: string, size: string): NpyElement {
  const type = Object.hasOwn(TYPES, kind + size) ? TYPES[kind + size] : undefined;
  if (type) return { kind: 'number', type, boolean: kind === 'b' || kind === '?' };
  const characters = Number(size);
  const isText = (kind === 'U' || kind === 'S') && characters > 0 && characters <= LONGEST_TEXT;
  if (isText) return { kind: kind === 'U' ? 'characters' : 'bytes', size: characters, descr: `dtype ${quoted(descr)}` };
  const what = kind === 'O' ? ', Python objects, which are a pickle' : '';
  return { kind: 'other', type: kind, descr: `dtype ${quoted(descr)}${what}` };
}

/** A header as a stream of tokens, one ahead. */
class Tokens {
  private next: RegExpExecArray | null = null;
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly file: string,
  ) {
    this.advance();
  }

  /** The next token if it is a bracket, colon or comma. */
  peek(): string | undefined {
    return this.next?.[5];
  }

  expect(mark: string): void {
    if (this.peek() !== mark) throw this.unexpected(`'${mark}'`);
    this.advance();
  }

  string(what: string): string {
    const found = this.next?.[1] ?? this.next?.[2];
    if (found === undefined) throw this.unexpected(what);
    this.advance();
    return found;
  }

  value(): Value {
    const word = this.next?.[3];
    if (word) {
      this.advance();
      return word === 'True';
    }
    if (this.peek() === '[') return this.list();
    return this.peek() === '(' ? this.tuple() : this.string('a string, True, False or a tuple of whole numbers');
  }

  end(): void {
    if (this.next || this.text.slice(this.at).trim() !== '') throw this.unexpected('the end of the header');
  }

  /** Passes over a list with all that is in it. */
  private list(): typeof LIST {
    let depth = 0;
    do {
      const mark = this.peek();
      if (!this.next) throw this.unexpected("']'");
      if (mark === '[' || mark === '(') depth++;
      if (mark === ']' || mark === ')') depth--;
      this.advance();
    } while (depth > 0);
    return LIST;
  }

  private tuple(): number[] {
    const sizes: number[] = [];
    this.expect('(');
    while (this.peek() !== ')') {
      const digits = this.next?.[4];
      if (digits === undefined) throw this.unexpected('a whole number');
      if (/^0+[1-9]/.test(digits)) throw this.unexpected('a whole number without a 0 before it');
      sizes.push(Number(digits));
      this.advance();
      // (3) without a comma is a number in Python, not a tuple.
      if (this.peek() === ',') this.advance();
      else if (sizes.length === 1) throw this.unexpected("','");
      else break;
    }
    this.expect(')');
    return sizes;
  }

  private advance(): void {
    TOKEN.lastIndex = this.next ? this.at + this.next[0].length : this.at;
    this.at = TOKEN.lastIndex;
    this.next = TOKEN.exec(this.text);
  }

  private unexpected(expected: string): UnvanishError {
    const found = this.text.slice(this.at).trimStart().slice(0, 12);
    return headerError(this.file, `has ${found ? quoted(found) : 'its end'} at character ${this.at}, not ${expected}`);
  }
}

function headerError(file: string, problem: string): UnvanishError {
  return new UnvanishError('format', `${file}: the NPY header ${problem}`);
}
