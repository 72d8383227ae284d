import type { Engine } from '../../backend/engine.js';
import { RandomStream } from '../../backend/random.js';
import { UnvanishError } from '../../errors.js';
import type { Recording, RecordingEvent } from '../recording.js';
import { haemodynamicResponse } from './haemodynamicResponse.js';

/** What is simulated; signals are in units of the noise's standard deviation. */
export interface TaskFmriOptions {
  readonly seed: number;
  /** Names of the tasks, two or more; motor, language and memory unless told. Each has a network of its own. */
  readonly tasks?: readonly string[] | undefined;
  /** 10 unless told. */
  readonly subjects?: number | undefined;
  /** Runs of each subject; 2 unless told. */
  readonly runs?: number | undefined;
  /** Blocks of each task in a run, in an order drawn for each run; 3 unless told. */
  readonly blocks?: number | undefined;
  /** Seconds of a block, and of the rest before each block and after the last; 20 and 14 unless told. */
  readonly blockSeconds?: number | undefined;
  readonly restSeconds?: number | undefined;
  /** Seconds from one volume to the next; 2 unless told. */
  readonly repetitionTime?: number | undefined;
  /** Regions of each task's network, and of the one that responds to every task alike; 4 unless told. */
  readonly networkRegions?: number | undefined;
  /** Regions that respond to nothing; 14 unless told. */
  readonly otherRegions?: number | undefined;
  /** How far a long block lifts a region of its network; 1 unless told. */
  readonly effect?: number | undefined;
  /** Standard deviation over subjects and regions of the effect, as a share of it; .3 unless told. */
  readonly effectSpread?: number | undefined;
  /** Standard deviation over subjects of the response's delay, in seconds; .5 unless told. */
  readonly delaySpread?: number | undefined;
  /** Correlation of the noise from one volume to the next; .4 unless told. */
  readonly autocorrelation?: number | undefined;
  /** Share of the noise's variance that a network has in common; .3 unless told. */
  readonly sharedNoise?: number | undefined;
  /** Size of the slow drift of each region and run, up to the third degree; 2 unless told. */
  readonly drift?: number | undefined;
}

/** Regions that act together. */
export interface SimulatedNetwork {
  readonly name: string;
  /** The task that it responds to; absent where that is every task, or none. */
  readonly task?: string | undefined;
  /** Positions of its regions among the features. */
  readonly regions: readonly number[];
}

/** Simulated runs and what is known of them. */
export interface SimulatedTaskFmri {
  readonly recordings: readonly Recording[];
  /**
   * The same runs with 1 in place of the signal where the tasks differ, 0 elsewhere: regions of a task's network, where a block
   * lifts its network by half of what it does at most. Cut into samples like the runs, they are these samples' truth mask.
   */
  readonly truth: readonly Recording[];
  readonly networks: readonly SimulatedNetwork[];
}

const defaults = {
  tasks: ['motor', 'language', 'memory'],
  subjects: 10,
  runs: 2,
  blocks: 3,
  blockSeconds: 20,
  restSeconds: 14,
  repetitionTime: 2,
  networkRegions: 4,
  otherRegions: 14,
  effect: 1,
  effectSpread: 0.3,
  delaySpread: 0.5,
  autocorrelation: 0.4,
  sharedNoise: 0.3,
  drift: 2,
} as const;

type Checked = Required<{
  readonly [Key in keyof TaskFmriOptions]: Exclude<TaskFmriOptions[Key], undefined>;
}>;

/** Each number's bounds; `whole` ones are counts. */
const bounds = {
  subjects: { least: 1, most: 10_000, whole: true },
  runs: { least: 1, most: 1000, whole: true },
  blocks: { least: 1, most: 1000, whole: true },
  blockSeconds: { least: 1, most: 3600, whole: false },
  restSeconds: { least: 0, most: 3600, whole: false },
  repetitionTime: { least: 0.1, most: 60, whole: false },
  networkRegions: { least: 1, most: 10_000, whole: true },
  otherRegions: { least: 0, most: 100_000, whole: true },
  effect: { least: 0, most: 1000, whole: false },
  effectSpread: { least: 0, most: 10, whole: false },
  delaySpread: { least: 0, most: 5, whole: false },
  autocorrelation: { least: -0.99, most: 0.99, whole: false },
  sharedNoise: { least: 0, most: 1, whole: false },
  drift: { least: 0, most: 1000, whole: false },
} as const satisfies Partial<Record<keyof Checked, { least: number; most: number; whole: boolean }>>;

/** Parts of a volume's time in which the response is computed, as SPM's microtime. */
const MICROTIME = 16;
const BASELINE = 100;
/** What is drawn for a run, and for a subject: positions in the random stream. */
const draws = { order: 0, own: 1, shared: 2, drift: 3, effect: 0, delay: 1 } as const;
const RUNS = 1024;
const SUBJECTS = 2 ** 30;

/**
 * Task fMRI as a block design gives it: each task lifts the regions of its network through the canonical haemodynamic response,
 * an attention network responds to every task alike, other regions to none. On top come noise that is correlated over time (first-order
 * autoregressive) and within networks, slow drift of every region, and differences of subjects in effect and delay.
 *
 * So the regions that tell the tasks apart, and when, are known. Features are named by their network (`motor 2`), subjects and runs
 * as BIDS does (`sub-03_run-1`). A run is the same whatever the number of subjects.
 *
 * @throws UnvanishError `option` where an option is not allowed, `size` where the runs would hold more than 2^28 values.
 */
export function simulateTaskFmri(engine: Engine, options: TaskFmriOptions): SimulatedTaskFmri {
  const config = checked(options);
  const { tasks, subjects, runs, repetitionTime } = config;
  const networks = networksOf(config);
  const features = networks.reduce((sum, { regions }) => sum + regions.length, 0);
  const blockCount = tasks.length * config.blocks;
  const period = config.blockSeconds + config.restSeconds;
  const time = Math.ceil((blockCount * period + config.restSeconds) / repetitionTime);
  if (subjects * runs * time * features > 2 ** 28)
    throw new UnvanishError(
      'size',
      `${subjects * runs} runs of ${time} volumes and ${features} regions are too many`,
      'simulate fewer or shorter runs',
    );
  const stream = new RandomStream(engine, config.seed, 'data');
  const block = blockResponse(engine, config);
  const plan = { config, networks, features, time, stream, block };
  const made = Array.from({ length: subjects }, (_, subject) => {
    const traits = subjectTraits(stream, config, subject, features);
    return Array.from({ length: runs }, (_, run) => simulateRun(plan, { subject, run, ...traits }));
  }).flat();
  return { recordings: made.map(({ recording }) => recording), truth: made.map(({ truth }) => truth), networks };
}

interface Plan {
  readonly config: Checked;
  readonly networks: readonly SimulatedNetwork[];
  readonly features: number;
  readonly time: number;
  readonly stream: RandomStream;
  /** What one block of effect 1 adds, in parts of a volume's time from its onset. */
  readonly block: Float64Array;
}

interface Traits {
  /** Effect in each region, [feature]. */
  readonly effects: Float64Array;
  /** Delay in parts of a volume's time. */
  readonly delay: number;
}

function subjectTraits(stream: RandomStream, config: Checked, subject: number, features: number): Traits {
  const { effect, effectSpread, delaySpread, repetitionTime } = config;
  const own = stream.normal(features, SUBJECTS + 2 * subject + draws.effect);
  const [late] = stream.normal(1, SUBJECTS + 2 * subject + draws.delay);
  return {
    effects: Float64Array.from(own, (value) => effect * (1 + effectSpread * value)),
    delay: Math.round((late * delaySpread * MICROTIME) / repetitionTime),
  };
}

function simulateRun(plan: Plan, { subject, run, effects, delay }: Traits & { subject: number; run: number }) {
  const { config, networks, features, time, stream, block } = plan;
  const { tasks, blockSeconds, restSeconds, repetitionTime } = config;
  const position = 4 * (subject * RUNS + run);
  const order = stream.permutation(tasks.length * config.blocks, position + draws.order);
  const events = Array.from(
    order,
    (place, index): RecordingEvent => ({
      onset: restSeconds + index * (blockSeconds + restSeconds),
      duration: blockSeconds,
      name: tasks[place % tasks.length],
    }),
  );
  const x = noise(plan, position);
  const truth = new Float32Array(x.length);
  const half = block.reduce((most, value) => Math.max(most, value), 0) / 2;
  const typical = responseTo(events, block, 0, { time, repetitionTime });
  for (const { task, name, regions } of networks) {
    if (!task && name !== ATTENTION) continue;
    const own = events.filter((event) => !task || event.name === task);
    const response = responseTo(own, block, delay, { time, repetitionTime });
    for (const region of regions) {
      for (let t = 0; t < time; t++) {
        x[t * features + region] += effects[region] * response[t];
        if (task && typical[t] >= half) truth[t * features + region] = 1;
      }
    }
  }
  const width = String(config.subjects).length;
  const subjectName = `sub-${String(subject + 1).padStart(Math.max(2, width), '0')}`;
  const name = `${subjectName}_run-${run + 1}`;
  const recording: Recording = {
    name,
    subject: subjectName,
    run: name,
    x,
    time,
    features,
    featureNames: networks.flatMap((network) => network.regions.map((_, index) => `${network.name} ${index + 1}`)),
    samplingInterval: repetitionTime,
    events,
  };
  return { recording, truth: { ...recording, x: truth } };
}

const ATTENTION = 'attention';

/** One network a task, the one of all tasks, and the regions of none; positions follow each other. */
function networksOf({ tasks, networkRegions, otherRegions }: Checked): SimulatedNetwork[] {
  let next = 0;
  const take = (count: number) => Array.from({ length: count }, () => next++);
  return [
    ...tasks.map((task) => ({ name: task, task, regions: take(networkRegions) })),
    { name: ATTENTION, regions: take(networkRegions) },
    { name: 'other', regions: take(otherRegions) },
  ];
}

/** A block convolved with the haemodynamic response, in parts of a volume's time. */
function blockResponse(engine: Engine, { blockSeconds, repetitionTime }: Checked): Float64Array {
  const step = repetitionTime / MICROTIME;
  const response = haemodynamicResponse(engine, step);
  const steps = Math.max(1, Math.round(blockSeconds / step));
  const block = new Float64Array(steps + response.length - 1);
  // A running sum: the convolution with a boxcar.
  let sum = 0;
  for (let i = 0; i < block.length; i++) {
    sum += (response[i] ?? 0) - (i >= steps ? response[i - steps] : 0);
    block[i] = sum;
  }
  return block;
}

/** The response to events at each volume. */
function responseTo(
  events: readonly RecordingEvent[],
  block: Float64Array,
  delay: number,
  { time, repetitionTime }: { time: number; repetitionTime: number },
): Float64Array {
  const response = new Float64Array(time);
  for (const { onset } of events) {
    const first = Math.round((onset * MICROTIME) / repetitionTime) + delay;
    for (let t = Math.max(0, Math.ceil(first / MICROTIME)); t < time; t++) {
      const at = t * MICROTIME - first;
      if (at >= block.length) break;
      response[t] += block[at];
    }
  }
  return response;
}

/** Baseline, drift and noise of one run, [time, feature]. */
function noise({ config, networks, features, time, stream }: Plan, position: number): Float32Array {
  const { autocorrelation, sharedNoise, drift } = config;
  const own = autoregressive(stream.normal(time * features, position + draws.own), features, autocorrelation);
  const common = autoregressive(
    stream.normal(time * networks.length, position + draws.shared),
    networks.length,
    autocorrelation,
  );
  const trend = stream.normal(3 * features, position + draws.drift);
  const [ownShare, commonShare] = [Math.sqrt(1 - sharedNoise), Math.sqrt(sharedNoise)];
  const x = new Float32Array(time * features);
  networks.forEach(({ regions, name }, network) => {
    for (const region of regions) {
      for (let t = 0; t < time; t++) {
        const at = t * features + region;
        // Regions that belong to no network have no noise in common.
        const noise =
          name === 'other' ? own[at] : ownShare * own[at] + commonShare * common[t * networks.length + network];
        // Legendre polynomials over the run, -1 to 1.
        const u = time > 1 ? (2 * t) / (time - 1) - 1 : 0;
        const slow =
          trend[3 * region] * u +
          trend[3 * region + 1] * ((3 * u * u - 1) / 2) +
          trend[3 * region + 2] * ((5 * u * u * u - 3 * u) / 2);
        x[at] = BASELINE + noise + (drift / Math.sqrt(3)) * slow;
      }
    }
  });
  return x;
}

/** e_t = a e_{t-1} + sqrt(1 - a^2) w_t for each column of white noise [time, column]: variance 1 at every step. */
function autoregressive(white: Float32Array, columns: number, a: number): Float32Array {
  const fresh = Math.sqrt(1 - a * a);
  const noise = white.slice();
  for (let at = columns; at < noise.length; at++) noise[at] = a * noise[at - columns] + fresh * white[at];
  return noise;
}

function checked(options: TaskFmriOptions): Checked {
  const config = {
    ...defaults,
    ...(Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as typeof options),
  } as Checked;
  for (const [key, { least, most, whole }] of Object.entries(bounds)) {
    const value = config[key as keyof typeof bounds];
    if (value >= least && value <= most && (!whole || Number.isInteger(value))) continue;
    throw new UnvanishError(
      'option',
      `${key} is ${value}: it must be a ${whole ? 'whole ' : ''}number from ${least} to ${most}`,
    );
  }
  const { tasks } = config;
  const reserved = tasks.find(
    (task, index) => task === '' || task === ATTENTION || task === 'other' || tasks.indexOf(task) !== index,
  );
  if (tasks.length < 2 || tasks.length > 100 || reserved !== undefined)
    throw new UnvanishError(
      'option',
      reserved === undefined
        ? `there are ${tasks.length} tasks: two to a hundred were expected`
        : `a task cannot be named "${reserved}" here: names must differ, from each other and from attention and other`,
    );
  return config;
}
