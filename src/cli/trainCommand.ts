import { type Command, Option } from 'commander';
import { decimal, wholeNumber } from './options.js';

/** `unvanish train`. */
export function defineTrain(program: Command): void {
  program
    .command('train')
    .description('train a classifier of your own series; writes a run folder')
    .argument('<data>', '.npy [sample, time, feature], .npz (x, y, lengths, mask) or long .csv/.tsv')
    .option(
      '--labels <file>',
      'class of each sample: .npy, or .csv with one a line (default: y of the .npz, label column)',
    )
    .option('--lengths <file>', 'valid time steps of each sample, .npy (default: lengths of the .npz)')
    .option('--test <data>', 'test data, in the same formats; measured once, at the end')
    .option('--test-labels <file>', 'classes of the test data')
    .option('--test-lengths <file>', 'valid time steps of the test data')
    .requiredOption('--out <folder>', 'run folder to write: model.safetensors, run.json, report.html')
    .addOption(new Option('--cell <name>', 'recurrent cell').choices(['lstm']).default('lstm'))
    .addOption(
      new Option('--input-cell-attention <feed>', 'what the cell sees: x_t, all hops of M_t (the paper), or their mean')
        .choices(['none', 'matrix', 'mean'])
        .default('none'),
    )
    .option('--hidden <n>', 'hidden units (H)', wholeNumber(1), 5)
    .option('--hops <n>', 'attention hops (r)', wholeNumber(1), 20)
    .option('--attention-size <n>', 'hidden units of the attention scores (d_a)', wholeNumber(1), 50)
    .option('--epochs <n>', 'epochs at the most', wholeNumber(1), 400)
    .option('--batch-size <n>', 'samples in one step', wholeNumber(1), 50)
    .option('--learning-rate <x>', 'Adam’s step size', decimal, 1e-3)
    .option('--weight-decay <x>', 'decoupled weight decay (AdamW)', decimal, 0)
    .option('--input-dropout <p>', 'share of input values dropped while training', decimal, 0.1)
    .option('--hidden-dropout <p>', 'share of the last hidden state dropped while training', decimal, 0.1)
    .option('--gradient-clip <x>', 'largest norm of the gradient; 0 does not clip', decimal, 0)
    .addOption(
      new Option('--class-weights <kind>', 'weights of the classes in the loss')
        .choices(['none', 'balanced'])
        .default('none'),
    )
    .option('--stop-at-accuracy <x>', 'stop after an epoch with this training accuracy', decimal, 1)
    .option(
      '--patience <n>',
      'stop after so many epochs without a better validation loss; 0 never does',
      wholeNumber(0),
      0,
    )
    .option('--validation <share>', 'share of the samples that chooses the epoch; 0 keeps the last epoch', decimal, 0.2)
    .addOption(
      new Option(
        '--standardise <by>',
        'mean 0 and deviation 1 for each feature, each (time, feature) cell, or not at all',
      )
        .choices(['feature', 'cell', 'none'])
        .default('feature'),
    )
    .option('--seed <n>', 'seed of every random draw', wholeNumber(0), 0)
    .option('--overwrite', 'replace the run in the folder, instead of going on with it or refusing')
    .option('--json', 'print one JSON document on stdout')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      `
Interrupted and started again with the same options, it goes on where it was, to the same bytes.

Examples:
  unvanish train x.npy --labels y.npy --out runs/lstm
  unvanish train train.npz --test test.npz --input-cell-attention matrix --hidden 32 --out runs/attention
  unvanish train series.csv --labels labels.csv --epochs 100 --patience 20 --class-weights balanced --json --out runs/csv`,
    )
    .action(async (data, options) => (await import('./train.js')).trainModel(data, options));
}
