/** What the last two bytes tell of the next one, 0 to 63, by four modes (RFC 7932, 7.1). */
export const contextModes: readonly ((last: number, before: number) => number)[] = [
  (last) => last & 63,
  (last) => last >> 2,
  (last, before) => LAST[last] | BEFORE[before],
  (last, before) => (SIZE[last] << 3) | SIZE[before],
];

// Of text in UTF-8: what the last byte is (kinds of punctuation, digits, vowels, consonants), in steps of four.
const ASCII = [
  '0000000001100100',
  '0000000000000000',
  '2343353467338393',
  'bbbbbbbbbb886a73',
  '3cdddcdddcdddddc',
  'dddddcddddd63733',
  '3efffefffefffffe',
  'fffffefffff63730',
];
const LAST = new Uint8Array(256);
const BEFORE = new Uint8Array(256);
/** How far a byte is from 0, as one does with signed numbers. */
const SIZE = new Uint8Array(256);

[...ASCII.join('')].forEach((digit, byte) => {
  LAST[byte] = 4 * Number.parseInt(digit, 16);
});
for (let byte = 0; byte < 256; byte++) {
  const character = String.fromCharCode(byte);
  if (byte >= 128) LAST[byte] = (byte >= 192 ? 2 : 0) + (byte & 1);
  if (/[a-z]/.test(character)) BEFORE[byte] = 3;
  else if (/[A-Z0-9]/.test(character) || byte >= 224) BEFORE[byte] = 2;
  else if (byte > 32 && byte < 127) BEFORE[byte] = 1;
  SIZE[byte] = [1, 16, 64, 128, 192, 240, 255].filter((from) => byte >= from).length;
}
