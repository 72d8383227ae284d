// What a terminal obeys, but the ends of lines that the text itself has.
// biome-ignore lint/suspicious/noControlCharactersInRegex: names in a file may hold escape sequences
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/g;

/** Prints text on stdout; control characters, as names out of files may have them, become replacement characters. */
export function print(text: string): void {
  console.log(printable(text));
}

/** Text that cannot steer a terminal; line feeds stay. */
function printable(text: string): string {
  return text.replace(CONTROLS, '\ufffd');
}

/** The text with all its white space and control characters as single spaces: an error is one line, whatever is in a name. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a file's name may hold escape sequences that a terminal obeys
  return text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
}
