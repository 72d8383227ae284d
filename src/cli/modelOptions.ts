import { type Command, Option } from 'commander';
import { classifierSchema } from '../model/config.js';
import { cellNames } from '../model/encoders/recurrent/cells/index.js';
import type { AssumedArchitecture } from '../model/weights/inferArchitecture.js';

/** What the options of `addAssumptions` settle. */
export function assumed({ cell, readout }: AssumedArchitecture): AssumedArchitecture {
  return { cell, readout };
}

/** Adds what names and shapes of a bare weights file cannot tell: see `AssumedArchitecture`. */
export function addAssumptions(command: Command): Command {
  const readouts = classifierSchema.shape.readout.unwrap().options;
  return command
    .optionsGroup('Of a bare .safetensors, where names and shapes do not tell:')
    .addOption(new Option('--cell <name>', 'its cell').choices(cellNames()))
    .addOption(new Option('--readout <kind>', 'its read-out').choices(readouts))
    .optionsGroup('Options:');
}
