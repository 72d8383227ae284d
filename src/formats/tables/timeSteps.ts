/** How the times of one sample become steps 0, 1, 2, ... */
export interface TimeSteps {
  /** Number of steps, which may be many more than there are times where whole numbers have gaps. */
  readonly count: number;
  /** The step of one of the sample's times. */
  readonly stepOf: (time: number) => number;
  /** The time of a step. */
  readonly timeOf: (step: number) => number;
}

/**
 * The greatest step that every whole-number time difference within a sample is a multiple of; 0 where each sample has
 * one time only, undefined where times are no whole numbers. `sample` and `time` are columns, [row].
 */
export function commonInterval(sample: Int32Array, time: Float64Array, samples: number): number | undefined {
  const first = new Float64Array(samples).fill(Number.NaN);
  let interval = 0;
  for (let row = 0; row < time.length; row++) {
    const at = time[row] as number;
    const series = sample[row] as number;
    if (!Number.isSafeInteger(at)) return undefined;
    if (Number.isNaN(first[series])) first[series] = at;
    interval = greatestCommonDivisor(Math.abs(at - (first[series] as number)), interval);
  }
  return interval;
}

/**
 * The steps of one sample, given its times in any order. Whole numbers lie on a grid of `interval` that begins at the
 * sample's first time, so that a gap shows as a missing step; other times are only put in order.
 */
export function timeSteps(times: Float64Array, interval: number | undefined): TimeSteps {
  if (interval !== undefined) {
    const start = times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);
    const end = times.reduce((most, time) => Math.max(most, time), Number.NEGATIVE_INFINITY);
    const width = interval || 1;
    return {
      count: (end - start) / width + 1,
      stepOf: (time) => (time - start) / width,
      timeOf: (step) => start + step * width,
    };
  }
  const sorted = times.slice().sort();
  let count = 0;
  for (const time of sorted) {
    // No Map from time to step: engines stop at 16.7 million entries.
    if (count === 0 || time !== sorted[count - 1]) sorted[count++] = time;
  }
  return {
    count,
    stepOf: (time) => positionOf(time, sorted.subarray(0, count)),
    timeOf: (step) => sorted[step] as number,
  };
}

function positionOf(wanted: number, sorted: Float64Array): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

function greatestCommonDivisor(a: number, b: number): number {
  let [larger, smaller] = [a, b];
  while (smaller !== 0) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}
