import { type Command, Option } from 'commander';
import { attributionMethods, methodSettings } from '../attribution/index.js';
import { addNamedSettings, type NamedSettingsFlags, toldSettings } from './namedSettings.js';
import { renamedOption } from './options.js';

const choice = { key: 'method', kind: 'method', things: attributionMethods };

/** The method and, by their names, the settings that only some methods have. */
export interface MethodFlags extends NamedSettingsFlags {
  readonly method: string;
}

/** Adds `--method` and an option for each setting that a method has. */
export function addMethodOptions(command: Command): Command {
  command.addOption(
    new Option('--method <name>', 'attribution method').choices(attributionMethods.names()).default('gradient'),
  );
  return addNamedSettings(command, choice).addOption(renamedOption('--path-baseline', '--baseline'));
}

/**
 * The settings of the method, those that are given and the defaults of the others.
 *
 * @throws UnvanishError `option` for one that the method does not have.
 */
export function chosenSettings(flags: MethodFlags): Readonly<Record<string, unknown>> {
  return methodSettings(flags.method, toldSettings(flags, flags.method, choice));
}
