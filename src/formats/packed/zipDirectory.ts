import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { HIGHEST_RATIO } from './inflatePieces.js';

/** One file in a ZIP archive, as the archive's central directory has it. */
export interface ZipEntry {
  readonly name: string;
  readonly compressed: Uint8Array;
  readonly method: 'stored' | 'deflated';
  /** Bytes after inflating, as claimed; not to be trusted beyond what `readZipDirectory` checked. */
  readonly size: number;
  readonly crc: number;
}

/** How much of an archive may be read. */
export interface ZipLimits {
  /** Files in the archive. */
  readonly entries: number;
  /** Bytes of all files together, uncompressed. */
  readonly totalBytes: number;
}

const END_SIGNATURE = 0x06054b50;
const END64_SIGNATURE = 0x06064b50;
const LOCATOR64_SIGNATURE = 0x07064b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const LONGEST_COMMENT = 65_535;

/**
 * Lists a ZIP archive, with 64-bit sizes where NumPy wrote them, without inflating anything. What is refused here: more
 * entries or claimed bytes than the limits, claims that DEFLATE cannot reach, entries that share bytes (the way bombs
 * multiply), encryption, names that occur twice.
 *
 * Format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 *
 * @throws UnvanishError `format` or `size`.
 */
export function readZipDirectory(bytes: Uint8Array, file: string, limits: ZipLimits): ZipEntry[] {
  const reader = new ZipReader(bytes, file);
  const { count, start } = reader.end();
  if (count > limits.entries) {
    throw new UnvanishError('size', `${file}: holds ${count} files; at most ${limits.entries} may be`);
  }
  const located: { entry: ZipEntry; from: number }[] = [];
  const names = new Set<string>();
  let total = 0;
  let at = start;
  for (let i = 0; i < count; i++) {
    const { next, ...found } = reader.entry(at);
    const { name, size } = found.entry;
    at = next;
    if (names.has(name)) throw reader.broken(`holds ${quoted(name)} twice`);
    names.add(name);
    total += size;
    if (total > limits.totalBytes) {
      throw new UnvanishError(
        'size',
        `${file}: would unpack to ${total} bytes or more at ${quoted(name)}; at most ${limits.totalBytes} may be`,
      );
    }
    located.push(found);
  }
  checkApart(located, reader);
  return located.map(({ entry }) => entry);
}

function checkApart(located: readonly { entry: ZipEntry; from: number }[], reader: ZipReader): void {
  const sorted = [...located].sort((a, b) => a.from - b.from);
  let end = 0;
  for (const { entry, from } of sorted) {
    if (from < end) throw reader.broken(`has ${quoted(entry.name)} inside another file`);
    end = from + entry.compressed.length;
  }
}

class ZipReader {
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly file: string,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** How many entries there are and where the first one is. */
  end(): { count: number; start: number } {
    const last = this.bytes.length - 22;
    for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
      if (this.view.getUint32(at, true) !== END_SIGNATURE) continue;
      const count = this.u16(at + 10);
      const start = this.u32(at + 16);
      if (count < 0xffff && start < 0xffffffff) return { count, start };
      if (at < 20 || this.u32(at - 20) !== LOCATOR64_SIGNATURE) return { count, start };
      const at64 = this.u64(at - 12);
      if (this.u32(at64) !== END64_SIGNATURE) throw this.broken('has no 64-bit directory where it says');
      return { count: this.u64(at64 + 32), start: this.u64(at64 + 48) };
    }
    throw this.broken('is no ZIP archive, or its end is cut off');
  }

  /** The entry described at `at` of the directory, where its header is, and where the next description is. */
  entry(at: number): { entry: ZipEntry; from: number; next: number } {
    if (this.u32(at) !== ENTRY_SIGNATURE) throw this.broken(`has no directory entry at byte ${at}`);
    const nameEnd = at + 46 + this.u16(at + 28);
    const extraEnd = nameEnd + this.u16(at + 30);
    const name = new TextDecoder().decode(this.range(at + 46, nameEnd));
    const sizes = { size: this.u32(at + 24), compressed: this.u32(at + 20), from: this.u32(at + 42) };
    this.read64(nameEnd, extraEnd, sizes);
    if (this.u16(at + 8) & 1) throw this.broken(`holds ${quoted(name)} encrypted`);
    const code = this.u16(at + 10);
    if (code !== 0 && code !== 8) throw this.broken(`holds ${quoted(name)} in compression method ${code}, not 0 or 8`);
    const { size, from } = sizes;
    const possible = code === 0 ? size === sizes.compressed : size <= sizes.compressed * HIGHEST_RATIO;
    if (!possible) throw this.broken(`claims that ${sizes.compressed} bytes of ${quoted(name)} unpack to ${size}`);
    if (this.u32(from) !== LOCAL_SIGNATURE) throw this.broken(`has no file ${quoted(name)} at byte ${from}`);
    const dataStart = from + 30 + this.u16(from + 26) + this.u16(from + 28);
    const compressed = this.range(dataStart, dataStart + sizes.compressed);
    const method = code === 0 ? 'stored' : 'deflated';
    const entry: ZipEntry = { name, compressed, method, size, crc: this.u32(at + 16) };
    return { entry, from, next: extraEnd + this.u16(at + 32) };
  }

  broken(problem: string): UnvanishError {
    return new UnvanishError('format', `${this.file}: ${problem}`);
  }

  /** Replaces the sizes that did not fit 32 bits by those of the ZIP64 extra field. */
  private read64(from: number, end: number, sizes: { size: number; compressed: number; from: number }): void {
    for (let at = from; at + 4 <= end; at += 4 + this.u16(at + 2)) {
      if (this.u16(at) !== 1) continue;
      let field = at + 4;
      for (const key of ['size', 'compressed', 'from'] as const) {
        if (sizes[key] !== 0xffffffff) continue;
        sizes[key] = this.u64(field);
        field += 8;
      }
      return;
    }
  }

  private u16(at: number): number {
    this.range(at, at + 2);
    return this.view.getUint16(at, true);
  }

  private u32(at: number): number {
    this.range(at, at + 4);
    return this.view.getUint32(at, true);
  }

  private u64(at: number): number {
    this.range(at, at + 8);
    return Number(this.view.getBigUint64(at, true));
  }

  private range(from: number, to: number): Uint8Array {
    if (!(from >= 0 && to <= this.bytes.length)) {
      throw this.broken(`is cut short: it ends at byte ${this.bytes.length}, not ${to} or later`);
    }
    return this.bytes.subarray(from, to);
  }
}
