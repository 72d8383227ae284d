import { type Command, Option } from 'commander';
import { UnvanishError } from '../errors.js';
import type { EvaluationOptions } from '../evaluation/evaluate.js';
import { measurements, usualMeasurements } from '../evaluation/index.js';
import { fieldFacts } from '../options.js';
import { attributeOf } from './namedSettings.js';
import { chosenNames } from './options.js';
import { flagsOf, schemaOption } from './schemaOption.js';
import { flagOf } from './terminal/flags.js';

/** The measurements and, by the names of both, the settings that only some have. */
export interface MeasurementFlags {
  readonly measurements?: 'all' | readonly string[];
  readonly [setting: string]: unknown;
}

/** Adds `--measurements`, and an option for each setting that a measurement has: `--NAME-SETTING`. */
export function addMeasurementOptions(command: Command): Command {
  const names = measurements.names();
  command.addOption(
    new Option('--measurements <names>', `columns, by name, or all: ${names.join(', ')}`)
      .default(undefined, usualMeasurements.join(','))
      .argParser((text) => (text === 'all' ? text : chosenNames(text, names))),
  );
  for (const { label, key, flag, field } of settingFlags()) {
    const { description, default: fallback } = fieldFacts(field);
    const option = schemaOption(flagsOf(flag, fieldFacts(field)), field).default(undefined, String(fallback));
    option.description = `${label}: ${description ?? key}`;
    command.addOption(option);
  }
  return command;
}

/** Whether there is a measurement that asks the model, so that there are options that name one. */
export function someAskModels(): boolean {
  return [...measurements].some((measurement) => 'measureModel' in measurement);
}

/**
 * The measurements that are chosen, and the settings of them that are given.
 *
 * @throws UnvanishError `option` for a setting of a measurement that is not chosen.
 */
export function chosenMeasurements(flags: MeasurementFlags): Pick<EvaluationOptions, 'measurements' | 'settings'> {
  const { measurements: asked } = flags;
  const settings: Record<string, Record<string, unknown>> = {};
  for (const { name, key, flag } of settingFlags()) {
    const value = flags[attributeOf(flag)];
    if (value === undefined) continue;
    if (asked !== 'all' && !(asked ?? usualMeasurements).includes(name)) {
      throw new UnvanishError('option', `${flagOf(flag)}: ${name} is not measured`, 'name it in --measurements');
    }
    settings[name] = { ...settings[name], [key]: value };
  }
  return { measurements: asked, settings };
}

/** Every setting of every measurement, and what its flag is called. */
function settingFlags() {
  return [...measurements].flatMap(({ name, label, settings }) =>
    Object.entries(settings).map(([key, field]) => ({ name, label, key, flag: `${name}-${key}`, field })),
  );
}
