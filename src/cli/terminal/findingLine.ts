import type { Finding } from '../../data/finding.js';
import { withFlags } from './flags.js';

/** A finding as the command line says it. */
export function shownFinding({ level, what, remedy }: Finding): Finding {
  return { level, what: withFlags(what), remedy: remedy === undefined ? undefined : withFlags(remedy) };
}

/** A finding in one line. */
export function findingLine(finding: Finding): string {
  const { level, what, remedy } = shownFinding(finding);
  return `${level}: ${what}${remedy ? ` (${remedy})` : ''}`;
}
