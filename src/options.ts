import type { z } from 'zod';
import { UnvanishError } from './errors.js';
import { quoted } from './quoted.js';

/**
 * Checks options against a schema; the first thing that is wrong becomes one line.
 *
 * @throws UnvanishError `option`.
 */
export function parseOptions<Schema extends z.ZodType>(schema: Schema, options: z.input<Schema>): z.output<Schema> {
  const result = schema.safeParse(options);
  if (result.success) return result.data;
  throw new UnvanishError('option', `${schema.description ?? 'options'}: ${firstIssue(result.error)}`);
}

/** The first thing that a schema found wrong: the field, and what it allows; on one line. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0] as z.core.$ZodIssue;
  const field = issue.path.join('.') || 'configuration';
  // Keys that are not known come from the user, or a file, as they are.
  const text =
    issue.code === 'unrecognized_keys' ? `there is no option ${quoted(issue.keys[0] as string)}` : issue.message;
  return `${field}: ${text}`;
}
