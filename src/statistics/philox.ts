const MULTIPLY0 = 0xd2511f53;
const MULTIPLY1 = 0xcd9e8d57;
const WEYL0 = 0x9e3779b9;
const WEYL1 = 0xbb67ae85;

/**
 * Philox4x32-10 (Salmon et al., Parallel Random Numbers: As Easy as 1, 2, 3, SC 2011): the first `count` words of a key
 * (seed, stream) and a position, bit for bit those of the engine's kernel (assembly/random.ts).
 *
 * The counter of block b is (b, 0, position, 0). Blocks come in fours, as the kernel's vectors hold them: word w of block
 * 4 j + l is number 16 j + 4 w + l.
 */
export function philoxBits(count: number, seed: number, stream: number, position: number): Uint32Array {
  const out = new Uint32Array(Math.ceil(count / 16) * 16);
  for (let first = 0; first < out.length; first += 16) {
    for (let lane = 0; lane < 4 && first + lane < count; lane++) {
      let c0 = (first >> 2) + lane;
      let c1 = 0;
      let c2 = position | 0;
      let c3 = 0;
      let k0 = seed | 0;
      let k1 = stream | 0;
      for (let round = 0; round < 10; round++) {
        const high0 = upper(c0, MULTIPLY0);
        const high1 = upper(c2, MULTIPLY1);
        const low0 = Math.imul(c0, MULTIPLY0);
        const low1 = Math.imul(c2, MULTIPLY1);
        c0 = high1 ^ c1 ^ k0;
        c1 = low1;
        c2 = high0 ^ c3 ^ k1;
        c3 = low0;
        k0 = (k0 + WEYL0) | 0;
        k1 = (k1 + WEYL1) | 0;
      }
      out[first + lane] = c0;
      out[first + 4 + lane] = c1;
      out[first + 8 + lane] = c2;
      out[first + 12 + lane] = c3;
    }
  }
  return out.subarray(0, count);
}

/** The upper half of the 64-bit product of two 32-bit numbers, by halves of 16 bits: none of the sums passes 2^32. */
function upper(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const low = (Math.imul(a1, b0) >>> 0) + (Math.imul(a0, b0) >>> 16);
  const middle = (Math.imul(a0, b1) >>> 0) + (low & 0xffff);
  return (Math.imul(a1, b1) + (low >>> 16) + (middle >>> 16)) | 0;
}
