import { type Command, Option } from 'commander';
import { type BaselineName, baselineNames } from '../attribution/baseline.js';
import { attributionMethod, attributionMethods } from '../attribution/index.js';
import type { MethodSettings } from '../attribution/method.js';
import { UnvanishError } from '../errors.js';
import { wholeNumber } from './options.js';

/** The method and the settings that only some methods have. `--baseline` is the recordings' own. */
export interface MethodFlags {
  readonly method: string;
  readonly steps?: number;
  readonly pathBaseline?: BaselineName;
}

export function addMethodOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--method <name>', 'attribution method')
        .choices(attributionMethods.map(({ name }) => name))
        .default('gradient'),
    )
    .addOption(
      new Option('--steps <n>', 'integrated-gradients: points of the path at which the gradient is taken')
        .argParser(wholeNumber(1))
        .default(undefined, '50'),
    )
    .addOption(
      new Option(
        '--path-baseline <what>',
        'integrated-gradients: where the path begins; mean: of the explained samples, for each time step and feature',
      )
        .choices(baselineNames)
        .default(undefined, 'zero'),
    );
}

/**
 * The settings that are given, for the method.
 *
 * @throws UnvanishError `option` for one that the method does not have.
 */
export function methodSettings({ method, steps, pathBaseline }: MethodFlags): MethodSettings {
  const given: MethodSettings = {
    ...(steps !== undefined && { steps }),
    ...(pathBaseline !== undefined && { baseline: pathBaseline }),
  };
  const has = ({ settings }: { settings: readonly string[] }, setting: string) => settings.includes(setting);
  const stray = Object.keys(given).find((setting) => !has(attributionMethod(method), setting));
  if (stray === undefined) return given;
  const flag = stray === 'baseline' ? '--path-baseline' : `--${stray}`;
  const owners = attributionMethods.filter((one) => has(one, stray)).map(({ name }) => name);
  throw new UnvanishError(
    'option',
    `${flag}: the method ${method} has no such setting`,
    `leave it out, or choose --method ${owners.join(' or ')}`,
  );
}
