import { Inflate } from 'fflate';
import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { crc32 } from './crc32.js';
import { inflatePieces } from './inflatePieces.js';
import type { ZipEntry } from './zipDirectory.js';

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
  inflatePieces(compressed, inflater, {
    broken: (reason) => broken(entry, file, `cannot be unpacked (${reason})`),
  });
  if (filled !== size) throw broken(entry, file, `unpacks to ${filled} bytes where it claims ${size}`);
  return bytes;
}

function broken(entry: ZipEntry, file: string, problem: string): UnvanishError {
  return new UnvanishError('format', `${file}: ${quoted(entry.name)} ${problem}`);
}
