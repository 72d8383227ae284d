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
