import type { CompressionCodec } from 'hyparquet';
import { UnvanishError } from '../../errors.js';
import { gunzip } from '../packed/gzip.js';
import { unpackHadoopLz4, unpackLz4 } from './lz4.js';
import { unpackSnappy } from './snappy.js';

/** Unpacks a page that must come to so many bytes; `where` names file and column, for errors. */
export type Unpack = (bytes: Uint8Array<ArrayBuffer>, size: number, where: string) => Uint8Array<ArrayBuffer>;

/** How pages are packed, and what unpacks them; large ones are loaded when a file needs them. */
const codecs: Readonly<Partial<Record<CompressionCodec, () => Unpack | Promise<Unpack>>>> = {
  UNCOMPRESSED: () => (bytes) => bytes,
  SNAPPY: () => unpackSnappy,
  GZIP: () => (bytes, size, where) => gunzip(bytes, where, { headerBytes: 0, sizeOf: () => size }),
  LZ4: () => unpackHadoopLz4,
  LZ4_RAW: () => unpackLz4,
  ZSTD: async () => (await import('./zstd.js')).loadZstd(),
  BROTLI: async () => (await import('./brotli/brotli.js')).unpackBrotli,
};

/** A page may be so many times as large as it is packed, and this much larger still. */
const MOST_GROWTH = 1000;
const FREE_BYTES = 2 ** 22;
const MOST_BYTES = 2 ** 30;

/**
 * Loads what unpacks the pages of a file. What pages claim to come to is compared with their bytes before any memory is taken.
 *
 * @returns undefined for a codec that is not known.
 */
export async function loadCodecs(
  names: Iterable<CompressionCodec | undefined>,
): Promise<Map<string | undefined, Unpack>> {
  const loaded = new Map<string | undefined, Unpack>();
  for (const name of new Set(names)) {
    const unpack = await (name && codecs[name]?.());
    if (unpack) loaded.set(name, bounded(unpack));
  }
  return loaded;
}

function bounded(unpack: Unpack): Unpack {
  return (bytes, size, where) => {
    const isInProportion = size >= 0 && size <= FREE_BYTES + MOST_GROWTH * bytes.length;
    if (isInProportion && size + bytes.length <= MOST_BYTES) return unpack(bytes, size, where);
    throw new UnvanishError('size', `${where}: a page of ${bytes.length} bytes claims to hold ${size}`);
  };
}
