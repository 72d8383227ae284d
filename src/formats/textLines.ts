/**
 * Every line that is neither empty nor a comment, without white space around it, and its number in the file, from 1. No list of
 * them is held.
 *
 * @param comment what comments begin with.
 */
export function eachLine(text: string, comment: RegExp, visit: (line: string, number: number) => void): void {
  let number = 0;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    number++;
    const line = text
      .slice(start, end)
      .replace(/^\ufeff/, '')
      .trim();
    if (line !== '' && !comment.test(line)) visit(line, number);
    start = end + 1;
  }
}
