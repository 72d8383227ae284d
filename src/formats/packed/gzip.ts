import { Gunzip, gzipSync } from 'fflate';
import { UnvanishError } from '../../errors.js';
import { crc32 } from './crc32.js';
import { HIGHEST_RATIO, inflatePieces, mostUnpacked } from './inflatePieces.js';

/** How much of a gzip file is wanted. */
export interface GunzipBound {
  /** Bytes at the beginning that tell how many there are in all. */
  readonly headerBytes: number;
  /**
   * How many bytes are wanted in all, from the first `headerBytes` (fewer where the file has no more). Asked once,
   * before any memory is taken for them; may throw.
   */
  readonly sizeOf: (header: Uint8Array) => number;
}

// Ten bytes before and eight after the smallest stream.
const SMALLEST = 20;
const TRAILER = 8;
// Whoever knows no size has no use for a file that is nearly empty.
const MOST_WHOLE = 2 ** 28;

/** Whether bytes begin as a gzip file does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Unpacks a gzip file, of one member or several, perhaps padded with zeros, as far as it is wanted: the result has the length that `bound.sizeOf`
 * gives, and what the file holds beyond that is left alone. Checksums are checked unless there was more than was wanted.
 * A wrong claim of a size costs neither memory nor time.
 *
 * @param file the name that errors give.
 * @throws UnvanishError `format` where the file is damaged, cut short or holds less than is wanted, `size` where more is
 *   wanted than a file of this length can honestly hold, and what `bound.sizeOf` throws.
 */
export function gunzip(bytes: Uint8Array, file: string, bound: GunzipBound): Uint8Array<ArrayBuffer> {
  const wanted = new Wanted(bytes.length, file, bound);
  unpack(bytes, file, wanted);
  return wanted.result();
}

/**
 * Unpacks a whole gzip file, of one member or several, whose contents do not say how long they are.
 *
 * @param file the name that errors give.
 * @throws UnvanishError `format` where the file is damaged or cut short, `size` where it unpacks to more than 256 MiB and 100
 *   times its length, or to more than 4 GiB.
 */
export function gunzipWhole(bytes: Uint8Array, file: string): Uint8Array<ArrayBuffer> {
  const most = Math.min(mostUnpacked(bytes.length), Math.max(MOST_WHOLE, 100 * bytes.length));
  const pieces: Uint8Array[] = [];
  let size = 0;
  const take = (piece: Uint8Array) => {
    size += piece.length;
    if (size > most) {
      const problem = `${file}: unpacks to more than ${most} bytes from ${bytes.length}`;
      throw new UnvanishError('size', problem, 'unpack it first (gunzip)');
    }
    pieces.push(piece);
  };
  unpack(bytes, file, { exceeded: false, take });
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Gives what is unpacked to a taker, piece by piece, until it has had enough. */
function unpack(bytes: Uint8Array, file: string, taker: Pick<Wanted, 'exceeded' | 'take'>): void {
  const damaged = (reason: string) =>
    new UnvanishError('format', `${file}: cannot be unpacked with gzip (${reason})`, 'copy the file again');
  if (bytes.length < SMALLEST) throw damaged('it is cut short');
  let crc = 0;
  let size = 0;
  const endsAt = (end: number) => {
    const trailer = new DataView(bytes.buffer, bytes.byteOffset + end - TRAILER, TRAILER);
    return trailer.getUint32(0, true) === crc && trailer.getUint32(4, true) === size >>> 0;
  };
  const checkMember = (end: number) => {
    if (!endsAt(end)) throw damaged('its checksum does not match: it is damaged or cut short');
    crc = 0;
    size = 0;
  };
  const inflater = new Gunzip((piece) => {
    if (taker.exceeded) return;
    crc = crc32(piece, crc);
    size += piece.length;
    taker.take(piece);
  });
  inflater.onmember = (start) => {
    if (!taker.exceeded) checkMember(start);
  };
  try {
    inflatePieces(bytes, inflater, { stopped: () => taker.exceeded, broken: damaged });
    if (!taker.exceeded) checkMember(bytes.length);
  } catch (error) {
    // Whatever the inflater made of zeros behind the last member, that one was whole if its checksum stands before them.
    if (taker.exceeded || !endsBeforeZeros(bytes, endsAt)) throw error;
  }
}

/** Whether a file that is padded with zeros, as tapes and some disks do, ends somewhere among them; an empty stream and a checksum may end in zeros, too. */
function endsBeforeZeros(bytes: Uint8Array, endsAt: (end: number) => boolean): boolean {
  let last = bytes.length;
  while (last > 0 && bytes[last - 1] === 0) last--;
  for (let end = Math.max(SMALLEST, last); end < bytes.length && end <= last + TRAILER + 1; end++) {
    if (endsAt(end)) return true;
  }
  return false;
}

/** Packs bytes with gzip; the same bytes give the same file on any day. */
export function gzip(bytes: Uint8Array): Uint8Array {
  return gzipSync(bytes, { mtime: 0 });
}

/** Collects the header, asks how much there should be, then collects that. */
class Wanted {
  /** Whether there was more than was wanted. */
  exceeded = false;
  private filled = 0;
  private kept: Uint8Array<ArrayBuffer>;
  private known = false;

  constructor(
    private readonly compressed: number,
    private readonly file: string,
    private readonly bound: GunzipBound,
  ) {
    this.kept = new Uint8Array(bound.headerBytes);
  }

  take(piece: Uint8Array): void {
    const fitting = piece.subarray(0, this.kept.length - this.filled);
    this.kept.set(fitting, this.filled);
    this.filled += fitting.length;
    if (this.filled < this.kept.length) return;
    if (!this.known) {
      this.makeRoom();
      if (fitting.length < piece.length) this.take(piece.subarray(fitting.length));
    } else if (fitting.length < piece.length) this.exceeded = true;
  }

  result(): Uint8Array<ArrayBuffer> {
    if (!this.known) this.makeRoom();
    if (this.filled === this.kept.length) return this.kept;
    throw new UnvanishError(
      'format',
      `${this.file}: unpacks to ${this.filled} bytes where ${this.kept.length} are needed`,
      'the file is cut short: copy it again',
    );
  }

  private makeRoom(): void {
    const header = this.kept.subarray(0, this.filled);
    const size = this.bound.sizeOf(header);
    const most = mostUnpacked(this.compressed);
    if (size > most || size > this.compressed * HIGHEST_RATIO) {
      throw new UnvanishError(
        'size',
        `${this.file}: ${size} bytes are needed, which its ${this.compressed} packed bytes cannot hold`,
        size > most && size <= this.compressed * HIGHEST_RATIO ? 'unpack it first (gunzip)' : undefined,
      );
    }
    this.known = true;
    this.kept = new Uint8Array(size);
    this.kept.set(header.subarray(0, size));
    this.exceeded = this.filled > size;
    this.filled = Math.min(this.filled, size);
  }
}
