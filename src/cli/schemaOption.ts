import { type Command, InvalidArgumentError, Option } from 'commander';
import type { z } from 'zod';
import { expectationOf, type FieldFacts, fieldFacts, shapeFacts } from '../options.js';
import { namesOption } from './options.js';
import { flagOf, flagOff } from './terminal/flags.js';

/**
 * An option whose help, default, choices and checks are those of a field of a configuration schema, so that they are
 * written once.
 */
export function schemaOption(flags: string, field: z.ZodType, facts: FieldFacts = fieldFacts(field)): Option {
  if (facts.type === 'boolean' && facts.default === true) return new Option(flags, facts.off ?? facts.description);
  const option = new Option(flags, facts.description).default(facts.default);
  if (facts.type === 'boolean') return option;
  if (facts.enum) return option.choices(facts.enum);
  const { items, description = '', default: chosen = [] } = facts;
  if (items?.enum) return namesOption(flags, description, items.enum, chosen as readonly string[]);
  if (facts.type === 'array') return option.argParser(namesOf);
  return option.argParser((text) => {
    // What may be a number or a text is a number where it is written as one.
    const isText = facts.type === 'string' || (facts.type === undefined && !/^\d+$/.test(text));
    const result = field.safeParse(isText ? text : text.trim() === '' ? Number.NaN : Number(text));
    if (result.success) return result.data;
    const expected = expectationOf(facts);
    const message = expected === undefined ? result.error.issues[0].message : `${expected} was expected`;
    throw new InvalidArgumentError(`${message[0].toUpperCase()}${message.slice(1)}.`);
  });
}

/** An option whose default is shown but not set, so that what a model's run says can take its place. */
export function unsetOption(flags: string, field: z.ZodType, facts?: FieldFacts): Option {
  const option = schemaOption(flags, field, facts);
  return option.default(undefined, String(option.defaultValue ?? '') || undefined);
}

/** Adds an option for each field of a schema, named as `flagOf` names it. */
export function addSchemaOptions(
  command: Command,
  shape: Readonly<Record<string, z.ZodType>>,
  { make = schemaOption }: { readonly make?: typeof schemaOption } = {},
): Command {
  const facts = shapeFacts(shape);
  for (const [key, field] of Object.entries(shape)) {
    command.addOption(make(flagsOf(key, facts[key]), field, facts[key]));
  }
  return command;
}

function namesOf(text: string): string[] {
  const list = text.split(',').map((name) => name.trim());
  if (list.includes('')) throw new InvalidArgumentError('Names separated by commas were expected.');
  return list;
}

const placeholders: Readonly<Record<string, string>> = { integer: 'n', number: 'x', array: 'names' };

/** The flag with what stands for its value: `--epochs <n>`. */
export function flagsOf(key: string, { type, value, default: fallback }: FieldFacts): string {
  if (type === 'boolean') return fallback === true ? flagOff(key) : flagOf(key);
  return `${flagOf(key)} <${value ?? placeholders[type ?? ''] ?? 'name'}>`;
}
