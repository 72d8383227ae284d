import { Inflate } from 'fflate';
import { UnvanishError } from '../../errors.js';
import { crc32 } from './crc32.js';
import { quoted } from './quoted.js';
import type { ZipEntry } from './zipDirectory.js';

// What 8 KiB of DEFLATE can become, 8.3 MiB at most, and a few copies of it are all that is held beyond the claimed size.
const STEP = 8_192;

/**
 * The bytes of a ZIP entry. Deflated ones are inflated piece by piece, and the work stops at the first byte beyond the
 * claimed size, so a wrong claim costs neither memory nor time. Stored ones are a view of the archive.
 *
 * @throws UnvanishError `format` where size, checksum or the deflated stream are wrong.
 */
export function inflateEntry(entry: ZipEntry, file: string): Uint8Array {
  const bytes = entry.method === 'stored' ? entry.compressed : inflate(entry, file);
  if (crc32(bytes) !== entry.crc) throw broken(entry, file, 'is damaged: its checksum does not match');
  return bytes;
}

function inflate(entry: ZipEntry, file: string): Uint8Array {
  const { compressed, size } = entry;
  const bytes = new Uint8Array(size);
  let filled = 0;
  const inflater = new Inflate((piece) => {
    if (filled + piece.length > size) throw broken(entry, file, `unpacks to more than the ${size} bytes it claims`);
    bytes.set(piece, filled);
    filled += piece.length;
  });
  try {
    for (let at = 0; at < compressed.length; at += STEP) {
      inflater.push(compressed.subarray(at, at + STEP), at + STEP >= compressed.length);
    }
  } catch (error) {
    if (error instanceof UnvanishError) throw error;
    // Besides its own errors, the inflater runs into missing table entries on a broken stream.
    const reason = error instanceof Error ? error.message : String(error);
    throw broken(entry, file, `cannot be unpacked (${reason})`);
  }
  if (filled !== size) throw broken(entry, file, `unpacks to ${filled} bytes where it claims ${size}`);
  return bytes;
}

function broken(entry: ZipEntry, file: string, problem: string): UnvanishError {
  return new UnvanishError('format', `${file}: ${quoted(entry.name)} ${problem}`);
}
