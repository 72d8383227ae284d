import { z } from 'zod';

/** A field of a configuration that is a size: a whole number from 1 to `most`. */
export function size(meaning: string, most: number) {
  return z.number().int().min(1).max(most).describe(meaning);
}
