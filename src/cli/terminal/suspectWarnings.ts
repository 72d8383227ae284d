import type { Dataset } from '../../data/dataset.js';
import type { Finding } from '../../data/finding.js';
import { suspectsOf } from '../../data/suspects.js';
import { findingLine } from './findingLine.js';
import { withFlags } from './flags.js';

/** What tells classes of data without having been measured, said on the terminal before anything is made of them. */
export function suspectWarnings(data: Dataset): readonly Finding[] {
  const warnings = suspectsOf(data).filter(({ level }) => level === 'warning');
  for (const warning of warnings) process.stderr.write(`${findingLine(warning)}\n`);
  return warnings;
}

/** The same among the facts that a report begins with. */
export function warningFacts(warnings: readonly Finding[]): [term: string, value: string][] {
  return warnings.map(({ what }) => ['warning', withFlags(what)]);
}
