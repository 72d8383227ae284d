import { UnvanishError } from '../../errors.js';

/**
 * The texts of NumPy's `<U8`: so many characters of UTF-32 each, filled up with zeros.
 *
 * @param bytes 4 for each character.
 * @throws UnvanishError `format` for what is no character.
 */
export function textsOfCharacters(bytes: Uint8Array, size: number, order: 'little' | 'big', where: string): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return eachText(bytes.length / (4 * size), (entry) => {
    const codes: number[] = [];
    for (let character = 0; character < size; character++) {
      const code = view.getUint32(4 * (entry * size + character), order === 'little');
      if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) {
        throw new UnvanishError('format', `${where}: entry ${entry} holds ${code}, which is no character`);
      }
      codes.push(code);
    }
    while (codes.at(-1) === 0) codes.pop();
    let text = '';
    // As many arguments as any engine takes.
    for (let from = 0; from < codes.length; from += 4096)
      text += String.fromCodePoint(...codes.slice(from, from + 4096));
    return text;
  });
}

/**
 * The texts of NumPy's `|S8`: so many bytes of UTF-8 each, filled up with zeros.
 *
 * @throws UnvanishError `format` for what is no UTF-8.
 */
export function textsOfBytes(bytes: Uint8Array, size: number, where: string): string[] {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return eachText(bytes.length / size, (entry) => {
    let end = (entry + 1) * size;
    while (end > entry * size && bytes[end - 1] === 0) end--;
    try {
      return decoder.decode(bytes.subarray(entry * size, end));
    } catch {
      throw new UnvanishError(
        'format',
        `${where}: entry ${entry} is no text in UTF-8`,
        'decode it, np.char.decode(y, "latin1"), and save that',
      );
    }
  });
}

/** One copy of each text, since classes have few and samples many. */
function eachText(count: number, textOf: (entry: number) => string): string[] {
  const known = new Map<string, string>();
  return Array.from({ length: count }, (_, entry) => {
    const text = textOf(entry);
    const before = known.get(text) ?? text;
    known.set(before, before);
    return before;
  });
}
