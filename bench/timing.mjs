// How long work takes.

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Milliseconds of one run. */
export async function timed(once) {
  const start = performance.now();
  await once();
  return performance.now() - start;
}

/** Runs the work for a while, so that WebAssembly is compiled by the optimising compiler. */
export async function warmUp(once, milliseconds = 1000) {
  const start = performance.now();
  while (performance.now() - start < milliseconds) await once();
}

/** The median of as many runs as fit `window` milliseconds, but at least `least`. */
export async function medianTime(once, { window, least = 5 }) {
  const times = [];
  const start = performance.now();
  while (times.length < least || performance.now() - start < window) times.push(await timed(once));
  return median(times);
}
