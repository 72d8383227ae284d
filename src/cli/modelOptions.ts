import { type Command, Option } from 'commander';
import type { ModelChoice } from '../files/runFolder.js';
import { cells } from '../model/encoders/recurrent/cells/index.js';
import { readouts } from '../model/readouts/index.js';

/** What the options of `addAssumptions` settle. */
export function assumed({ model, cell, readout }: ModelChoice): ModelChoice {
  return { model, cell, readout };
}

/** Adds which model is meant, and what names and shapes of a bare weights file cannot tell: see `ModelChoice`. */
export function addAssumptions(command: Command): Command {
  return command
    .option('--model <key>', 'which model, of a run folder that has several')
    .optionsGroup('Of a bare .safetensors, where names and shapes do not tell:')
    .addOption(new Option('--cell <name>', 'its cell').choices(cells.names()))
    .addOption(new Option('--readout <kind>', 'its read-out').choices(readouts.names()))
    .optionsGroup('Options:');
}
