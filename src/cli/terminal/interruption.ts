import { UnvanishError } from '../../errors.js';
import type { StopSignal } from '../../stopSignal.js';

/** Exit code of a command that was interrupted. */
export const INTERRUPTED = 130;

/** Said where an earlier command was ended when its run was whole, before it could say what it came to. */
export const WAS_WHOLE =
  'The same command had made the whole run and was ended before it said so: the run was put in place.';

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

/**
 * Heeds a signal that came while nobody looked, once it has had its turn to come in, before something is done that is not stopped in the middle.
 *
 * @throws UnvanishError `aborted`.
 */
export async function checkNotStopped(signal: StopSignal): Promise<void> {
  await new Promise((turn) => setImmediate(turn));
  if (signal.aborted) throw new UnvanishError('aborted', 'the command was stopped');
}
