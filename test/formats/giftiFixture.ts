import { readFileSync } from 'node:fs';

/** A file that nibabel made, see `test/fixtures/gifti/make_nibabel.py`. */
export function giftiFixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../fixtures/gifti/${name}`, import.meta.url)));
}

/** A fixture, or a text, with pieces of its XML replaced. */
export function giftiWith(
  name: string,
  ...changes: readonly (readonly [from: string | RegExp, to: string])[]
): Uint8Array {
  const text = new TextDecoder().decode(giftiFixture(name));
  const changed = changes.reduce((xml, [from, to]) => {
    if (xml.search(from) < 0 && !xml.includes(String(from))) throw new Error(`${name} has no ${from}`);
    return xml.replace(from, () => to);
  }, text);
  return new TextEncoder().encode(changed);
}

interface ByNibabel {
  readonly metadata: Readonly<Record<string, string>>;
  readonly arrays: readonly {
    readonly intent: string;
    readonly metadata: Readonly<Record<string, string>>;
    readonly shape: readonly number[];
    /** Row-major; NaN is text. */
    readonly values: readonly (number | 'nan')[];
  }[];
  /** Name, red, green, blue and alpha of each key. */
  readonly labels: Readonly<Record<string, readonly [string, ...(number | null)[]]>>;
}

/** What nibabel reads from those files. */
export const GIFTI_BY_NIBABEL = JSON.parse(new TextDecoder().decode(giftiFixture('expected.json'))) as Readonly<
  Record<string, ByNibabel>
>;
