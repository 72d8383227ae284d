import { z } from 'zod';
import type { Engine } from '../../backend/engine.js';
import { RandomStream } from '../../backend/random.js';
import { UnvanishError } from '../../errors.js';
import { checkArgument, parseOptions } from '../../options.js';
import { createDataset, type Dataset } from '../dataset.js';

/** A rectangle of time steps and features: `from` included, `to` not. */
export interface Box {
  readonly time: readonly [from: number, to: number];
  readonly features: readonly [from: number, to: number];
}

const STEPS = 100;
const FEATURES = 100;
const THREE_GROUPS = [
  [0, 30],
  [35, 65],
  [70, 100],
] as const;

const box = (time: readonly [number, number], features: readonly [number, number]): Box => ({ time, features });
const groups = (time: readonly [number, number]) => THREE_GROUPS.map((features) => box(time, features));
const square = (time: number, feature: number) => [box([time, time + 60], [feature, feature + 60])];

/** Each entry is one variant; a sample has all boxes of one variant, drawn evenly where there are several. */
const layouts = {
  earlier: [[box([0, 30], [10, 90])]],
  middle: [[box([20, 80], [20, 80])]],
  latter: [[box([70, 100], [10, 90])]],
  mixed: [square(5, 5), square(5, 35), square(5, 20), square(35, 5), square(35, 35), square(35, 20), square(20, 20)],
  'three-earlier': [groups([0, 40])],
  'three-middle': [groups([25, 65])],
  'moving-0': [square(0, 20)],
  'moving-10': [square(10, 20)],
  'moving-20': [square(20, 20)],
  'moving-30': [square(30, 20)],
  'moving-40': [square(40, 20)],
} as const satisfies Record<string, readonly (readonly Box[])[]>;

/** Data sets with draws of their own. The places of the moving box have those of the middle box, its third place: they are a paired curve. */
const drawnApart = ['earlier', 'middle', 'latter', 'mixed', 'three-earlier', 'three-middle'] as const;
/** Positions of draws between two of them; a sample takes two. */
const APART = 2 ** 27;

export type BoxName = keyof typeof layouts;
export const boxNames = Object.keys(layouts) as BoxName[];

/** The boxes of each variant of a dataset. */
export function boxVariants(name: BoxName): readonly (readonly Box[])[] {
  return layouts[name];
}

/** Counts are checked where they are used. */
const boxSchema = z
  .strictObject({ samples: z.number(), seed: z.number(), first: z.number().optional() })
  .describe('boxDataset');

/**
 * The paper's synthetic boxes (Ismail et al. 2019, section 4.1): T = N = 100, noise N(0, 1), and inside the box mean +1
 * for class "positive" and -1 for class "negative"; the classes alternate, so they are balanced. The mask marks the box.
 *
 * Each data set of a seed has draws of its own, but for the five places of the moving box, which have those of `middle`.
 * Sample i of a seed is the same whatever the number of samples; `first` skips the samples before it, so that training
 * and test samples come from one seed without overlap.
 *
 * @throws UnvanishError `option` for an unknown name, or where `samples` or `first` is no count.
 */
export function boxDataset(
  engine: Engine,
  name: BoxName,
  options: { samples: number; seed: number; first?: number },
): Dataset {
  const { samples, first, variants, stream, positionOf } = drawsOf(engine, name, options, 'boxDataset');
  const size = STEPS * FEATURES;
  const x = new Float32Array(samples * size);
  const perSample = variants.length > 1;
  const mask = new Uint8Array(perSample ? samples * size : size);
  const labels = new Int32Array(samples);
  const types = boxTypes(engine, name, options);
  for (let row = 0; row < samples; row++) {
    const sample = first + row;
    const label = sample % 2;
    labels[row] = label;
    x.set(stream.normal(size, positionOf(sample)), row * size);
    for (const { time, features } of variants[types[row] - 1]) {
      for (let t = time[0]; t < time[1]; t++) {
        for (let feature = features[0]; feature < features[1]; feature++) {
          const at = t * FEATURES + feature;
          x[row * size + at] += label === 1 ? 1 : -1;
          mask[perSample ? row * size + at : at] = 1;
        }
      }
    }
  }
  return createDataset({ x, shape: [samples, STEPS, FEATURES], labels, mask, classNames: ['negative', 'positive'] });
}

/**
 * Which variant of a data set each sample of `boxDataset` is, counted from 1, [sample]: of the mixed boxes 1 to 7, as the authors'
 * script numbers them; of the others always 1.
 *
 * @throws UnvanishError as `boxDataset`.
 */
export function boxTypes(
  engine: Engine,
  name: BoxName,
  options: { samples: number; seed: number; first?: number },
): Int32Array {
  const { samples, first, variants, stream, positionOf } = drawsOf(engine, name, options, 'boxTypes');
  return Int32Array.from({ length: samples }, (_, row) => {
    const draw = variants.length > 1 ? stream.uniform(1, positionOf(first + row) + 1)[0] : 0;
    return 1 + Math.floor(draw * variants.length);
  });
}

/** Checked options, and where the draws of a sample are. */
function drawsOf(
  engine: Engine,
  name: BoxName,
  options: { samples: number; seed: number; first?: number },
  caller: string,
) {
  checkArgument(
    typeof engine?.scope === 'function',
    `${caller}: the first argument`,
    engine,
    'an engine',
    'await Engine.create()',
  );
  const { samples, seed, first = 0 } = parseOptions(boxSchema, options);
  if (!Object.hasOwn(layouts, name)) {
    throw new UnvanishError('option', `there is no box dataset "${name}"`, `choose one of ${boxNames.join(', ')}`);
  }
  checkCount('samples', samples, 1);
  checkCount('first', first, 0);
  if (first + samples > APART / 2)
    throw new UnvanishError('option', `there are at most ${APART / 2} samples of a seed`);
  const variants: readonly (readonly Box[])[] = layouts[name];
  const stream = new RandomStream(engine, seed, 'data');
  const own = (drawnApart as readonly string[]).indexOf(name);
  const from = APART * (own < 0 ? drawnApart.indexOf('middle') : own);
  return { samples, first, variants, stream, positionOf: (sample: number) => from + 2 * sample };
}

function checkCount(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new UnvanishError('option', `${name} is ${value}: it must be a whole number, ${least} or more`);
}
