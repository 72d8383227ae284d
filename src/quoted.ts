const LONGEST = 60;
// What JSON leaves as it is, but terminals act on: delete, the second set of control characters, line separators.
const CONTROLS = /[\u007f-\u009f\u2028\u2029]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is for.
const ALL_CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/**
 * Text from a file as an error shows it: on one line, in quotes, control characters escaped, and cut to 60 characters,
 * so that a hostile or broken file cannot fill a terminal or steer it.
 */
export function quoted(text: string): string {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
  return JSON.stringify(short).replace(CONTROLS, escaped);
}

/** The first of many texts on one line, and how many there are: `a, b, … (30)`; of few all. */
export function someOf(texts: readonly string[], most: number): string {
  return texts.length > most ? `${texts.slice(0, most).join(', ')}, … (${texts.length})` : texts.join(', ');
}

/** A path as an error shows it: whole, without quotes, and on one line, with control characters escaped as in `quoted`. */
export function shownPath(path: string): string {
  return path.replace(ALL_CONTROLS, escaped);
}

/** A text as Python has it, whole, for lines of Python in an error. */
export function pythonText(text: string): string {
  return JSON.stringify(shownPath(text));
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
