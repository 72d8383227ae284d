import { type Content, html, Markup, unbrokenWords } from './markup.js';
import { type Table, tableBlock } from './table.js';

/** A drawing, or a function that draws it at a width: the latter is drawn twice, for a page and for a phone. */
export type Figure = Markup | ((width: number) => Markup);

/** Text of a report: a string is escaped, Markup is not. */
export type Prose = string | Markup;

/** What a section of a report is made of. */
export type Block =
  | { readonly kind: 'text'; readonly paragraphs: readonly Prose[] }
  | { readonly kind: 'figure'; readonly figure: Figure; readonly caption: Prose }
  /**
   * Figures side by side where there is room, below each other where there is not; each is at most half a page wide.
   */
  | { readonly kind: 'grid'; readonly figures: readonly Figure[]; readonly caption: Prose }
  | ({ readonly kind: 'table' } & Table)
  /** Terms and their values: configuration, seeds, versions. */
  | { readonly kind: 'facts'; readonly entries: readonly (readonly [term: string, value: string | number])[] }
  /** A command line or other text to be copied. */
  | { readonly kind: 'code'; readonly text: string; readonly caption?: string | undefined }
  /** Blocks that are folded away until asked for. */
  | { readonly kind: 'details'; readonly summary: string; readonly blocks: readonly Block[] };

/** Widths, in pixels, at which figures are drawn. */
const pageWidth = 880;
/** Of a figure beside another. */
export const gridWidth = 420;
const phoneWidth = 330;

/** A block as HTML; `width` is that at which single figures are drawn, in pixels. */
export function renderBlock(block: Block, width = pageWidth): Markup {
  switch (block.kind) {
    case 'text':
      return html`${block.paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}`;
    case 'figure':
      return html`<figure>${drawBoth(block.figure, width)}${captionOf(block.caption)}</figure>`;
    case 'grid': {
      const figures = block.figures.map((figure) => html`<div>${drawBoth(figure, gridWidth)}</div>`);
      return html`<figure><div class="uv-grid-of-figures">${figures}</div>${captionOf(block.caption)}</figure>`;
    }
    case 'table':
      return html`<figure class="uv-table">${tableBlock(block)}</figure>`;
    case 'facts': {
      const entries = block.entries.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`);
      return html`<dl class="uv-facts">${entries}</dl>`;
    }
    case 'code':
      return html`<figure class="uv-code">
<pre><code>${unbrokenWords(block.text)}</code></pre>${captionOf(block.caption ?? '')}</figure>`;
    case 'details':
      return html`<details><summary>${block.summary}</summary>${block.blocks.map((inner) => renderBlock(inner, width))}</details>`;
  }
}

function drawBoth(figure: Figure, width: number): Content {
  if (figure instanceof Markup) return figure;
  return html`<div class="uv-page">${figure(width)}</div><div class="uv-phone">${figure(phoneWidth)}</div>`;
}

function captionOf(caption: Prose): Content {
  return caption !== '' && html`<figcaption>${caption}</figcaption>`;
}
