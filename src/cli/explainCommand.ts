import { type Command, Option } from 'commander';

/** `unvanish explain`. */
export function defineExplain(program: Command): void {
  program
    .command('explain')
    .description('write saliency maps: which features mattered, and when')
    .argument(
      '<model>',
      'a run folder, or a .safetensors file (PyTorch’s or the authors’ names: the architecture is inferred)',
    )
    .argument('<data>', '.npy [sample, time, feature], .npz (x, y, lengths, mask) or long .csv/.tsv')
    .requiredOption('--out <file>', 'maps to write: .npy, .npz or .csv, [sample, time, feature]')
    .option('--labels <file>', 'class of each sample: .npy or .csv')
    .option('--lengths <file>', 'valid time steps of each sample, .npy')
    .addOption(new Option('--method <name>', 'attribution method').choices(['gradient']).default('gradient'))
    .addOption(
      new Option('--output <kind>', 'the output S that is explained')
        .choices(['probability', 'logit'])
        .default('probability'),
    )
    .option(
      '--target <class>',
      'true, predicted, or a class number (default: true where there are labels, else predicted)',
    )
    .option('--signed', 'keep the sign (default: magnitudes)')
    .option('--predictions <file>', 'also write the logits [sample, class], .npy')
    .option('--json', 'print one JSON document on stdout')
    .addHelpText(
      'after',
      `
A run's own standardisation is applied to the data; a bare .safetensors gets them as they are.

Examples:
  unvanish explain runs/lstm x.npy --labels y.npy --out maps.npy
  unvanish explain weights.safetensors x.npz --target predicted --output logit --signed --out maps.npz --predictions logits.npy`,
    )
    .action(async (model, data, options) => (await import('./explain.js')).explain(model, data, options));
}
