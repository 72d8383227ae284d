import type { Command } from 'commander';
import { extensionsFor } from '../formats/index.js';
import { addAssumptions } from './modelOptions.js';

/** `unvanish info`. */
export function defineInfo(command: Command): void {
  command.argument(
    '[path]',
    `run folder, or a file: ${[...extensionsFor('weights'), ...extensionsFor('dataset')].join(', ')}`,
  );
  addAssumptions(command)
    .option('--json', 'print one JSON document on stdout, and nothing else there')
    .addHelpText(
      'after',
      `
Examples:
  unvanish info
  unvanish info runs/lstm
  unvanish info x.npz --json`,
    )
    .action(async (path, options) => (await import('./info.js')).info(path, options));
}
