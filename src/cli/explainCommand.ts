import type { Command } from 'commander';
import { addComputeOptions, addMemoryOption } from './computeOptions.js';
import { addDataOptions, dataHelp, mapsHelp } from './input/dataOptions.js';
import { addRecordingOptions } from './input/recordingOptions.js';
import { addMethodOptions } from './methodOptions.js';
import { addAssumptions, outputOption } from './modelOptions.js';
import { addReportOptions } from './options.js';

/** `unvanish explain`. */
export function defineExplain(command: Command): void {
  command
    .usage('<model> <data> --out <file> [options]')
    .argument('<model>', 'run folder, or .safetensors (PyTorch’s or the authors’ names: the architecture is inferred)')
    .argument('<data>', dataHelp())
    .requiredOption('--out <file>', `maps to write: ${mapsHelp()}`);
  addDataOptions(command);
  addMethodOptions(command)
    .addOption(outputOption())
    .option(
      '--target <class>',
      'true, predicted, or a class by name [default: true where there are labels, else predicted]',
    )
    .option('--class <class>', 'only samples of this class, by name')
    .option('--sample <sample>', 'only this sample, by name, or where names are no numbers by number')
    .option('--signed', 'keep the sign, instead of magnitudes')
    .option('--predictions <file>', 'also write the logits, [sample, class], .npy');
  addRecordingOptions(command);
  addAssumptions(command);
  addMemoryOption(addComputeOptions(command, 'threads to work on'));
  addReportOptions(command)
    .addHelpText(
      'after',
      `
A run’s own standardisation is applied to the data, and folders and images
become samples as in its training; a bare .safetensors gets them as they are.

Arrays and tables hold the map of every sample, [sample, time, feature]. Images
are in the space of the data, and hold the mean over the samples (choose them
with --class or --sample): .nii, .nii.gz, .ptseries.nii and .dtseries.nii time
by time, .pscalar.nii and .dscalar.nii the mean over time, of each class.

Integrated gradients (IG) sum to S(x) − S(baseline), S the output of the class:
how close they come is printed, and more --steps bring them closer. The baseline
zero is the mean of the training data where a run standardised them.

Examples:
  unvanish explain runs/lstm x.npy --labels y.npy --out maps.npy
  unvanish explain runs/lstm x.npz --target walking --signed --out maps.npz
  unvanish explain runs/lstm x.npz --method integrated-gradients --out ig.npz
  unvanish explain runs/fmri x.npz --class face --out face.nii.gz
  unvanish explain w.safetensors x.npy --out maps.csv --predictions logits.npy
  unvanish explain runs/fmri bids --out maps.npz
  unvanish explain bi.safetensors x.npy --readout final --out maps.npz`,
    )
    .action(async (model, data, options) => (await import('./explain.js')).explain(model, data, options));
}
