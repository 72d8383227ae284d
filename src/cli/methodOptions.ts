import { type Command, InvalidArgumentError, Option } from 'commander';
import { methodSettings } from '../attribution/attribute.js';
import { attributionMethods } from '../attribution/index.js';
import { UnvanishError } from '../errors.js';
import { expectationOf, type FieldFacts, fieldFacts } from '../options.js';
import { renamedOption } from './options.js';
import { flagOf, flagsOf } from './schemaOption.js';

/** The method and, by their names, the settings that only some methods have. */
export interface MethodFlags {
  readonly method: string;
  readonly [setting: string]: unknown;
}

/** Adds `--method` and an option for each setting that a method has; methods that share a name share the option. */
export function addMethodOptions(command: Command): Command {
  command.addOption(
    new Option('--method <name>', 'attribution method').choices(attributionMethods.names()).default('gradient'),
  );
  for (const [key, owners] of settingOwners()) command.addOption(settingOption(key, owners));
  return command.addOption(renamedOption('--path-baseline', '--baseline'));
}

/**
 * The settings of the method, those that are given and the defaults of the others.
 *
 * @throws UnvanishError `option` for one that the method does not have.
 */
export function chosenSettings(flags: MethodFlags): Readonly<Record<string, unknown>> {
  const { method } = flags;
  const owners = settingOwners();
  const given = [...owners.keys()].filter((key) => flags[key] !== undefined);
  const stray = given.find((key) => !owners.get(key)?.has(method));
  if (stray !== undefined) {
    throw new UnvanishError(
      'option',
      `${flagOf(stray)}: the method ${method} has no such setting`,
      `leave it out, or choose --method ${[...(owners.get(stray)?.keys() ?? [])].join(' or ')}`,
    );
  }
  return methodSettings(method, Object.fromEntries(given.map((key) => [key, flags[key]])));
}

/** For each setting the methods that have it, and what each says of it. */
function settingOwners(): Map<string, Map<string, FieldFacts>> {
  const owners = new Map<string, Map<string, FieldFacts>>();
  for (const { name, settings } of attributionMethods) {
    for (const [key, field] of Object.entries(settings)) {
      owners.set(key, (owners.get(key) ?? new Map()).set(name, fieldFacts(field)));
    }
  }
  return owners;
}

function settingOption(key: string, owners: ReadonlyMap<string, FieldFacts>): Option {
  // Methods that say the same of a setting are named together.
  const described = new Map<string, string[]>();
  for (const [method, { description = '' }] of owners) {
    described.set(description, [...(described.get(description) ?? []), method]);
  }
  const text = [...described].map(([description, methods]) => `${methods.join(', ')}: ${description}`).join('; ');
  const [facts] = owners.values();
  const defaults = new Set([...owners.values()].map((own) => String(own.default)));
  const option = new Option(flagsOf(key, facts), text).default(undefined, [...defaults].join(' or '));
  if (facts.enum) return option.choices(facts.enum);
  if (facts.type === 'boolean') return option;
  return option.argParser((given) => {
    if (facts.type === 'string') return given;
    const value = given.trim() === '' ? Number.NaN : Number(given);
    const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = facts;
    const isOne = value >= minimum && value <= maximum && (facts.type !== 'integer' || Number.isSafeInteger(value));
    if (isOne) return value;
    throw new InvalidArgumentError(`A${expectationOf(facts)?.slice(1)} was expected.`);
  });
}
