import type { Command } from 'commander';
import { trainingSchema } from '../training/options.js';
import { arrayHelp, readMapsHelp } from './input/dataOptions.js';
import { addRecordingOptions } from './input/recordingOptions.js';
import { addReportOptions, wholeNumber } from './options.js';
import { schemaOption } from './schemaOption.js';

/** `unvanish evaluate`. */
export function defineEvaluate(program: Command): void {
  const command = program
    .command('evaluate')
    .description('measure saliency maps against a truth mask, beside what chance scores')
    .usage('<maps> --truth <file> [options]')
    .argument('<maps>', `${readMapsHelp()}: [sample, time, feature], (maps, lengths) in an archive, or long`)
    .requiredOption(
      '--truth <file>',
      `mask of 0 and 1, [time, feature] or [sample, time, feature]: ${arrayHelp('array', 'mask')}`,
    )
    .option('--data <path>', 'the series before standardisation, to measure |x| and |x| blurred as well')
    .option(
      '--lengths <file>',
      `valid time steps of each sample: ${arrayHelp('array', 'lengths')} [default: what the maps say]`,
    )
    .option('--last <n>', 'steps at the end whose share of saliency is measured [default: a tenth]', wholeNumber(1))
    .addOption(schemaOption('--seed <n>', trainingSchema.shape.seed.describe('seed of the uniform random row')));
  addRecordingOptions(command);
  addReportOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  unvanish evaluate maps.npy --truth mask.npy
  unvanish evaluate maps.npz --truth data.npz --data data.npz --json`,
    )
    .action(async (maps, options) => (await import('./evaluate.js')).evaluate(maps, options));
}
