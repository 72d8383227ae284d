import type { Command, Help, Option } from 'commander';

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

/** The text with all its white space and control characters as single spaces: an error is one line, whatever is in a name. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a file's name may hold escape sequences that a terminal obeys
  return text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
}

/** `what the cell sees [none, matrix, mean; default: none]`. */
function optionDescription(option: Option): string {
  const { description, argChoices, defaultValue, defaultValueDescription } = option;
  const choices = argChoices?.join(', ');
  const fallback = defaultValueDescription ?? (option.isBoolean() ? undefined : defaultValue);
  const facts = [choices, fallback !== undefined && `default: ${fallback}`].filter(Boolean).join('; ');
  return facts ? `${description} [${facts}]` : description;
}

/** `train <data>`; a command of commands lists them: `reproduce boxes|mnist`. */
function subcommandTerm(this: Help, command: Command): string {
  const inner = command.commands.map((child) => child.name()).join('|');
  if (inner) return `${command.name()} ${inner}`;
  const given = command.registeredArguments.map((argument) => this.argumentTerm(argument));
  const taken = command.registeredArguments.map(({ required }, index) =>
    required ? `<${given[index]}>` : `[${given[index]}]`,
  );
  return [command.name(), ...taken].join(' ');
}
