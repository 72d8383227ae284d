import { readFileSync } from 'node:fs';

/** A file that NumPy made, see `test/fixtures/formats/make_numpy.py`. */
export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../fixtures/formats/${name}`, import.meta.url)));
}

/** What those files hold: shapes and values, where text stands for numbers that JSON cannot hold. */
export const EXPECTED = JSON.parse(new TextDecoder().decode(fixture('expected.json'))) as Record<
  string,
  { shape: number[]; values: (number | string)[] }
>;
