import type { Command } from 'commander';
import { UnvanishError } from '../../errors.js';
import { datasetShape } from '../../files/datasetOptions.js';
import { crossValidationSchema } from '../../studies/crossValidation/crossValidationOptions.js';
import { trainingSchema } from '../../training/options.js';
import { addArchitectureOptions } from '../architectureOptions.js';
import { addComputeOptions } from '../computeOptions.js';
import { addCortexOptions } from '../input/cortexOptions.js';
import { addDataOptions, arrayHelp, dataHelp } from '../input/dataOptions.js';
import { addRecordingOptions } from '../input/recordingOptions.js';
import { addReportOptions, wholeNumber } from '../options.js';
import { addSchemaOptions, schemaOption } from '../schemaOption.js';

/** `unvanish train`. */
export function defineTrain(command: Command): void {
  const folds = crossValidationSchema.shape;
  command.usage('<data> --out <folder> [options]').argument('<data>', dataHelp()).optionsGroup('Data:');
  addDataOptions(command)
    .addOption(schemaOption('--feature-names <a,b>', datasetShape().featureNames))
    .option('--test <data>', 'test data in the same formats, measured once, at the end')
    .option('--test-labels <file>', 'class of each test sample')
    .option('--test-lengths <file>', 'valid time steps of each test sample')
    .option(
      '--groups <of>',
      `what no split may tear apart: run, subject, session, site (of participants.tsv), or a file with the group of each sample, ${arrayHelp('column', 'groups')} [default: subjects where the data tell of several, else runs]`,
    )
    .addOption(schemaOption('--validation <share>', folds.validation))
    .addOption(schemaOption('--standardise <by>', folds.standardise));
  addRecordingOptions(command);
  addArchitectureOptions(command);
  addSchemaOptions(command.optionsGroup('Training:'), trainingSchema.shape)
    .optionsGroup('Cross-validation:')
    .option(
      '--cross-validate [folds]',
      'test each fold with a model that did not see it [default: one fold a group, or 5]',
      wholeNumber(2),
    )
    .addOption(schemaOption('--compare <models>', folds.compare))
    .addOption(schemaOption('--removal <fill>', folds.removal));
  addCortexOptions(command)
    .optionsGroup('Run:')
    .requiredOption('--out <folder>', 'run folder to write: model.safetensors, run.json, report.html')
    .option('--overwrite', 'replace the folder’s run, once this one has succeeded');
  addComputeOptions(command, 'threads to train on; in a cross-validation, folds at the same time');
  addReportOptions(command)
    .addHelpText(
      'after',
      `
Interrupted and started again with the same options, or more epochs or steps, it
goes on where it was, to the same bytes; a cross-validation keeps the folds that
were finished. Its run holds report.html with accuracy beside chance, confusion
matrices and maps of samples held out, predictions.csv, the models trained on all
data (explain takes the run) and run.json.

Examples:
  unvanish train x.npy --labels y.npy --out runs/lstm
  unvanish train a.npz --test b.npz --input-cell-attention matrix --out runs/a
  unvanish train a.npz --cell gru --bidirectional --readout final --out runs/b
  unvanish train series.csv --labels labels.csv --epochs 100 --json --out runs/c
  unvanish train a.npz --cross-validate 10 --out runs/d
  unvanish train a.npz --groups g.csv --cross-validate --compare mean --out runs/e
  unvanish train bids --files '*space-MNI*' --mask brain.nii.gz --out runs/f
  unvanish train scans --classes face,house --cross-validate --out runs/g
  unvanish train bids --cut runs --label-column group --out runs/h`,
    )
    .action(async (data, options) => {
      if (options.crossValidate !== undefined) {
        await (await import('./crossValidate.js')).crossValidate(data, options);
        return;
      }
      checkNoFolds(options);
      await (await import('./train.js')).trainModel(data, options);
    });
}

function checkNoFolds({ compare, removal, surface, test }: StrayOptions): void {
  const given = { '--compare': compare.length > 0, '--removal': removal !== undefined };
  const stray = Object.entries(given).find(([, is]) => is)?.[0];
  if (stray) throw new UnvanishError('option', `${stray}: there is no --cross-validate`);
  if (surface === undefined || test !== undefined) return;
  throw new UnvanishError(
    'option',
    '--surface: maps of unseen samples are drawn on it, and there are none',
    'give --test or --cross-validate',
  );
}

interface StrayOptions {
  readonly compare: readonly string[];
  readonly removal?: string;
  readonly surface?: readonly string[];
  readonly test?: string;
}
