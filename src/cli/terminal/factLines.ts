import { formatShape } from '../../data/array.js';
import { someOf } from '../../quoted.js';

/** What is known of something, by terms; facts may have facts of their own. */
export type Facts = Readonly<Record<string, unknown>>;

/** One line a fact; facts of facts are indented below their name. */
export function factLines(facts: Facts): string[] {
  const width = Math.max(...Object.keys(facts).map((term) => term.length));
  return Object.entries(facts).flatMap(([term, value]) => {
    const text = valueText(value);
    return text === undefined
      ? [term, ...factLines(value as Facts).map((line) => `  ${line}`)]
      : `${term.padEnd(width)}  ${text}`;
  });
}

/** A value on one line; undefined for facts of facts. */
function valueText(value: unknown): string | undefined {
  if (value === null) return 'not recorded';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value))
    return value.every((entry) => typeof entry === 'number') ? formatShape(value) : someOf(value, 12);
  if (typeof value !== 'object') return String(value);
  if ('shape' in value && 'type' in value) return `${formatShape(value.shape as number[])} ${value.type}`;
  return undefined;
}
