// Writes the words of Brotli's dictionary (RFC 7932, appendix A) as Node's own decoder has them: for each word a stream is made that
// stands for that word alone.
//
//     node scripts/brotli-dictionary.mjs
import { writeFileSync } from 'node:fs';
import { brotliDecompressSync, constants, deflateRawSync } from 'node:zlib';

const TO = 'src/formats/parquet/brotli/dictionaryWords.ts';
// By length: how many bits number its words.
const NUMBER_BITS = [0, 0, 0, 0, 10, 10, 11, 11, 10, 10, 10, 10, 10, 9, 9, 8, 7, 7, 8, 7, 7, 6, 6, 5, 5];
// The copy lengths that a code begins with, and how many bits are added.
const COPY_CODES = [2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 18, 22].map((from, code) => ({ from, code }));
const COPY_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 3];

const words = NUMBER_BITS.flatMap((bits, length) =>
  length < 4 ? [] : Array.from({ length: 2 ** bits }, (_, number) => wordOf(length, number)),
);
const packed = deflateRawSync(Buffer.concat(words), { level: constants.Z_BEST_COMPRESSION }).toString('base64');
writeFileSync(
  TO,
  `/** The words of Brotli’s dictionary, one behind the other, deflated, in base64: see scripts/brotli-dictionary.mjs. */
// biome-ignore format: one long text.
export const DICTIONARY_WORDS = '${packed}';
`,
);
console.log(`${TO}: ${words.length} words`);

/** A word of the dictionary, which is at the distance of its number where there is nothing before it. */
function wordOf(length, number) {
  const bits = [];
  const put = (value, count) => {
    for (let bit = 0; bit < count; bit++) bits.push((value >> bit) & 1);
  };
  const { from, code } = COPY_CODES.findLast((one) => one.from <= length);
  let distance = 0;
  const extra = () => 1 + (distance >> 1);
  const first = () => ((2 + (distance & 1)) << extra()) - 4;
  while (first() + 2 ** extra() <= number) distance++;
  put(0, 1); // a window of 16 bits
  put(1, 2); // the last block, which is not empty
  put(0, 2);
  put(length - 1, 16);
  put(0, 3 + 2 + 4 + 2 + 2); // one kind of block, no direct distances, one context, one tree each
  for (const [symbol, width] of [
    [0, 8],
    [code < 8 ? 128 + code : 184 + code, 10],
    [16 + distance, 6],
  ]) {
    put(1, 4); // a code of one symbol
    put(symbol, width);
  }
  put(length - from, COPY_BITS[code]);
  put(number - first(), extra());
  const bytes = Buffer.alloc(Math.ceil(bits.length / 8));
  bits.forEach((bit, place) => {
    bytes[place >> 3] |= bit << (place & 7);
  });
  return brotliDecompressSync(bytes);
}
