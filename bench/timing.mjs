// How long work takes.

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Milliseconds of one run. */
export async function timed(once) {
  const start = performance.now();
  await once();
  return performance.now() - start;
}

/**
 * Runs the work for a while, so that WebAssembly is compiled by the optimising compiler. The event loop has its turn in between:
 * threads that have just been told of the data answer, and take part from then on.
 */
export async function warmUp(once, milliseconds = 1000) {
  const start = performance.now();
  while (performance.now() - start < milliseconds) {
    await once();
    await new Promise((resolve) => setTimeout(resolve));
  }
}

/** Runs that take this many milliseconds together are enough, however few they are. */
const LONG = 1000;

/** The median of as many runs as fit `window` milliseconds, but at least `least` where they are not long. */
export async function medianTime(once, { window, least = 5 }) {
  const times = [];
  const start = performance.now();
  const spent = () => performance.now() - start;
  while (spent() < window || (times.length < least && spent() < LONG)) times.push(await timed(once));
  return median(times);
}
