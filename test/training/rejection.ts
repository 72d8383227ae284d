import { UnvanishError } from '../../src/errors.js';

/** The error that `work` must end with. */
export async function rejection(work: Promise<unknown>): Promise<UnvanishError> {
  const error: unknown = await work.then(
    () => new Error('nothing was refused'),
    (reason) => reason,
  );
  if (error instanceof UnvanishError) return error;
  throw error;
}
