import { type Content, html } from './markup.js';

/**
 * Text that breaks between words only: `input-cell` and `--seed` stay on one line. Words too long for a phone may
 * still break.
 */
export function unbrokenWords(text: string): Content {
  return text
    .split(/(\s+)/)
    .map((word) => (word.includes('-') && word.length < 20 ? html`<span class="uv-word">${word}</span>` : word));
}
