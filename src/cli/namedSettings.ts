import { type Command, InvalidArgumentError, Option } from 'commander';
import { UnvanishError } from '../errors.js';
import { expectationOf, type FieldFacts, type SettingsShape, shapeFacts } from '../options.js';
import { flagsOf } from './schemaOption.js';
import { flagOf } from './terminal/flags.js';

/** Things of a registry among which an option chooses, each with settings that only it has. */
interface Choice {
  /** The option that names one, as a key: `method`. */
  readonly key: string;
  /** What a thing is, as errors say it. */
  readonly kind: string;
  readonly things: Iterable<{ readonly name: string; readonly settings: SettingsShape }>;
  /** Whether the settings' flags begin with the key: `--encoder-filters`. */
  readonly prefixed?: boolean;
}

/** What commander gives: the thing's name and, by their flags, the settings that are told. */
export type NamedSettingsFlags = Readonly<Record<string, unknown>>;

/** Adds an option for each setting that one of the things has; things that share a setting's name share the option. */
export function addNamedSettings(command: Command, choice: Choice): Command {
  for (const [setting, owners] of settingOwners(choice)) {
    command.addOption(settingOption(flagKey(choice, setting), owners));
  }
  return command;
}

/**
 * The settings of the thing that is named, those that are told.
 *
 * @throws UnvanishError `option` for one that it does not have.
 */
export function toldSettings(
  flags: NamedSettingsFlags,
  name: string,
  choice: Choice,
): Readonly<Record<string, unknown>> {
  const told: Record<string, unknown> = {};
  for (const [setting, owners] of settingOwners(choice)) {
    const key = flagKey(choice, setting);
    const value = flags[attributeOf(key)];
    if (value === undefined) continue;
    if (!owners.has(name)) {
      throw new UnvanishError(
        'option',
        `${flagOf(key)}: the ${choice.kind} ${name} has no such setting`,
        `leave it out, or choose ${flagOf(choice.key)} ${[...owners.keys()].join(' or ')}`,
      );
    }
    told[setting] = value;
  }
  return told;
}

/** Where commander puts the value of a flag. */
export function attributeOf(key: string): string {
  return new Option(`${flagOf(key)} <value>`).attributeName();
}

function flagKey({ key, prefixed = false }: Choice, setting: string): string {
  return prefixed ? `${key}-${setting}` : setting;
}

/** For each setting the things that have it, and what each says of it. */
function settingOwners({ things }: Choice): Map<string, Map<string, FieldFacts>> {
  const owners = new Map<string, Map<string, FieldFacts>>();
  for (const { name, settings } of things) {
    for (const [setting, facts] of Object.entries(shapeFacts(settings))) {
      owners.set(setting, (owners.get(setting) ?? new Map()).set(name, facts));
    }
  }
  return owners;
}

function settingOption(key: string, owners: ReadonlyMap<string, FieldFacts>): Option {
  // Things that say the same of a setting are named together.
  const described = new Map<string, string[]>();
  for (const [name, { description = '' }] of owners) {
    described.set(description, [...(described.get(description) ?? []), name]);
  }
  const text = [...described].map(([description, names]) => `${names.join(', ')}: ${description}`).join('; ');
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
