import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { crc32 } from './crc32.js';
import { inflateTo } from './inflatePieces.js';
import type { ZipEntry } from './zipDirectory.js';

/**
 * The bytes of a ZIP entry. Deflated ones are inflated piece by piece, and the work stops at the first byte beyond the
 * claimed size, so a wrong claim costs neither memory nor time. Stored ones are a view of the archive.
 *
 * @throws UnvanishError `format` where size, checksum or the deflated stream are wrong.
 */
export function inflateEntry(entry: ZipEntry, file: string): Uint8Array {
  const { compressed, method, size } = entry;
  const bytes =
    method === 'stored' ? compressed : inflateTo(size, compressed, (problem) => broken(entry, file, problem));
  if (crc32(bytes) !== entry.crc) throw broken(entry, file, 'is damaged: its checksum does not match');
  return bytes;
}

function broken(entry: ZipEntry, file: string, problem: string): UnvanishError {
  return new UnvanishError('format', `${file}: ${quoted(entry.name)} ${problem}`);
}
