/** The weights of the matrix feed, between the order of their parameter and that of the running sums. */

/**
 * W_iBarh [hops, N, G] in another order, with hops in groups of four as the running sums have them:
 * out[n nStep + g gStep + (k / 4) groupStep + (k % 4) kStep]. Elements for hops beyond the last are 0; steps in elements.
 */
export function spreadHops(
  weight: usize, out: usize, hops: i32, hopRow: i32, n: i32, gates: i32,
  nStep: i32, gStep: i32, groupStep: i32, kStep: i32,
): void {
  if (hops < hopRow) memory.fill(out, 0, (<usize>hopRow * n * gates) << 2);
  for (let k = 0; k < hops; k++) {
    for (let i = 0; i < n; i++) {
      let target = out + ((<usize>(k >> 2) * groupStep + <usize>(k & 3) * kStep + <usize>i * nStep) << 2);
      for (let j = 0; j < gates; j++) {
        store<f32>(target, load<f32>(weight));
        weight += 4;
        target += <usize>gStep << 2;
      }
    }
  }
}

/** The inverse of `spreadHops`, added: weight [hops, N, G] += what lies in `spread`. */
export function gatherHops(
  spread: usize, weight: usize, hops: i32, n: i32, gates: i32,
  nStep: i32, gStep: i32, groupStep: i32, kStep: i32,
): void {
  for (let k = 0; k < hops; k++) {
    for (let i = 0; i < n; i++) {
      let source = spread + ((<usize>(k >> 2) * groupStep + <usize>(k & 3) * kStep + <usize>i * nStep) << 2);
      for (let j = 0; j < gates; j++) {
        store<f32>(weight, load<f32>(weight) + load<f32>(source));
        weight += 4;
        source += <usize>gStep << 2;
      }
    }
  }
}
