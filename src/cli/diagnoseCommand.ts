import type { Command } from 'commander';
import { trainingSchema } from '../training/options.js';
import { addDataOptions, dataHelp } from './input/dataOptions.js';
import { addRecordingOptions } from './input/recordingOptions.js';
import { addAssumptions, outputOption } from './modelOptions.js';
import { addReportOptions, wholeNumber } from './options.js';
import { unsetOption } from './schemaOption.js';

/** `unvanish diagnose`. */
export function defineDiagnose(command: Command): void {
  command
    .usage('<model> [data] [options]')
    .argument('<model>', 'run folder, or .safetensors (PyTorch’s or the authors’ names: the architecture is inferred)')
    .argument('[data]', `${dataHelp()} [default: the test samples of the model’s study, where it makes its own]`);
  addDataOptions(command)
    .option('--samples <n>', 'samples to look at, the first ones', wholeNumber(1), 32)
    .option('--noise', 'standard normal noise instead of data')
    .option('--time <n>', 'time steps of the noise [default: 100]', wholeNumber(1))
    .addOption(unsetOption('--seed <n>', trainingSchema.shape.seed.describe('seed of the noise')))
    .addOption(outputOption())
    .option(
      '--target <class>',
      'true, predicted, or a class by name [default: true where there are labels, else predicted]',
    )
    .option('--out <folder>', 'also write report.html and diagnosis.json there');
  addRecordingOptions(command);
  addAssumptions(command);
  addReportOptions(command)
    .addHelpText(
      'after',
      `
For each step: the norm of the exact Jacobian of the recurrence’s state from that
step to the last, beside the product of forget gates that is often taken for it;
the shares of the gates’ terms; the gradient with respect to the input; and how
much of it takes the attention path, and how much the recurrence.

Examples:
  unvanish diagnose runs/boxes --model earlier-lstm
  unvanish diagnose runs/lstm x.npz
  unvanish diagnose runs/lstm x.npy --labels y.npy --out runs/lstm/diagnosis
  unvanish diagnose w.safetensors --noise --time 200 --json`,
    )
    .action(async (model, data, options) => (await import('./diagnose.js')).diagnoseModel(model, data, options));
}
