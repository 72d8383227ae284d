import type { BoxName } from '../../data/synthetic/boxes.js';
import { MNIST_EPOCHS } from '../mnist/mnistOptions.js';
import type { PosterOptions } from './posterOptions.js';

/** How much of everything a poster has. */
export interface PosterSizes {
  /** Boxes of the table; those of the opening figure are among them. */
  readonly boxes: readonly BoxName[];
  /** Seeds of the table and of the moving box, counted from the first. */
  readonly tableSeeds: number;
  readonly movingSeeds: number;
  readonly trainingSamples: number;
  readonly testSamples: number;
  readonly epochs: number;
  readonly patience: number;
  /** Training images, all unless told, and epochs at hidden 128 and at hidden 5. */
  readonly digits: {
    readonly samples?: number | undefined;
    readonly epochs: { readonly large: number; readonly small: number };
  };
  /** What is simulated of task fMRI, and how that is divided and trained. */
  readonly fmri: { readonly subjects: number; readonly runs: number; readonly folds: number; readonly epochs: number };
}

const boxes: readonly BoxName[] = ['earlier', 'middle', 'latter', 'mixed', 'three-earlier', 'three-middle'];
const samples = { trainingSamples: 1000, testSamples: 300 };
const fmri = { subjects: 10, runs: 2, folds: 5, epochs: 60 };

/** A whole poster: what the commands that make its parts have. */
const wholePoster: PosterSizes = {
  boxes,
  tableSeeds: 5,
  movingSeeds: 3,
  ...samples,
  epochs: 400,
  patience: 100,
  digits: { epochs: MNIST_EPOCHS },
  fmri,
};

/** A poster in a few minutes. */
const quickPoster: PosterSizes = {
  boxes,
  tableSeeds: 1,
  movingSeeds: 1,
  ...samples,
  epochs: 40,
  patience: 20,
  digits: { samples: 6000, epochs: { large: 3, small: 6 } },
  fmri,
};

/** The training images that there are. */
const ALL_DIGITS = 60_000;

/** The sizes that the options make. */
export function posterSizes({ quick, seeds, samples, testSamples, epochs, digits }: PosterOptions): PosterSizes {
  const usual = quick ? quickPoster : wholePoster;
  return {
    ...usual,
    tableSeeds: seeds ?? usual.tableSeeds,
    movingSeeds: Math.min(seeds ?? usual.movingSeeds, usual.movingSeeds),
    trainingSamples: samples ?? usual.trainingSamples,
    testSamples: testSamples ?? usual.testSamples,
    epochs: epochs ?? usual.epochs,
    fmri: { ...usual.fmri, epochs: Math.min(epochs ?? usual.fmri.epochs, usual.fmri.epochs) },
    digits: { ...usual.digits, samples: digits ?? usual.digits.samples },
  };
}

/** What is less than on a whole poster, in words; nothing of digits where there are none. */
export function reducedFrom(sizes: PosterSizes, { withDigits }: { readonly withDigits: boolean }): string[] {
  const numbers: [what: string, of: (sizes: PosterSizes) => number | undefined][] = [
    ['seeds of table 1', (of) => of.tableSeeds],
    ['seeds of the moving box', (of) => of.movingSeeds],
    ['training samples of a box', (of) => of.trainingSamples],
    ['test samples of a box', (of) => of.testSamples],
    ['epochs at most on a box', (of) => of.epochs],
    ['epochs without a better validation loss', (of) => of.patience],
    ['epochs on task fMRI', (of) => of.fmri.epochs],
    ...(withDigits
      ? ([
          ['training digits', (of) => of.digits.samples ?? ALL_DIGITS],
          ['epochs on digits at hidden 128', (of) => of.digits.epochs.large],
          ['epochs on digits at hidden 5', (of) => of.digits.epochs.small],
        ] satisfies [string, (sizes: PosterSizes) => number][])
      : []),
  ];
  return numbers.flatMap(([what, of]) => {
    const [own, whole] = [of(sizes) ?? 0, of(wholePoster) ?? 0];
    return own < whole ? [`${own.toLocaleString('en-US')} instead of ${whole.toLocaleString('en-US')} ${what}`] : [];
  });
}
