/**
 * The whole number of `width` bits, 48 at most, that begins at a bit of the bytes, the lowest bit first. The bits must be there.
 */
export function bitsAt(bytes: Uint8Array, bit: number, width: number): number {
  let at = Math.floor(bit / 8);
  let shift = bit % 8;
  let value = 0;
  for (let read = 0; read < width; shift = 0) {
    const taken = Math.min(8 - shift, width - read);
    value += ((bytes[at++] >> shift) & ((1 << taken) - 1)) * 2 ** read;
    read += taken;
  }
  return value;
}
