import { type Content, html, type Markup } from './markup.js';

/** A part of a formula: text becomes operators and identifiers, markup stays. */
export type Term = string | Markup;

/**
 * A formula as MathML on a line of its own, which browsers typeset themselves. Each piece of text is one operator, number or identifier, or a
 * run of them between spaces: `x = tanh ( c )`.
 */
export function formula(...terms: readonly Term[]): Markup {
  return html`<div class="uv-formula"><math displaystyle="true">${row(...terms)}</math></div>`;
}

/** The next line of a formula that is broken. */
export function continued(...terms: readonly Term[]): Markup {
  return html`<div class="uv-formula uv-continued"><math displaystyle="true">${row(...terms)}</math></div>`;
}

/** A bracket or bar as high as what stands in its row. */
export function tall(bracket: string): Markup {
  return html`<mo stretchy="true" symmetric="true">${bracket}</mo>`;
}

/** Parts in a row that count as one. */
export function row(...terms: readonly Term[]): Markup {
  return html`<mrow>${terms.map(content)}</mrow>`;
}

/** `base` with something below it to the right. */
export function sub(base: Term, index: Term): Markup {
  return html`<msub>${row(base)}${row(index)}</msub>`;
}

/** `base` with something above it to the right. */
export function sup(base: Term, index: Term): Markup {
  return html`<msup>${row(base)}${row(index)}</msup>`;
}

/** A sum or product sign with its limits. */
export function over(sign: string, from: Term, to: Term): Markup {
  return html`<munderover><mo>${sign}</mo>${row(from)}${row(to)}</munderover>`;
}

/** A letter with a tilde. */
export function tilde(letter: string): Markup {
  return html`<mover accent="true"><mi>${letter}</mi><mo stretchy="false">~</mo></mover>`;
}

/** A fraction. */
export function fraction(top: Term, bottom: Term): Markup {
  return html`<mfrac>${row(top)}${row(bottom)}</mfrac>`;
}

/** Parts that a figure draws the eye to. */
export function marked(...terms: readonly Term[]): Markup {
  return html`<mrow class="uv-marked">${terms.map(content)}</mrow>`;
}

function content(term: Term): Content {
  return typeof term === 'string' ? term.split(/\s+/).filter(Boolean).map(symbol) : term;
}

function symbol(word: string): Markup {
  // A line of a broken formula may begin with a sign that stands between two parts.
  if ('=+−⊙'.includes(word)) return html`<mo form="infix">${word}</mo>`;
  // Brackets do not grow unless asked: what stands in them is mostly no higher than a line.
  if ('(){}[]|,'.includes(word)) return html`<mo stretchy="false">${word}</mo>`;
  if (/^\d/.test(word)) return html`<mn>${word}</mn>`;
  const name = html`<mi>${word}</mi>`;
  return /^[a-z]{2}/.test(word) ? html`<mspace width="0.17em"/>${name}` : name;
}
