/** What stops work: an `AbortSignal`, or whatever has these parts of one; so that types need no DOM library. */
export interface StopSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
