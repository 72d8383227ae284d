/** The flag of an option, as one writes it: `learningRate` is `--learning-rate`, `epochs5` is `--epochs-5`. */
export function flagOf(key: string): string {
  return `--${key.replace(/[A-Z]|\d+/g, (begin) => `-${begin.toLowerCase()}`)}`;
}

/** The flag that turns an option off: `zscore` is `--no-zscore`. */
export function flagOff(key: string): string {
  return flagOf(`no${key[0].toUpperCase()}${key.slice(1)}`);
}

/**
 * The text of an error as the command line says it: the library marks options as `labels` and `missing: interpolate`; here they
 * are flags.
 */
export function withFlags(text: string): string {
  return text.replace(/`([a-z][A-Za-z]*)(?:: ([^`]*))?`/g, (_, key: string, value?: string) => {
    if (value === undefined) return flagOf(key);
    return value === 'false' ? flagOff(key) : `${flagOf(key)} ${value}`;
  });
}
