import { type Command, Option } from 'commander';
import { cells } from '../model/encoders/recurrent/cells/index.js';
import { readouts } from '../model/readouts/index.js';

/** Adds what names and shapes of a bare weights file cannot tell: see `AssumedArchitecture`. */
export function addAssumptions(command: Command): Command {
  return command
    .optionsGroup('Of a bare .safetensors, where names and shapes do not tell:')
    .addOption(new Option('--cell <name>', 'its cell').choices(cells.names()))
    .addOption(new Option('--readout <kind>', 'its read-out').choices(readouts.names()))
    .optionsGroup('Options:');
}
