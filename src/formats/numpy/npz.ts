import { zipSync } from 'fflate';
import type { NdArray } from '../../data/array.js';
import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import type { ArchiveMember } from '../archive.js';
import { takesTexts } from '../format.js';
import { checkContent } from '../namedFile.js';
import { inflateEntry } from '../packed/inflateEntry.js';
import { readZipDirectory } from '../packed/zipDirectory.js';
import { decodeNpyArray, encodeNpy } from './npy.js';
import { shownWhere } from './npyRemedy.js';

/** What of an NPZ archive is read, and how large it may be. */
export interface NpzLimits {
  /** Arrays to read; the others are left alone, whatever they hold. All where left out. */
  readonly only?: readonly string[];
  /** Most arrays in the archive, 10,000 where left out. */
  readonly entries?: number;
  /** Most bytes of all arrays together, uncompressed; where left out 100 times the archive or 256 MiB, at most 4 GiB. */
  readonly totalBytes?: number;
}

const MOST_ENTRIES = 10_000;
// Series compress a few times, masks a hundred times: an archive that claims far more is a bomb.
const mostBytes = (archive: number) => Math.min(4 * 2 ** 30, Math.max(256 * 2 ** 20, 100 * archive));
// Without ZIP64 an archive has 32-bit offsets.
const LARGEST_ARCHIVE = 2 ** 32 - 2;
// ZIP holds local times without a zone, from 1980 on; so does this text.
const TIMESTAMP = '1980-01-01T12:00:00';

/**
 * Reads the arrays of an NPZ archive (`numpy.savez`, `numpy.savez_compressed`), by name without `.npy`. Files in
 * the archive that are no `.npy` are left alone.
 *
 * @param file the name that errors give; an array in it is named `data.npz[x]`.
 * @throws UnvanishError `format` where archive or arrays are broken, `size` beyond the limits, `dtype` as `decodeNpy`.
 */
export function decodeNpz(bytes: Uint8Array, file: string, limits: NpzLimits = {}): Map<string, NdArray> {
  const { only } = limits;
  const members = npzMembers(bytes, file, limits).filter(({ name }) => !only || only.includes(name));
  return new Map(members.map(({ name, read }) => [name, read('x') as NdArray]));
}

/**
 * Lists the arrays of an NPZ archive.
 *
 * @throws UnvanishError as `decodeNpz`.
 */
export function npzMembers(bytes: Uint8Array, file: string, limits: Omit<NpzLimits, 'only'> = {}): ArchiveMember[] {
  checkContent(bytes, file);
  const { entries = MOST_ENTRIES, totalBytes = mostBytes(bytes.length) } = limits;
  return readZipDirectory(bytes, file, { entries, totalBytes }).flatMap((entry) => {
    if (!entry.name.endsWith('.npy')) return [];
    const name = entry.name.slice(0, -'.npy'.length);
    const read = (field: string) =>
      decodeNpyArray(inflateEntry(entry, file), { file, member: name, field, texts: takesTexts(field) });
    return [{ name, where: shownWhere({ file, member: name }), read }];
  });
}

/**
 * Writes arrays as NPZ, uncompressed as `numpy.savez` does, in the order given. The same arrays give the same bytes,
 * on any day and in any time zone.
 *
 * @throws UnvanishError `option` for an empty or repeated name, `size` for more than 65,534 arrays or 4 GiB.
 */
export function encodeNpz(arrays: Iterable<readonly [name: string, array: NdArray]>): Uint8Array {
  const files: Record<string, Uint8Array> = {};
  let total = 22;
  for (const [name, array] of arrays) {
    const path = `${name}.npy`;
    if (name === '' || Object.hasOwn(files, path)) {
      throw new UnvanishError(
        'option',
        `an NPZ archive cannot have ${name ? 'two arrays' : 'an array'} named ${quoted(name)}`,
      );
    }
    files[path] = encodeNpy(array);
    total += 76 + 2 * new TextEncoder().encode(path).length + files[path].length;
  }
  if (total > LARGEST_ARCHIVE || Object.keys(files).length >= 65_535) {
    throw new UnvanishError('size', `an NPZ archive of ${total} bytes is too large`, 'write separate .npy files');
  }
  return zipSync(files, { level: 0, mtime: TIMESTAMP });
}
