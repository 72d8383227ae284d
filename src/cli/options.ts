import { InvalidArgumentError } from 'commander';

/** A whole number of at least `least`, for commander. */
export function wholeNumber(least: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`A whole number of at least ${least} was expected.`);
    }
    return value;
  };
}

/** A finite number. */
export function decimal(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('A number was expected.');
  return value;
}

/** Comma-separated names, each one of those allowed; `all` is all of them. */
export function namesOf<Name extends string>(allowed: readonly Name[]) {
  return (text: string): readonly Name[] => {
    if (text === 'all') return allowed;
    return text.split(',').map((name) => {
      const found = allowed.find((candidate) => candidate === name.trim());
      if (!found) throw new InvalidArgumentError(`Allowed are ${allowed.join(', ')}, or all.`);
      return found;
    });
  };
}

/** Folders and files of this process, as a person reads them. */
export const THREADS_HELP = 'trials at the same time (default: all cores)';
