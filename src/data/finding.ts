/** Something about data that one should know before anything is trained. */
export interface Finding {
  /** `error`: it cannot be trained like this; `warning`: it can, but should it; `note`: so that one knows. */
  readonly level: 'error' | 'warning' | 'note';
  /** One line. */
  readonly what: string;
  /** What to do about it. */
  readonly remedy?: string | undefined;
}
