import { UnvanishError } from '../errors.js';
import { quoted } from '../quoted.js';

/** A file that is in memory: what it is called, for its format and for errors, and what it holds. */
export interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * The extension of a file's name, in lower case, if it is one of those that are allowed.
 *
 * @throws UnvanishError `format`, naming the file, what it is for and the extensions that it may have.
 */
export function extensionOf<Extension extends string>(
  name: string,
  allowed: readonly Extension[],
  purpose: string,
): Extension {
  const found = allowed.find((extension) => name.toLowerCase().endsWith(extension));
  if (found) return found;
  const ending = /\.[^./\\]*$/.exec(name)?.[0];
  const problem = ending ? `ends in ${quoted(ending)}` : 'has no extension';
  throw new UnvanishError('format', `${name}: ${problem}; ${purpose} must be ${allowed.join(', ')}`);
}

/**
 * Does something with what was read from a file; errors then name the file.
 *
 * @throws UnvanishError as `work` does.
 */
export function inFile<Result>(file: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof UnvanishError)) throw error;
    throw new UnvanishError(error.code, `${file}: ${error.message}`, error.remedy);
  }
}
