import { checkArgument } from '../options.js';
import { type Block, type Prose, renderBlock } from './block.js';
import { html, unbrokenWords } from './markup.js';
import { renderPage } from './page.js';
import { reportStyle } from './styles.js';

/** A part of a report under a heading. */
export interface Section {
  readonly heading: string;
  readonly blocks: readonly Block[];
}

/** What a report says, in the order in which it is read. */
export interface Report {
  readonly title: string;
  /** The answer first: one paragraph. */
  readonly lead: Prose;
  readonly sections: readonly Section[];
  /** What made it, at the foot: version, date, command. */
  readonly footer: readonly (readonly [term: string, value: string | number])[];
}

/**
 * A report as one HTML document that needs nothing else: styles and images are inside, there is no script, and its
 * content security policy forbids the network. Light or dark as the reader's system is, or as `data-theme` on the
 * root element says.
 */
export function renderReport(report: Report): string {
  checkArgument(Array.isArray(report?.sections), 'renderReport: sections', report?.sections, 'an array');
  checkArgument(Array.isArray(report.footer), 'renderReport: footer', report.footer, 'an array');
  const { title, lead, sections, footer } = report;
  const contents =
    sections.length > 2 &&
    html`<nav aria-label="Contents"><ol>${sections.map(
      (section, index) => html`<li><a href="#section-${index + 1}">${section.heading}</a></li>`,
    )}</ol></nav>`;
  const body = sections.map(
    (section, index) =>
      html`<section aria-labelledby="section-${index + 1}">
<h2 id="section-${index + 1}">${unbrokenWords(section.heading)}</h2>
${section.blocks.map((block) => renderBlock(block))}</section>`,
  );
  return renderPage({
    title,
    style: reportStyle,
    body: html`<header><p class="uv-eyebrow">Unvanish report</p><h1>${unbrokenWords(title)}</h1><p class="uv-lead">${lead}</p>${contents}</header>
<main>${body}</main>
<footer>${renderBlock({ kind: 'facts', entries: footer })}</footer>`,
  });
}
