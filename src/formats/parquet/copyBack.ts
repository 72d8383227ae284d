/**
 * Repeats what was unpacked before: `length` bytes from `distance` before `filled` on; the caller has checked that they are there and
 * have room. One by one, since a copy may reach into what it writes.
 *
 * @returns how much is filled then.
 */
export function copyBack(bytes: Uint8Array, filled: number, distance: number, length: number): number {
  const end = filled + length;
  for (let at = filled; at < end; at++) bytes[at] = bytes[at - distance];
  return end;
}
