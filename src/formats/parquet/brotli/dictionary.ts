import { UnvanishError } from '../../../errors.js';
import { decodeBase64Bytes } from '../../base64.js';
import { inflateTo } from '../../packed/inflatePieces.js';
import { DICTIONARY_WORDS } from './dictionaryWords.js';

/** How many bits number the words of each length, from 0 on. */
const NUMBER_BITS = [0, 0, 0, 0, 10, 10, 11, 11, 10, 10, 10, 10, 10, 9, 9, 8, 7, 7, 8, 7, 7, 6, 6, 5, 5];
const SHORTEST = 4;
const BYTES = 122_784;

/** The words of each length, one behind the other. */
let words: readonly Uint8Array[] | undefined;

/**
 * A word that a number stands for, changed as the rest of the number says (RFC 7932, 8).
 *
 * @returns undefined where there is no such word.
 */
export function dictionaryWord(length: number, number: number): Uint8Array | undefined {
  words ??= wordsByLength();
  if (length < SHORTEST || length >= NUMBER_BITS.length) return undefined;
  const change = CHANGES[Math.floor(number / 2 ** NUMBER_BITS[length])];
  const place = length * (number % 2 ** NUMBER_BITS[length]);
  return change && changed(words[length].slice(place, place + length), change);
}

function wordsByLength(): Uint8Array[] {
  const all = inflateTo(BYTES, decodeBase64Bytes(DICTIONARY_WORDS), (problem) => new UnvanishError('format', problem));
  let end = 0;
  return NUMBER_BITS.map((bits, length) => {
    const start = end;
    if (length >= SHORTEST) end += length * 2 ** bits;
    return all.subarray(start, end);
  });
}

/** What is put before a word, what is done to it, and what is put behind. */
type Change = readonly [before: string, kind: number, behind: string];

// Kinds: as it is; without its last 1 to 9 bytes; its first letter or all in upper case; without its first 1 to 9 bytes.
const [AS_IT_IS, MOST_ENDS, FIRST_LETTER, ALL_LETTERS] = [0, 9, 10, 11];

function changed(word: Uint8Array, [before, kind, behind]: Change): Uint8Array {
  let kept = word;
  if (kind === FIRST_LETTER) raise(word, 0);
  else if (kind === ALL_LETTERS) for (let at = 0; at < word.length; ) at += raise(word, at);
  else if (kind > ALL_LETTERS) kept = word.subarray(kind - ALL_LETTERS);
  else if (kind > AS_IT_IS && kind <= MOST_ENDS) kept = word.subarray(0, Math.max(0, word.length - kind));
  return Uint8Array.from([...bytesOf(before), ...kept, ...bytesOf(behind)]);
}

/** Puts a letter in upper case, by a rule that is right for Latin, Greek and Cyrillic; returns how many bytes it takes. */
function raise(word: Uint8Array, at: number): number {
  if (word[at] < 0xc0) {
    if (word[at] >= 97 && word[at] <= 122) word[at] ^= 32;
    return 1;
  }
  // Beyond the word's end nothing is changed.
  if (word[at] < 0xe0) {
    if (at + 1 < word.length) word[at + 1] ^= 32;
    return 2;
  }
  if (at + 2 < word.length) word[at + 2] ^= 5;
  return 3;
}

function bytesOf(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}

/** RFC 7932, appendix B. */
const CHANGES: readonly Change[] = [
  ['', 0, ''],
  ['', 0, ' '],
  [' ', 0, ' '],
  ['', 12, ''],
  ['', 10, ' '],
  ['', 0, ' the '],
  [' ', 0, ''],
  ['s ', 0, ' '],
  ['', 0, ' of '],
  ['', 10, ''],
  ['', 0, ' and '],
  ['', 13, ''],
  ['', 1, ''],
  [', ', 0, ' '],
  ['', 0, ', '],
  [' ', 10, ' '],
  ['', 0, ' in '],
  ['', 0, ' to '],
  ['e ', 0, ' '],
  ['', 0, '"'],
  ['', 0, '.'],
  ['', 0, '">'],
  ['', 0, '\n'],
  ['', 3, ''],
  ['', 0, ']'],
  ['', 0, ' for '],
  ['', 14, ''],
  ['', 2, ''],
  ['', 0, ' a '],
  ['', 0, ' that '],
  [' ', 10, ''],
  ['', 0, '. '],
  ['.', 0, ''],
  [' ', 0, ', '],
  ['', 15, ''],
  ['', 0, ' with '],
  ['', 0, "'"],
  ['', 0, ' from '],
  ['', 0, ' by '],
  ['', 16, ''],
  ['', 17, ''],
  [' the ', 0, ''],
  ['', 4, ''],
  ['', 0, '. The '],
  ['', 11, ''],
  ['', 0, ' on '],
  ['', 0, ' as '],
  ['', 0, ' is '],
  ['', 7, ''],
  ['', 1, 'ing '],
  ['', 0, '\n\t'],
  ['', 0, ':'],
  [' ', 0, '. '],
  ['', 0, 'ed '],
  ['', 20, ''],
  ['', 18, ''],
  ['', 6, ''],
  ['', 0, '('],
  ['', 10, ', '],
  ['', 8, ''],
  ['', 0, ' at '],
  ['', 0, 'ly '],
  [' the ', 0, ' of '],
  ['', 5, ''],
  ['', 9, ''],
  [' ', 10, ', '],
  ['', 10, '"'],
  ['.', 0, '('],
  ['', 11, ' '],
  ['', 10, '">'],
  ['', 0, '="'],
  [' ', 0, '.'],
  ['.com/', 0, ''],
  [' the ', 0, ' of the '],
  ['', 10, "'"],
  ['', 0, '. This '],
  ['', 0, ','],
  ['.', 0, ' '],
  ['', 10, '('],
  ['', 10, '.'],
  ['', 0, ' not '],
  [' ', 0, '="'],
  ['', 0, 'er '],
  [' ', 11, ' '],
  ['', 0, 'al '],
  [' ', 11, ''],
  ['', 0, "='"],
  ['', 11, '"'],
  ['', 10, '. '],
  [' ', 0, '('],
  ['', 0, 'ful '],
  [' ', 10, '. '],
  ['', 0, 'ive '],
  ['', 0, 'less '],
  ['', 11, "'"],
  ['', 0, 'est '],
  [' ', 10, '.'],
  ['', 11, '">'],
  [' ', 0, "='"],
  ['', 10, ','],
  ['', 0, 'ize '],
  ['', 11, '.'],
  ['Â ', 0, ''],
  [' ', 0, ','],
  ['', 10, '="'],
  ['', 11, '="'],
  ['', 0, 'ous '],
  ['', 11, ', '],
  ['', 10, "='"],
  [' ', 10, ','],
  [' ', 11, '="'],
  [' ', 11, ', '],
  ['', 11, ','],
  ['', 11, '('],
  ['', 11, '. '],
  [' ', 11, '.'],
  ['', 11, "='"],
  [' ', 11, '. '],
  [' ', 10, '="'],
  [' ', 11, "='"],
  [' ', 10, "='"],
];
