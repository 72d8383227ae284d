import type { Command } from 'commander';
import { trainingSchema } from '../training/options.js';
import { addReportOptions, wholeNumber } from './options.js';
import { schemaOption } from './schemaOption.js';

/** `unvanish evaluate`. */
export function defineEvaluate(program: Command): void {
  const command = program
    .command('evaluate')
    .description('measure saliency maps against a truth mask, beside what chance scores')
    .usage('<maps> --truth <file> [options]')
    .argument('<maps>', '.npy [sample, time, feature], .npz (maps, lengths) or long .csv')
    .requiredOption('--truth <file>', 'mask of 0 and 1, .npy [time, feature] or [sample, time, feature]')
    .option('--data <file>', 'the series before standardisation, to measure |x| and |x| blurred as well')
    .option('--lengths <file>', 'valid time steps of each sample, .npy [default: lengths of the .npz]')
    .option('--last <n>', 'steps at the end whose share of saliency is measured [default: a tenth]', wholeNumber(1))
    .addOption(schemaOption('--seed <n>', trainingSchema.shape.seed.describe('seed of the uniform random row')));
  addReportOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  unvanish evaluate maps.npy --truth mask.npy
  unvanish evaluate maps.npz --truth mask.npy --data x.npy --json`,
    )
    .action(async (maps, options) => (await import('./evaluate.js')).evaluate(maps, options));
}
