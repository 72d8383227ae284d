import { CommanderError } from 'commander';
import { UnvanishError } from '../../errors.js';
import { systemError } from '../../files/files.js';
import { withFlags } from './flags.js';
import { INTERRUPTED } from './interruption.js';
import { USAGE } from './outputs.js';
import { oneLine } from './print.js';

/** Prints one line on stderr and sets the exit code; a stack trace only where it is asked for. */
export function exitOn(thrown: unknown, { debug }: { debug: boolean }): void {
  // Commander has printed its message already; help and version end well, everything else is the user's to mend.
  if (thrown instanceof CommanderError) {
    process.exitCode ||= thrown.exitCode === 0 ? 0 : USAGE;
    return;
  }
  const error = systemError(thrown) ?? thrown;
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
