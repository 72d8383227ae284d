import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { numberOf } from './numberField.js';

/** Names that a class or the like may have, for all that they stand for missing numbers. */
const NAMES = /^(?:none|nil|missing)$/i;

/** Whether a field that should name a class, a group or the like holds what is written where there is none. */
export function isMissingName(field: string): boolean {
  return Number.isNaN(numberOf(field)) && !NAMES.test(field);
}

export function missingName(where: string, column: string, field: string): UnvanishError {
  if (field === '') return new UnvanishError('labels', `${where}: the ${column} is empty`);
  return new UnvanishError(
    'labels',
    `${where}: the ${column} is ${quoted(field)}, as missing ones are written`,
    'leave the sample out, or call it otherwise',
  );
}
