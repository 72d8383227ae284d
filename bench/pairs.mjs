// Two sides on the same work in turn (A B A B ...), so that whatever else the machine does meets both.
import { median, medianTime, timed } from './timing.mjs';

const PAIRS = Number(process.env.BENCH_PAIRS ?? 9);
/** One pair's timed runs of the other side: about this many milliseconds, and at most REPEATS; their median counts. */
const THEIR_WINDOW = 250;
const REPEATS = 5;
/** Our side fills about the time that the other side took, within these bounds. */
const OUR_WINDOW = { shortest: 50, longest: 500 };

/**
 * Milliseconds of each pair: { ours, theirs }.
 *
 * @param once our work
 * @param run theirs: gives the milliseconds of `repeats` runs after one that does not count
 */
export async function pairs(once, run) {
  const [first] = await run(1);
  const repeats = Math.max(1, Math.min(REPEATS, Math.round(THEIR_WINDOW / first)));
  const ours = [];
  const theirs = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    const times = await run(repeats);
    theirs.push(median(times));
    // As on the other side: one run that does not count, so that caches are one's own again.
    await once();
    const window = Math.max(OUR_WINDOW.shortest, Math.min(OUR_WINDOW.longest, repeats * median(times)));
    ours.push(await medianTime(once, { window }));
  }
  return { ours, theirs };
}

/** `pairs` of two works of our own. */
export const ownPairs = (once, other) =>
  pairs(once, async (repeats) => {
    await other();
    const times = [];
    for (let run = 0; run < repeats; run++) times.push(await timed(other));
    return times;
  });

/** Ratios theirs / ours of the pairs, ascending. */
export const ratiosOf = ({ ours, theirs }) => theirs.map((time, pair) => time / ours[pair]).sort((a, b) => a - b);
