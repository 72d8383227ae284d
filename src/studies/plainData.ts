import type { NumberArray } from '../data/array.js';
import { UnvanishError } from '../errors.js';

/** Plain data taken apart: JSON, and the typed arrays that were in it by the names that the JSON has in their places. */
export interface PlainParts {
  readonly json: string;
  readonly arrays: ReadonlyMap<string, NumberArray>;
}

/** Stands in JSON for what JSON has no word for: `{ "$": "NaN" }`, `{ "$": "array", "name": "value.weights" }`. */
const MARK = '$';

/**
 * Takes plain data apart: objects, lists, texts, numbers, typed arrays. Fields that are undefined are left out; undefined in lists,
 * infinities, NaN and the sign of zero survive.
 *
 * @throws Error where there is something else in them, such as a map or a function.
 */
export function takeApart(value: unknown): PlainParts {
  const arrays = new Map<string, NumberArray>();
  const apart = (part: unknown, path: string): unknown => {
    if (ArrayBuffer.isView(part) && !(part instanceof DataView)) {
      arrays.set(path, part as NumberArray);
      return { [MARK]: 'array', name: path };
    }
    if (Array.isArray(part)) return part.map((item, index) => apart(item, `${path}.${index}`));
    switch (typeof part) {
      case 'undefined':
        return { [MARK]: 'undefined' };
      case 'number':
        if (Object.is(part, -0)) return { [MARK]: '-0' };
        return Number.isFinite(part) ? part : { [MARK]: `${part}` };
      case 'string':
      case 'boolean':
        return part;
      case 'object': {
        if (part === null) return null;
        const kind: unknown = Object.getPrototypeOf(part);
        if (kind !== Object.prototype && kind !== null) break;
        const fields = Object.entries(part).filter(([, field]) => field !== undefined);
        return Object.fromEntries(fields.map(([key, field]) => [key, apart(field, `${path}.${key}`)]));
      }
    }
    throw new UnvanishError('option', `${path}: is no plain data`);
  };
  return { json: JSON.stringify(apart(value, 'value')), arrays };
}

/** Puts together what `takeApart` took apart. */
export function putTogether({ json, arrays }: PlainParts): unknown {
  const together = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(together);
    if (typeof part !== 'object' || part === null) return part;
    const { [MARK]: mark, name } = part as { readonly [MARK]?: string; readonly name?: string };
    if (mark === 'array') return arrays.get(name as string);
    if (mark === 'undefined') return undefined;
    if (mark !== undefined) return Number(mark);
    return Object.fromEntries(Object.entries(part).map(([key, field]) => [key, together(field)]));
  };
  return together(JSON.parse(json));
}

/** 32 characters that differ where plain data differ in anything: SHA-256, shortened. */
export async function contentHash(value: unknown): Promise<string> {
  const { json, arrays } = takeApart(value);
  const text = new TextEncoder();
  const parts = await Promise.all([text.encode(json), ...arrays.values()].map(digest));
  return (await digest(text.encode(parts.join()))).slice(0, 32);
}

async function digest(bytes: NumberArray): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
