import type { Command } from 'commander';
import { wholeNumber } from './options.js';

/** `unvanish evaluate`. */
export function defineEvaluate(program: Command): void {
  program
    .command('evaluate')
    .description('measure saliency maps against a truth mask, beside what chance scores')
    .argument('<maps>', '.npy, .npz (maps, lengths) or long .csv, [sample, time, feature]')
    .requiredOption('--truth <file>', 'truth mask of 0 and 1, .npy [time, feature] or [sample, time, feature]')
    .option('--data <file>', 'the series, unstandardised, to measure |x| and |x| blurred as well')
    .option('--lengths <file>', 'valid time steps of each sample, .npy')
    .option('--last <n>', 'steps at the end whose share of saliency is measured (default: a tenth)', wholeNumber(1))
    .option('--seed <n>', 'seed of the uniform random row', wholeNumber(0), 0)
    .option('--json', 'print one JSON document on stdout')
    .addHelpText(
      'after',
      `
Examples:
  unvanish evaluate maps.npy --truth mask.npy
  unvanish evaluate maps.npz --truth mask.npy --data x.npy --json`,
    )
    .action(async (maps, options) => (await import('./evaluate.js')).evaluate(maps, options));
}
