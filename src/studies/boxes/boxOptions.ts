import { z } from 'zod';
import { type BoxName, boxNames } from '../../data/synthetic/boxes.js';
import { trainingSchema } from '../../training/options.js';
import { protocols } from './authorsProtocol.js';
import { boxModels } from './boxModels.js';

const { epochs, patience, seed } = trainingSchema.shape;
const modelKeys = boxModels.map(({ key }) => key);
const tableBoxes = ['earlier', 'middle', 'latter', 'mixed', 'three-earlier', 'three-middle'] as const;

/** Steps of the shortest training of `reproduce training-steps`. */
export const FIRST_STEPS = 5;

/** What all studies of boxes can be told. */
const sizes = {
  samples: z.number().int().min(20).default(1000).describe('training samples, a fifth of which chooses the epoch'),
  testSamples: z.number().int().min(4).default(300).describe('test samples'),
  epochs,
};

const boxesOf = <Name extends BoxName>(names: readonly Name[]) =>
  z
    .array(z.enum(names))
    .min(1)
    .describe(`which boxes: ${names.join(', ')}`);

const seedsOf = (count: number) =>
  z.number().int().min(1).default(count).describe('seeds, the first of which is --seed');

/** What the studies can be told that are done in either way. */
const eitherWay = {
  samples: sizes.samples.describe(
    'training samples, a fifth of which chooses the epoch (authors: all of them train; of mixed boxes 8 times as many)',
  ),
  testSamples: sizes.testSamples.describe(
    'test samples (authors: of mixed boxes 10 thirds as many, of a moving one 2 thirds)',
  ),
  epochs: sizes.epochs,
  /** Keeps models that cannot learn from taking most of the time; its default is the protocol's. */
  patience: patience
    .unwrap()
    .optional()
    .describe(
      'stop after so many epochs without a better validation loss (authors: test accuracy); 0 never does [default: 100, authors: 0]',
    ),
  protocol: z
    .enum(protocols)
    .default('paper')
    .describe(
      'paper: as it is described, a validation part choosing the epoch; authors: as the released scripts do, the test samples choosing, each figure marked, with their losses, sizes, and box types taken for lengths',
    ),
};

/** Epochs without improvement that end a training, unless told. */
export function patienceOf({ patience, protocol }: Pick<TableOptions, 'patience' | 'protocol'>): number {
  return patience ?? (protocol === 'authors' ? 0 : 100);
}

/** The options of `reproduce boxes`. */
export const boxesSchema = z.strictObject({
  boxes: boxesOf(boxNames).default(['earlier', 'middle', 'latter']),
  models: z
    .array(z.enum(modelKeys))
    .min(1)
    .default(['lstm', 'matrix'])
    .describe(`which models: ${modelKeys.join(', ')}`),
  ...sizes,
  seed,
});
export type BoxesOptions = z.output<typeof boxesSchema>;

/** The options of `reproduce vanishing`. */
export const vanishingSchema = z.strictObject({ ...sizes, seed });
export type VanishingOptions = z.output<typeof vanishingSchema>;

/** The options of `reproduce table`. */
export const tableSchema = z.strictObject({
  boxes: boxesOf(tableBoxes).default([...tableBoxes]),
  all: z.boolean().optional().describe('GRU and RNN as well, each in all architectures'),
  seeds: seedsOf(5),
  ...eitherWay,
  seed,
});
export type TableOptions = z.output<typeof tableSchema>;

/** The options of `reproduce moving-box`. */
export const movingBoxSchema = z.strictObject({ seeds: seedsOf(3), ...eitherWay, seed });
export type MovingBoxOptions = z.output<typeof movingBoxSchema>;

/** The options of `reproduce training-steps`. */
export const trainingStepsSchema = z.strictObject({
  boxes: boxesOf(boxNames).default(['earlier', 'middle', 'latter']),
  seeds: seedsOf(3),
  samples: z.number().int().min(20).default(1000).describe('training samples, all of which train'),
  testSamples: sizes.testSamples,
  mostSteps: z
    .number()
    .int()
    .min(FIRST_STEPS)
    .max(100_000)
    .default(640)
    .describe(`steps of the longest training; the shortest has ${FIRST_STEPS}, each next one twice as many`),
  seed,
});
export type TrainingStepsOptions = z.output<typeof trainingStepsSchema>;
