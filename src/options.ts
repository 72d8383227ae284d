import { z } from 'zod';
import { UnvanishError } from './errors.js';
import { quoted } from './quoted.js';

/**
 * Checks options against a schema and fills in its defaults; the first thing that is wrong becomes one line, with what there is
 * as the remedy.
 *
 * @param what the function or thing that the options are of, as the error begins.
 * @throws UnvanishError `option`.
 */
export function parseOptions<Schema extends z.ZodType>(
  schema: Schema,
  options: unknown,
  what: string = schema.description ?? 'options',
): z.output<Schema> {
  const result = schema.safeParse(options);
  if (result.success) return result.data;
  const { field, text, remedy } = wrongOption(schema, options, result.error);
  throw new UnvanishError('option', `${what}: ${field}: ${text}`, remedy);
}

/**
 * As `parseOptions`, of those among the options that the schema has and that are told.
 *
 * @throws UnvanishError `option`.
 */
export function parsePart<Schema extends z.ZodType & { readonly shape: object }>(
  schema: Schema,
  options: object,
  what?: string,
): z.output<Schema> {
  const own = Object.entries(options).filter(([key, value]) => value !== undefined && Object.hasOwn(schema.shape, key));
  return parseOptions(schema, Object.fromEntries(own), what);
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

/**
 * Checks that an argument is what a function takes, since JavaScript does not.
 *
 * @param expected what was expected, as in `a dataset was expected`.
 * @throws UnvanishError `option`.
 */
export function checkArgument(holds: boolean, name: string, value: unknown, expected: string, remedy?: string): void {
  if (!holds)
    throw new UnvanishError('option', `${name}: ${expected} was expected, found ${shownValue(value)}`, remedy);
}

/**
 * Checks that an argument is an object whose fields of these names are texts.
 *
 * @throws UnvanishError `option`.
 */
export function checkTexts(name: string, value: unknown, fields: readonly string[]): void {
  checkArgument(typeof value === 'object' && value !== null, name, value, 'an object');
  for (const field of fields) {
    const text: unknown = (value as Record<string, unknown>)[field];
    checkArgument(typeof text === 'string', `${name}: ${field}`, text, 'a text');
  }
}

/** What a value is, in a few words, for errors: `nothing`, `a string`, `a Float32Array`, `an object`. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (Array.isArray(value)) return 'an array';
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name === 'string' && name !== '' && name !== 'Object'
    ? `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`
    : 'an object';
}

/** What the settings of a thing are called and what they may be: a shape of a zod object, each field with default and description. */
export type SettingsShape = Readonly<Record<string, z.ZodType>>;

/** The settings of a shape, checked, with every default filled in. */
export type SettingsOf<Shape extends SettingsShape> = { readonly [Key in keyof Shape]: z.output<Shape[Key]> };

/** What a field of a schema says of itself, as JSON Schema has it. */
export interface FieldFacts {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  /** Of a list. */
  readonly items?: { readonly enum?: readonly string[] };
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  /** What stands for the value in help, as `share` in `--validation <share>`: set with `.meta({ value })`. */
  readonly value?: string;
  /** What help says of turning it off, where it is on by default: set with `.meta({ off })`. */
  readonly off?: string;
}

/** The facts of a field of a schema; what JSON Schema cannot say is left out. */
export function fieldFacts(field: z.ZodType): FieldFacts {
  return shapeFacts({ field }).field;
}

/** The facts of each field of a shape; of all at once, since that takes a fifth of the time of one after the other. */
export function shapeFacts(shape: SettingsShape): Readonly<Record<string, FieldFacts>> {
  const { properties } = z.toJSONSchema(z.object(shape), { io: 'input', unrepresentable: 'any' });
  return properties as Readonly<Record<string, FieldFacts>>;
}

/** `a whole number at least 1 and at most 65536`, or `one of zero, mean`; undefined where the facts do not tell. */
export function expectationOf({ type, enum: choices, ...bounds }: FieldFacts): string | undefined {
  if (choices) return `one of ${choices.join(', ')}`;
  if (type === 'boolean') return 'true or false';
  if (type !== 'integer' && type !== 'number') return type && `${/^[aeio]/.test(type) ? 'an' : 'a'} ${type}`;
  // Integers have the largest safe one as their maximum where the schema sets none.
  const most = bounds.maximum === Number.MAX_SAFE_INTEGER ? undefined : bounds.maximum;
  const limits = [
    bounds.minimum !== undefined && bounds.minimum !== Number.MIN_SAFE_INTEGER && `at least ${bounds.minimum}`,
    bounds.exclusiveMinimum !== undefined && `above ${bounds.exclusiveMinimum}`,
    most !== undefined && `at most ${most}`,
    bounds.exclusiveMaximum !== undefined && `below ${bounds.exclusiveMaximum}`,
  ].filter((limit) => limit !== false);
  return `a ${type === 'integer' ? 'whole number' : 'number'} ${limits.join(' and ')}`.trim();
}

function wrongOption(schema: z.ZodType, options: unknown, error: z.ZodError) {
  const issue = error.issues[0] as z.core.$ZodIssue;
  const field = issue.path.join('.') || 'configuration';
  if (issue.code === 'unrecognized_keys') {
    const known = schema instanceof z.ZodObject ? Object.keys(schema.shape).join(', ') : '';
    const text = `there is no option ${quoted(issue.keys[0] as string)}`;
    return { field, text, remedy: known === '' ? 'it takes no options' : `there are ${known}` };
  }
  if (issue.path.length === 0 && issue.code === 'invalid_type') {
    return { field, text: `an object was expected, found ${kindOf(options)}`, remedy: undefined };
  }
  const name = issue.path[0];
  const own = schema instanceof z.ZodObject && typeof name === 'string' ? schema.shape[name] : undefined;
  const expectation =
    issue.path.length === 1 && issue.code !== 'custom' && own ? expectationOf(fieldFacts(own)) : undefined;
  if (expectation === undefined) return { field, text: issue.message, remedy: undefined };
  const value: unknown = (options as Record<string, unknown>)[name as string];
  return { field, text: `${expectation} was expected, found ${shownValue(value)}`, remedy: undefined };
}

/** A value as an error shows it: text and numbers themselves, of all else what it is. */
export function shownValue(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : kindOf(value);
}
