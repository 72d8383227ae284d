const LONGEST = 60;
// What JSON leaves as it is, but terminals act on: delete, the second set of control characters, line separators.
const CONTROLS = /[\u007f-\u009f\u2028\u2029]/g;

/**
 * Text from a file as an error shows it: on one line, in quotes, control characters escaped, and cut to 60 characters,
 * so that a hostile or broken file cannot fill a terminal or steer it.
 */
export function quoted(text: string): string {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
  return JSON.stringify(short).replace(CONTROLS, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
