import type { Command } from 'commander';
import type { Dataset } from '../data/dataset.js';
import { type ClassifierConfig, classifierSchema } from '../model/config.js';
import { parsePart } from '../options.js';
import { schemaOption } from './schemaOption.js';

/** The architecture as the options below give it; sizes that the data decide are missing. */
export interface ArchitectureOptions extends Omit<ClassifierConfig, 'inputSize' | 'classes' | 'hiddenSize'> {
  readonly hidden: number;
}

/** Adds an option for each field of the classifier's configuration that the data do not decide. */
export function addArchitectureOptions(command: Command): Command {
  const model = classifierSchema.shape;
  return command
    .optionsGroup('Model:')
    .addOption(schemaOption('--cell <name>', model.cell))
    .addOption(schemaOption('--hidden <n>', model.hiddenSize))
    .addOption(schemaOption('--layers <n>', model.layers))
    .addOption(schemaOption('--bidirectional', model.bidirectional))
    .addOption(schemaOption('--input-cell-attention <feed>', model.inputCellAttention))
    .addOption(schemaOption('--hops <n>', model.hops))
    .addOption(schemaOption('--attention-size <n>', model.attentionSize))
    .addOption(schemaOption('--readout <kind>', model.readout))
    .addOption(schemaOption('--readout-hops <n>', model.readoutHops))
    .addOption(schemaOption('--readout-attention-size <n>', model.readoutAttentionSize));
}

/** The configuration that the options and the data make. */
export function architectureOf(options: ArchitectureOptions, { features, classNames }: Dataset): ClassifierConfig {
  return parsePart(classifierSchema, {
    ...options,
    inputSize: features,
    classes: classNames.length,
    hiddenSize: options.hidden,
  });
}
