import type { Command } from 'commander';
import { chanceSchema } from '../evaluation/chance/chance.js';
import { arrayHelp, readMapsHelp } from './input/dataOptions.js';
import { addRecordingOptions } from './input/recordingOptions.js';
import { addMeasurementOptions, someAskModels } from './measurementOptions.js';
import { addReportOptions, wholeNumber } from './options.js';
import { schemaOption } from './schemaOption.js';

/** `unvanish evaluate`. */
export function defineEvaluate(command: Command): void {
  command
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
    .addOption(schemaOption('--seed <n>', chanceSchema.shape.seed));
  addMeasurementOptions(command);
  if (someAskModels()) {
    command
      .option(
        '--model <path>',
        'the model that the maps are of, for measurements that ask it: run folder or .safetensors',
      )
      .option('--labels <file>', `class of each sample: ${arrayHelp('column', 'y')} [default: what the data say]`)
      .option(
        '--target <class>',
        'what the maps explain: true, predicted, or a class by name [default: true where there are labels, else predicted]',
      );
  }
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
