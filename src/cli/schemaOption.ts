import { InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';

/** What a field of a configuration schema says of itself. */
interface FieldFacts {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/**
 * An option whose help, default, choices and checks are those of a field of a configuration schema, so that they are
 * written once.
 */
export function schemaOption(flags: string, field: z.ZodType): Option {
  const facts = z.toJSONSchema(field, { io: 'input' }) as FieldFacts;
  const option = new Option(flags, facts.description).default(facts.default);
  if (facts.type === 'boolean') return option;
  if (facts.enum) return option.choices(facts.enum);
  return option.argParser((text) => {
    const result = field.safeParse(text.trim() === '' ? Number.NaN : Number(text));
    if (result.success) return result.data;
    throw new InvalidArgumentError(expectation(facts));
  });
}

/** `A whole number at least 1 and at most 65536 was expected.` */
function expectation({ type, minimum, maximum, exclusiveMinimum, exclusiveMaximum }: FieldFacts): string {
  // Integers have the largest safe one as their maximum where the schema sets none.
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const bounds = [
    minimum !== undefined && `at least ${minimum}`,
    exclusiveMinimum !== undefined && `above ${exclusiveMinimum}`,
    most !== undefined && `at most ${most}`,
    exclusiveMaximum !== undefined && `below ${exclusiveMaximum}`,
  ].filter((bound) => bound !== false);
  return `A ${[type === 'integer' ? 'whole number' : 'number', bounds.join(' and ')].join(' ').trim()} was expected.`;
}
