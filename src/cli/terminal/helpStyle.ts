import type { Command, Help, Option } from 'commander';
import { oneLine } from './print.js';

/** Lines of prose that are longer are hard to read, however wide the terminal is. */
const WIDEST = 100;

/** How help and the errors of the command line look, for a program and the commands that are added to it later. */
export function applyHelpStyle(program: Command): Command {
  return program
    .configureHelp({ showGlobalOptions: true, optionDescription, subcommandTerm })
    .configureOutput({
      getOutHelpWidth: () => Math.min(process.stdout.columns || 80, WIDEST),
      outputError: (text, write) =>
        write(`unvanish: ${oneLine(text.replace(/^error: /, ''))} (--help lists the options)\n`),
    })
    .helpCommand('help [command]', 'print the help of a command');
}

/** `what the cell sees [none, matrix, mean; default: none]`. */
function optionDescription(option: Option): string {
  const { description, argChoices, defaultValue, defaultValueDescription } = option;
  const choices = argChoices?.join(', ');
  const fallback = defaultValueDescription ?? (option.isBoolean() ? undefined : defaultValue);
  const facts = [choices, fallback !== undefined && `default: ${fallback}`].filter(Boolean).join('; ');
  return facts ? `${description} [${facts}]` : description;
}

/** `train <data>`. */
function subcommandTerm(this: Help, command: Command): string {
  const given = command.registeredArguments.map((argument) => this.argumentTerm(argument));
  const taken = command.registeredArguments.map(({ required }, index) =>
    required ? `<${given[index]}>` : `[${given[index]}]`,
  );
  return [command.name(), ...taken].join(' ');
}
