import { createHash } from 'node:crypto';
import { UnvanishError } from '../errors.js';
import type { Recording } from '../recordings/recording.js';

/**
 * Checks that no two runs hold the same numbers: a copy among the runs held out would be known from training.
 *
 * @throws UnvanishError `option`, naming both.
 */
export function checkDistinct(recordings: readonly Recording[]): void {
  const known = new Map<string, string>();
  for (const { name, x, features } of recordings) {
    const bytes = new Uint8Array(x.buffer, x.byteOffset, x.byteLength);
    const key = `${features} ${createHash('sha256').update(bytes).digest('hex')}`;
    const before = known.get(key);
    if (before !== undefined) {
      throw new UnvanishError(
        'option',
        `the runs ${before} and ${name} hold the same numbers`,
        'remove the one that is a copy, or leave it out with `files`',
      );
    }
    known.set(key, name);
  }
}
