import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import type { ElementType } from '../elements.js';

/** What an NPY header says about the bytes after it. */
export interface NpyHeader {
  readonly type: ElementType;
  /** NumPy's bool: stored as u1, where anything but 0 means true. */
  readonly boolean: boolean;
  readonly order: 'little' | 'big';
  /** First index fastest, instead of last index fastest. */
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

type Value = string | boolean | readonly number[];

const MOST_DIMENSIONS = 64;
// Sticky, one alternative a token, nothing that can backtrack: linear in the length of the header.
const TOKEN = /[ \t\r\n]*(?:'([^'\\]*)'|"([^"\\]*)"|(True|False)|(\d+)L?|([{}()[\]:,]))/y;
const DESCR = /^([<>|=]?)([a-zA-Z?])(\d*)$/;
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
 * @throws UnvanishError `format` where it is no such dictionary, `dtype` where the elements are no plain numbers.
 */
export function parseNpyHeader(text: string, file: string): NpyHeader {
  const fields = new Map<string, Value>();
  const tokens = new Tokens(text, file);
  tokens.expect('{');
  while (tokens.peek() !== '}') {
    const key = tokens.string('a key');
    tokens.expect(':');
    if (key === 'descr' && tokens.peek() === '[') throw dtypeError(file, 'a structured dtype');
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
  if (typeof descr !== 'string') throw headerError(file, "has no string 'descr'");
  if (typeof fortranOrder !== 'boolean') throw headerError(file, "has no True or False 'fortran_order'");
  if (typeof shape !== 'object') throw headerError(file, "has no tuple 'shape'");
  if (shape.length > MOST_DIMENSIONS) throw headerError(file, `has a shape of ${shape.length} dimensions`);
  return { ...parseDescr(descr, file), fortranOrder, shape };
}

function parseDescr(descr: string, file: string): Pick<NpyHeader, 'type' | 'boolean' | 'order'> {
  const [, mark = '', kind = '', size = ''] = DESCR.exec(descr) ?? [];
  const type = Object.hasOwn(TYPES, kind + size) ? TYPES[kind + size] : undefined;
  if (!type) throw dtypeError(file, `dtype ${quoted(descr)}`);
  return { type, boolean: kind === 'b' || kind === '?', order: mark === '>' ? 'big' : 'little' };
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
    return this.peek() === '(' ? this.tuple() : this.string('a string, True, False or a tuple of whole numbers');
  }

  end(): void {
    if (this.next || this.text.slice(this.at).trim() !== '') throw this.unexpected('the end of the header');
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

function dtypeError(file: string, found: string): UnvanishError {
  return new UnvanishError(
    'dtype',
    `${file}: holds ${found}; a float, integer or bool array was expected`,
    'convert it with array.astype("float32") and save it again',
  );
}
