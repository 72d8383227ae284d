import { ZSTDDecoder } from 'zstddec';
import { UnvanishError } from '../../errors.js';

/**
 * Loads what unpacks Zstandard frames of known size: the format's own library as WebAssembly, since fzstd, in JavaScript, can be
 * sent on for minutes by twenty hostile bytes, and checks no checksum.
 *
 * @throws UnvanishError `missing` where it cannot be loaded.
 */
export async function loadZstd(): Promise<(bytes: Uint8Array, size: number, where: string) => Uint8Array<ArrayBuffer>> {
  const decoder = new ZSTDDecoder();
  try {
    await decoder.init();
  } catch {
    throw new UnvanishError(
      'missing',
      'what unpacks ZSTD cannot be loaded',
      'allow WebAssembly and `data:` addresses here',
    );
  }
  return (bytes, size, where) => {
    // Its own answer to a damaged frame is no bytes.
    const unpacked = size > 0 ? decoder.decode(bytes, size) : new Uint8Array();
    if (unpacked.length === size) return unpacked as Uint8Array<ArrayBuffer>;
    throw new UnvanishError('format', `${where}: cannot be unpacked with ZSTD: it is damaged`);
  };
}
