import { type Command, Option } from 'commander';
import type { ModelChoice } from '../files/runFolder.js';
import { cells } from '../model/encoders/recurrent/cells/index.js';
import { classification } from '../model/heads/classification.js';
import { outputField } from '../model/passes/passFields.js';
import { readouts } from '../model/readouts/index.js';
import { schemaOption } from './schemaOption.js';

/** What the options of `addAssumptions` settle. */
export function assumed({ model, cell, readout }: ModelChoice): ModelChoice {
  return { model, cell, readout };
}

/** What of the model's outputs is explained; left out, the first that its head explains. */
export function outputOption(): Option {
  return schemaOption('--output <kind>', outputField).default(undefined, classification.explains[0]);
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
