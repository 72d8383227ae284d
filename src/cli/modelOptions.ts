import { type Command, Option } from 'commander';
import { classifierSchema } from '../model/config.js';
import { cellNames } from '../model/encoders/recurrent/cells/index.js';

/** Adds which model is meant, and what names and shapes of a bare weights file cannot tell: see `ModelChoice`. */
export function addAssumptions(command: Command): Command {
  const readouts = classifierSchema.shape.readout.unwrap().options;
  return command
    .option('--model <key>', 'which model, of a run folder that has several')
    .optionsGroup('Of a bare .safetensors, where names and shapes do not tell:')
    .addOption(new Option('--cell <name>', 'its cell').choices(cellNames()))
    .addOption(new Option('--readout <kind>', 'its read-out').choices(readouts))
    .optionsGroup('Options:');
}
