import { type Command, InvalidArgumentError, Option } from 'commander';

/** A whole number of at least `least`, for commander. */
export function wholeNumber(least: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`A whole number at least ${least} was expected.`);
    }
    return value;
  };
}

/** An option of comma-separated names, each one of those allowed; `all` is all of them. */
export function namesOption<Name extends string>(
  flags: string,
  description: string,
  allowed: readonly Name[],
  chosen: readonly Name[],
): Option {
  return new Option(flags, `${description}, or all`).default(chosen, chosen.join(',') || 'none').argParser((text) => {
    return text === 'all' ? allowed : chosenNames(text, allowed);
  });
}

/** Comma-separated names, each one of those allowed, each once. */
export function chosenNames<Name extends string>(text: string, allowed: readonly Name[]): Name[] {
  const names = text.split(',').map((name) => {
    const found = allowed.find((candidate) => candidate === name.trim());
    if (!found) throw new InvalidArgumentError(`Allowed are ${allowed.join(', ')}, or all.`);
    return found;
  });
  return [...new Set(names)];
}

/** How a command reports: the same two options everywhere. */
export function addReportOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON document on stdout, and nothing else there')
    .option('--quiet', 'show no progress');
}

/** An option that has another name now: refused with the new one. */
export function renamedOption(old: string, now: string): Option {
  return new Option(`${old} <value>`).hideHelp().argParser(() => {
    throw new InvalidArgumentError(`It is called ${now} now.`);
  });
}
