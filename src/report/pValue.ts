import { formatNumber } from './numberFormat.js';

/** From which p on a difference is not told from chance. */
const LEVEL = 0.05;

/** Whether a p value tells something from chance. */
export function beyondChance(p: number): boolean {
  return p < LEVEL;
}

/** A p value as tables write it: `.012`, `< .001`. */
export function formatP(p: number): string {
  return p < 0.001 ? `< ${formatNumber(0.001)}` : formatNumber(p);
}

/** A p value within a sentence: `p = .012`, `p < .001`. */
export function pText(p: number): string {
  const text = formatP(p);
  return text.startsWith('<') ? `p ${text}` : `p = ${text}`;
}
