/** Bytes that one call of String.fromCharCode takes. */
const CHUNK = 0x8000;

/** Bytes as base64. */
export function encodeBase64Bytes(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(from, from + CHUNK));
  }
  return btoa(text);
}

/** The inverse of `encodeBase64Bytes`. */
export function decodeBase64Bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

/**
 * The bytes that base64 stands for, itself in ASCII bytes, with white space anywhere; undefined where it is no base64. For
 * texts that are too long to be a string.
 */
export function decodeBase64Ascii(text: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let filled = 0;
  let digits = 0;
  let padding = 0;
  let bits = 0;
  for (let at = 0; at < text.length; at++) {
    const value = DIGITS[text[at] as number] as number;
    if (value === BLANK) continue;
    if (value === PADDING) padding++;
    if (value === OTHER || (padding > 0 && value !== PADDING)) return undefined;
    digits++;
    bits = ((bits << 6) | (value & 63)) & 0xffffff;
    if (digits % 4 !== 0) continue;
    bytes[filled++] = bits >> 16;
    bytes[filled++] = bits >> 8;
    bytes[filled++] = bits;
  }
  return digits % 4 === 0 && padding < 3 ? bytes.subarray(0, filled - padding) : undefined;
}

/** What the other characters of base64 are: not below 64, as its digits; of padding the lower six bits are zeros. */
const PADDING = 64;
const BLANK = 65;
const OTHER = 66;
const DIGITS = new Uint8Array(256).fill(OTHER);
for (const [value, digit] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries()) {
  DIGITS[digit.charCodeAt(0)] = value;
}
DIGITS['='.charCodeAt(0)] = PADDING;
for (const blank of ' \t\r\n') DIGITS[blank.charCodeAt(0)] = BLANK;

/** float32 values as base64, little-endian. */
export function encodeBase64(values: Float32Array): string {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setFloat32(4 * i, value, true);
  });
  return encodeBase64Bytes(bytes);
}

/** The inverse of `encodeBase64`; bytes beyond the last whole value are dropped. */
export function decodeBase64(text: string): Float32Array {
  const bytes = decodeBase64Bytes(text);
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) => view.getFloat32(4 * i, true));
}
