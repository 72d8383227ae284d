import { type Command, Option } from 'commander';
import type { Dataset } from '../data/dataset.js';
import { type ClassifierConfig, classifierSchema } from '../model/config.js';
import { encoders } from '../model/encoders/index.js';
import { recurrent } from '../model/encoders/recurrent/recurrentEncoder.js';
import { classification } from '../model/heads/classification.js';
import { heads } from '../model/heads/index.js';
import { fieldFacts, parsePart } from '../options.js';
import type { NamedSettings } from '../registry.js';
import { addNamedSettings, toldSettings } from './namedSettings.js';
import { schemaOption } from './schemaOption.js';

/** The architecture as the options below give it; sizes that the data decide are missing. */
export interface ArchitectureOptions
  extends Omit<ClassifierConfig, 'inputSize' | 'classes' | 'hiddenSize' | 'encoder' | 'head'> {
  readonly hidden: number;
  readonly encoder: string;
  readonly head: string;
}

/** Parts that are chosen by name, with settings of their own; those of the recurrent encoder are the classifier's. */
const parts = [
  { key: 'encoder', registry: encoders, usual: recurrent.name, description: 'what turns a series into states' },
  { key: 'head', registry: heads, usual: classification.name, description: 'loss, targets and outputs' },
] as const;

/** Adds an option for each field of the classifier's configuration that the data do not decide. */
export function addArchitectureOptions(command: Command): Command {
  const model = classifierSchema.shape;
  command.optionsGroup('Model:');
  for (const { key, registry, usual, description } of parts) {
    command.addOption(new Option(`--${key} <name>`, description).choices(registry.names()).default(usual));
    addNamedSettings(command, choiceOf(key, registry));
  }
  return command
    .addOption(schemaOption('--cell <name>', model.cell))
    .addOption(schemaOption('--hidden <n>', model.hiddenSize))
    .addOption(schemaOption('--layers <n>', model.layers))
    .addOption(schemaOption('--bidirectional', model.bidirectional))
    .addOption(schemaOption('--input-cell-attention <feed>', model.inputCellAttention))
    .addOption(schemaOption('--learned-state', model.learnedState))
    .addOption(schemaOption('--hops <n>', model.hops))
    .addOption(schemaOption('--attention-size <n>', model.attentionSize))
    .addOption(schemaOption('--readout <kind>', model.readout))
    .addOption(schemaOption('--readout-hops <n>', model.readoutHops))
    .addOption(schemaOption('--readout-attention-size <n>', model.readoutAttentionSize))
    .addOption(schemaOption('--readout-mean', model.readoutMean))
    .addOption(schemaOption('--readout-bias', model.readoutBias));
}

/** The fields of a classifier's configuration that options say in their own way. */
export function architectureFields(options: ArchitectureOptions) {
  const fields: { hiddenSize: number; encoder?: NamedSettings; head?: NamedSettings } = { hiddenSize: options.hidden };
  for (const { key, registry, usual } of parts) {
    const name = options[key];
    const told = toldSettings({ ...options }, name, choiceOf(key, registry));
    const { settings } = registry.get(name);
    const differs = Object.entries(told).some(([setting, value]) => value !== fieldFacts(settings[setting]).default);
    if (name !== usual || differs) fields[key] = { ...told, name };
  }
  return { encoder: undefined, head: undefined, ...fields };
}

/** The configuration that the options and the data make. */
export function architectureOf(options: ArchitectureOptions, { features, classNames }: Dataset): ClassifierConfig {
  return parsePart(classifierSchema, {
    ...options,
    ...architectureFields(options),
    inputSize: features,
    classes: classNames.length,
  });
}

function choiceOf(key: (typeof parts)[number]['key'], registry: (typeof parts)[number]['registry']) {
  const own = [...registry].filter(({ name }) => name !== recurrent.name);
  return { key, kind: key, things: own, prefixed: true };
}
