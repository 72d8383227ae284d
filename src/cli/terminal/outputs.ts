/** Exit code of an error that the user can mend. */
export const USAGE = 2;

/**
 * Output that cannot be written ends no work: what a command makes in files is made. Where the reader of a pipe has had enough, as in
 * `unvanish info | head -1`, all is well; a disk that is full is said, and the exit code tells. Who cannot be told on stderr is
 * not told.
 */
export function bearLostOutput(): void {
  let said = false;
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (said || code === 'EPIPE') return;
    said = true;
    process.exitCode ||= USAGE;
    const reason = code === 'ENOSPC' ? 'the disk is full' : message;
    process.stderr.write(`unvanish: standard output: cannot write: ${reason}\n`);
  });
}
