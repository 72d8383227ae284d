import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';

/** Whether a field that should name a class, a group or the like holds what pandas, R and spreadsheets write where there is none. */
export function isMissingName(field: string): boolean {
  return /^(?:|[+-]?nan|<na>|na|nat|n\/a|null|\?|\.|-{1,2}|#n\/a(?: n\/a)?|#na|#(?:div\/0|num|value|ref|null)!|#name\?)$/i.test(
    field,
  );
}

export function missingName(where: string, column: string, field: string): UnvanishError {
  if (field === '') return new UnvanishError('labels', `${where}: the ${column} is empty`);
  return new UnvanishError(
    'labels',
    `${where}: the ${column} is ${quoted(field)}, as missing ones are written`,
    'leave the sample out, or call it otherwise',
  );
}
