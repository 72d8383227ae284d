/** What kind of mistake was made; stable, so that a program can branch on it. */
export type ErrorCode =
  | 'option' // an option or configuration value is not allowed
  | 'shape' // an array has another shape than its use needs
  | 'dtype' // an array holds another kind of number than its use needs
  | 'format' // a file's bytes do not follow its format
  | 'size' // a file or request is larger than it may be
  | 'labels' // labels and samples do not fit together
  | 'not-finite' // NaN or infinity in data, loss or gradients
  | 'io' // a file cannot be read or written
  | 'missing' // something optional is not installed or not there
  | 'aborted'; // the caller stopped the work

/**
 * An error that a user can cause and mend. The message is one line that says what is wrong and where
 * (file, row, field); `remedy`, where there is one, says what to do.
 */
export class UnvanishError extends Error {
  override readonly name = 'UnvanishError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly remedy?: string,
  ) {
    super(message);
  }
}

/** An error as data that can be posted to another thread. */
export interface ErrorRecord {
  readonly message: string;
  readonly stack?: string | undefined;
  /** An UnvanishError's. */
  readonly code?: ErrorCode;
  readonly remedy?: string | undefined;
}

export function recordOfError(error: Error): ErrorRecord {
  const { message, stack } = error;
  return { message, stack, ...(error instanceof UnvanishError && { code: error.code, remedy: error.remedy }) };
}

/** The error of a record, with the stack that it had where it was thrown; `context` comes before an UnvanishError's message. */
export function errorOfRecord({ message, stack, code, remedy }: ErrorRecord, context = ''): Error {
  const error = code ? new UnvanishError(code, context + message, remedy) : new Error(message);
  if (stack) error.stack = stack;
  return error;
}
