/** Whether a name matches a pattern in which `*` stands for any characters, none too, and `?` for any one. */
export function matchesPattern(name: string, pattern: string): boolean {
  let at = 0;
  let next = 0;
  // The last star, and how much of the name it stands for so far: enough to go back to, so time is bounded by the product.
  let star = -1;
  let taken = 0;
  while (at < name.length) {
    if (pattern[next] === '*') {
      star = next++;
      taken = at;
    } else if (next < pattern.length && (pattern[next] === '?' || pattern[next] === name[at])) {
      next++;
      at++;
    } else if (star >= 0) {
      next = star + 1;
      at = ++taken;
    } else return false;
  }
  while (pattern[next] === '*') next++;
  return next === pattern.length;
}
