import { UnvanishError } from '../errors.js';

/** Text that is known to be well-formed HTML or SVG; everything else is escaped where it is put in. */
export class Markup {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/**
 * What may stand between the braces of `html` and `svg`: strings are escaped, arrays are joined, nothing is left out.
 */
export type Content = Markup | string | number | undefined | null | false | readonly Content[];

/**
 * A piece of HTML. Strings that are put in are escaped; Markup is not.
 *
 * @throws UnvanishError `not-finite` where a number is NaN or infinite: such a number is never written.
 */
export function html(literals: TemplateStringsArray, ...values: Content[]): Markup {
  return join(literals, values, String);
}

/** A piece of SVG: as `html`, with numbers rounded to hundredths, which keeps paths short. */
export function svg(literals: TemplateStringsArray, ...values: Content[]): Markup {
  return join(literals, values, (value) => String(Math.round(value * 100) / 100));
}

/** Marks text that this package wrote itself as markup. Never for anything that a user gave. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

// Characters that XML forbids, lone surrogates among them: one of them would make a whole SVG file unreadable.
const forbidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text as it must be written in HTML or SVG, between tags or in a quoted attribute. */
export function escapeText(text: string): string {
  return text.replace(forbidden, '\ufffd').replace(/[&<>"']/g, (character) => entities[character]);
}

function join(literals: TemplateStringsArray, values: Content[], number: (value: number) => string): Markup {
  let text = literals[0];
  values.forEach((value, index) => {
    text += write(value, number) + literals[index + 1];
  });
  return new Markup(text);
}

function write(value: Content, number: (value: number) => string): string {
  if (value instanceof Markup) return value.text;
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new UnvanishError('not-finite', `a figure was asked to draw ${value}`);
    return number(value);
  }
  if (Array.isArray(value)) return value.map((item) => write(item, number)).join('');
  return '';
}

/**
 * Text that breaks between words only: `input-cell` and `--seed` stay on one line. Words too long for a phone may
 * still break.
 */
export function unbrokenWords(text: string): Content {
  return text
    .split(/(\s+)/)
    .map((word) => (word.includes('-') && word.length < 20 ? html`<span class="uv-word">${word}</span>` : word));
}
