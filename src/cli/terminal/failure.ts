import type { CommanderError } from 'commander';
import { UnvanishError } from '../../errors.js';
import { withFlags } from './flags.js';
import { oneLine } from './print.js';

/** Exit code of an error that the user can mend. */
export const USAGE = 2;
const INTERRUPTED = 130;

/** Commander has printed the message already; help and version end well, everything else is the user's to mend. */
export function usageError(error: CommanderError): never {
  process.exit(error.exitCode === 0 ? 0 : USAGE);
}

/** Prints one line on stderr and sets the exit code; a stack trace only where it is asked for. */
export function exitOn(error: unknown, { debug }: { debug: boolean }): void {
  if (error instanceof UnvanishError) {
    process.exitCode = error.code === 'aborted' ? INTERRUPTED : USAGE;
    console.error(`unvanish: ${oneLine(withFlags(`${error.message}${error.remedy ? ` (${error.remedy})` : ''}`))}`);
    if (debug) console.error(error.stack);
    return;
  }
  process.exitCode = 1;
  const { message, stack } = error as Error;
  console.error(
    `unvanish: unexpected: ${oneLine(message)} (this is a defect: run again with --debug and report the trace)`,
  );
  if (debug) console.error(stack);
}

/** Ends quietly where the reader of a pipe has had enough, as in `unvanish info | head -1`. */
export function endWithReader(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
}

/** An abort signal that the first Ctrl-C (or a polite kill) sets; the second ends the process at once. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}
