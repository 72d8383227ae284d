import { type Command, InvalidArgumentError, Option } from 'commander';
import type { z } from 'zod';
import { expectationOf, type FieldFacts, fieldFacts } from '../options.js';
import { namesOption } from './options.js';

/**
 * An option whose help, default, choices and checks are those of a field of a configuration schema, so that they are
 * written once.
 */
export function schemaOption(flags: string, field: z.ZodType): Option {
  const facts = fieldFacts(field);
  const option = new Option(flags, facts.description).default(facts.default);
  if (facts.type === 'boolean') return option;
  if (facts.enum) return option.choices(facts.enum);
  const { items, description = '', default: chosen = [] } = facts;
  if (items?.enum) return namesOption(flags, description, items.enum, chosen as readonly string[]);
  return option.argParser((text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    const result = field.safeParse(facts.type === 'string' ? text : value);
    if (result.success) return result.data;
    throw new InvalidArgumentError(`A${expectationOf(facts)?.slice(1)} was expected.`);
  });
}

/** Adds an option for each field of a schema but those that are left out, named as `flagOf` names it. */
export function addSchemaOptions(
  command: Command,
  shape: Readonly<Record<string, z.ZodType>>,
  { except = [] }: { readonly except?: readonly string[] } = {},
): Command {
  for (const [key, field] of Object.entries(shape)) {
    if (!except.includes(key)) command.addOption(schemaOption(flagsOf(key, fieldFacts(field)), field));
  }
  return command;
}

/** The flag of an option, as one writes it: `learningRate` is `--learning-rate`, `epochs5` is `--epochs-5`. */
export function flagOf(key: string): string {
  return `--${key.replace(/[A-Z]|\d+/g, (begin) => `-${begin.toLowerCase()}`)}`;
}

const placeholders: Readonly<Record<string, string>> = { integer: 'n', number: 'x', array: 'names' };

/** The flag with what stands for its value: `--epochs <n>`. */
export function flagsOf(key: string, { type, value }: FieldFacts): string {
  if (type === 'boolean') return flagOf(key);
  return `${flagOf(key)} <${value ?? placeholders[type ?? ''] ?? 'name'}>`;
}
