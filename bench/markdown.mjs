// Tables as Markdown.
import { median } from './timing.mjs';

/** A number with about three digits; nothing for what there is not. */
export function short(value) {
  if (value === undefined) return '';
  if (value >= 100) return value.toFixed(0);
  return value.toFixed(value < 10 ? 2 : 1);
}

/** `columns` are titles, with a colon at the end where numbers stand. */
export function table(columns, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map((title) => title.replace(/:$/, ''))),
    line(columns.map((title) => (title.endsWith(':') ? '---:' : '---'))),
    ...rows.map(line),
  ].join('\n');
}

const met = (reached, target) => {
  if (target === undefined || reached === undefined) return '';
  return reached >= target ? 'met' : 'not met';
};

/** Cells of a row of pairs: ours, theirs, ratio, range, pairs, target, whether it is met. */
export function ratioCells({ ours, theirs, ratios, target }) {
  const ratio = median(ratios);
  return [
    short(median(ours)),
    theirs.length > 0 ? short(median(theirs)) : 'missing',
    ratio === undefined ? '' : `**${short(ratio)}**`,
    ratio === undefined ? '' : `${short(ratios[0])}–${short(ratios.at(-1))}`,
    ratios.length || '',
    target ?? '',
    met(ratio, target),
  ];
}

export const ratioColumns = (ours, theirs) => [
  `${ours} ms:`,
  `${theirs} ms:`,
  'ratio:',
  'range',
  'pairs:',
  'target:',
  '',
];

/** Notes as a paragraph each, behind a table. */
export const withNotes = (text, notes) => [text, ...notes].join('\n\n');
