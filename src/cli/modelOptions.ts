import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ModelChoice } from '../files/runFolder.js';
import { cells } from '../model/encoders/recurrent/cells/index.js';
import { classification } from '../model/heads/classification.js';
import { outputField } from '../model/passes/passFields.js';
import { readouts } from '../model/readouts/index.js';
import type { SavedModel } from '../model/weights/savedModel.js';
import { schemaOption } from './schemaOption.js';
import { withFlags } from './terminal/flags.js';
import { oneLine } from './terminal/print.js';

/** What the options of `addAssumptions` settle. */
export function assumed(choice: ModelChoice): ModelChoice {
  const { model, cell, readout, inputCellAttention, inputNorm, inputNormEps, ignoreTensors, plainHead } = choice;
  return { model, cell, readout, inputCellAttention, inputNorm, inputNormEps, ignoreTensors, plainHead };
}

/** Prints what was taken to be so of a file that does not tell, where progress goes. */
export function printNotes(
  { notes = [] }: Pick<SavedModel, 'notes'>,
  { quiet = false }: { readonly quiet?: boolean },
): void {
  if (!quiet) for (const note of notes) process.stderr.write(`note: ${oneLine(withFlags(note))}\n`);
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
    .addOption(
      new Option('--input-cell-attention <feed>', 'what its cell sees of M_t').choices([
        'matrix',
        'mean',
        'normalised',
      ]),
    )
    .option(
      '--input-norm <prefix>',
      'what the names of tensors begin with that normalise its input: bn of bn.running_mean',
    )
    .option('--input-norm-eps <x>', 'what is added to their variance [default: 1e-5]', positive)
    .option('--plain-head', 'nothing but dropout stands between its read-out and its dense layer')
    .addOption(
      new Option('--ignore-tensors <names>', 'tensors that do not change what it computes').argParser((text) =>
        text.split(',').map((name) => name.trim()),
      ),
    )
    .optionsGroup('Options:');
}

function positive(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= 0 && value < 1) return value;
  throw new InvalidArgumentError('A number at least 0 and below 1 was expected.');
}
