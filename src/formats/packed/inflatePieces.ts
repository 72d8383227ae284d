import { type Gunzip, Inflate } from 'fflate';
import { UnvanishError } from '../../errors.js';

// What 8 KiB of DEFLATE can become, 8.3 MiB at most, and a few copies of it are all that is held beyond what is kept.
const STEP = 8_192;

/** DEFLATE spends at least 2 bits on a run of at most 258 bytes, so no honest stream expands further than this. */
export const HIGHEST_RATIO = 1032;

/**
 * The most bytes that a packed file may become in memory. An image may be a mask that is nearly empty, but one that fills
 * more memory than this from a small file is a bomb.
 */
export function mostUnpacked(packed: number): number {
  return Math.min(4 * 2 ** 30, Math.max(2 ** 30, 100 * packed));
}

/**
 * Pushes compressed bytes through an inflater piece by piece, so that whoever takes the pieces can stop the work at the
 * first byte too many.
 *
 * @param stopped asked before each piece; the rest is left alone once it says so.
 * @param broken makes the error of a stream that is no DEFLATE, or is cut short, from the inflater's reason.
 * @throws UnvanishError what `broken` made, or what the taker of the pieces threw.
 */
export function inflatePieces(
  compressed: Uint8Array,
  inflater: Inflate | Gunzip,
  { stopped = () => false, broken }: { stopped?: () => boolean; broken: (reason: string) => UnvanishError },
): void {
  try {
    for (let at = 0; at < compressed.length && !stopped(); at += STEP) {
      inflater.push(compressed.subarray(at, at + STEP), at + STEP >= compressed.length);
    }
  } catch (error) {
    if (error instanceof UnvanishError) throw error;
    // Besides its own errors, which have a code, the inflater runs into missing table entries on a broken stream.
    throw broken(error instanceof Error && 'code' in error ? error.message : 'the stream is damaged');
  }
}

/**
 * The bytes of a DEFLATE stream that must be so many. The work stops at the first byte beyond them, so a wrong claim costs
 * neither memory nor time beyond what the claim says.
 *
 * @throws UnvanishError what `broken` makes.
 */
export function inflateTo(
  size: number,
  compressed: Uint8Array,
  broken: (problem: string) => UnvanishError,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let filled = 0;
  const inflater = new Inflate((piece) => {
    if (filled + piece.length > size) throw broken(`unpacks to more than the ${size} bytes it claims`);
    bytes.set(piece, filled);
    filled += piece.length;
  });
  inflatePieces(compressed, inflater, { broken: (reason) => broken(`cannot be unpacked (${reason})`) });
  if (filled !== size) throw broken(`unpacks to ${filled} bytes where it claims ${size}`);
  return bytes;
}
