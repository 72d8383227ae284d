import { UnvanishError } from '../errors.js';
import type { Recording } from '../recordings/recording.js';

/**
 * Checks that no two runs hold the same numbers: a copy among the runs held out would be known from training.
 *
 * @throws UnvanishError `option`, naming both.
 */
export function checkDistinct(recordings: readonly Recording[]): void {
  for (const [index, run] of recordings.entries()) {
    const copied = recordings.slice(0, index).find((before) => holdSame(before, run));
    if (!copied) continue;
    throw new UnvanishError(
      'option',
      `the runs ${copied.name} and ${run.name} hold the same numbers`,
      'remove the one that is a copy, or leave it out with `files`',
    );
  }
}

/** Whether two runs hold the same numbers; those that do not differ early, so that little is compared. */
function holdSame(one: Recording, other: Recording): boolean {
  return (
    one.features === other.features &&
    one.x.length === other.x.length &&
    Buffer.compare(bytesOf(one), bytesOf(other)) === 0
  );
}

function bytesOf({ x }: Recording): Uint8Array {
  return new Uint8Array(x.buffer, x.byteOffset, x.byteLength);
}
