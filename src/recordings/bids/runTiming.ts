import { UnvanishError } from '../../errors.js';
import type { Sidecar } from './sidecar.js';

/** What a sidecar says, and where it says it. */
export interface NamedSidecar extends Sidecar {
  readonly name: string;
}

/** What is known of the time steps of a run. */
export interface TimingSources {
  /** The file of the series. */
  readonly series: string;
  /** Whether that is an image, whose time steps are those of a scanner. */
  readonly isImage: boolean;
  /** What the series itself says. */
  readonly inSeries: number | undefined;
  /** The most specific first. */
  readonly sidecars: readonly NamedSidecar[];
  /** What the user says. */
  readonly tr: number | undefined;
}

/** When the time steps of a run are. */
export interface RunTiming {
  /** Seconds from one to the next. */
  readonly samplingInterval: number;
  /** As in `Recording`. */
  readonly startTime: number | undefined;
  /** Whether slices were corrected for their time, but nothing says to which. */
  readonly isStartUnknown: boolean;
}

/** Seconds that a volume of an image takes at least, and a time step of any recording at most. */
const [SHORTEST, LONGEST] = [0.02, 60];
/** By how much header and sidecar may differ: headers hold float32, and some programs milliseconds. */
const SAME = 2e-3;

/**
 * When the time steps of a run are: what the user says, else the most specific sidecar that says it, else the series itself.
 *
 * @throws UnvanishError `missing` where nothing says it; `format` where the two disagree, or it is not likely.
 */
export function runTiming({ series, isImage, inSeries, sidecars, tr }: TimingSources): RunTiming {
  const saying = sidecars.find(({ samplingInterval }) => samplingInterval !== undefined);
  // What is less specific than that is of other runs too, which may have begun at another time.
  const own = saying ? sidecars.slice(0, sidecars.indexOf(saying) + 1) : sidecars;
  const startTime = own.find((sidecar) => sidecar.startTime !== undefined)?.startTime;
  const isStartUnknown =
    startTime === undefined && own.some(({ sliceTimingCorrected }) => sliceTimingCorrected === true);
  const inSidecar = saying?.samplingInterval;
  if (tr === undefined && inSidecar !== undefined && inSeries !== undefined) {
    checkSame(series, inSeries, saying as NamedSidecar, inSidecar);
  }
  const samplingInterval = tr ?? inSidecar ?? inSeries;
  if (samplingInterval === undefined) {
    throw new UnvanishError(
      'missing',
      `${series}: nothing says how many seconds a time step takes`,
      'give it with `tr`, or as RepetitionTime in a .json beside it',
    );
  }
  if (tr === undefined) checkLikely(saying?.name ?? series, samplingInterval, isImage ? SHORTEST : 0);
  return { samplingInterval, startTime, isStartUnknown };
}

function checkSame(series: string, inSeries: number, { name }: NamedSidecar, inSidecar: number): void {
  // A header in milliseconds without a word of it means the same.
  const ratio = inSeries / inSidecar;
  if ([1, 1000].some((unit) => Math.abs(ratio / unit - 1) <= SAME)) return;
  throw new UnvanishError(
    'format',
    `${series}: its header says ${inSeries} s a time step, ${name} says ${inSidecar} s`,
    `say which holds: \`tr: ${inSidecar}\` or \`tr: ${inSeries}\``,
  );
}

function checkLikely(file: string, samplingInterval: number, shortest: number): void {
  if (samplingInterval >= shortest && samplingInterval <= LONGEST) return;
  const unit = [1e-3, 1e-6, 1e3].find((factor) => {
    const meant = samplingInterval * factor;
    return meant >= 0.1 && meant <= 20;
  });
  const meant = unit === undefined ? undefined : Number((samplingInterval * unit).toPrecision(7));
  throw new UnvanishError(
    'format',
    `${file}: says ${samplingInterval} s a time step, which is not likely`,
    meant === undefined ? 'say how many seconds it is with `tr`' : `if another unit is meant, \`tr: ${meant}\``,
  );
}
