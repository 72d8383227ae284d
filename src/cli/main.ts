#!/usr/bin/env node
import { Command } from 'commander';
import { version } from '../version.node.js';
import { defineEvaluate } from './evaluateCommand.js';
import { defineExplain } from './explainCommand.js';
import { exitOn, usageError } from './failure.js';
import { defineInfo } from './infoCommand.js';
import { defineReproduce } from './reproduceCommand.js';
import { defineTrain } from './trainCommand.js';

const program = new Command('unvanish')
  .description('Train recurrent networks on multivariate time series and see which features mattered, and when.')
  .version(version, '-V, --version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .option('--debug', 'print stack traces of errors')
  .showHelpAfterError('(--help lists the options)')
  .configureHelp({ showGlobalOptions: true })
  .exitOverride(usageError)
  .addHelpText(
    'after',
    `
Examples:
  unvanish reproduce boxes                          the paper's effect in under a minute, with a report
  unvanish train x.npy --labels y.npy --out runs/a  train a classifier on your own series
  unvanish explain runs/a x.npy --out maps.npy      which features mattered, and when
  unvanish evaluate maps.npy --truth mask.npy       how well maps mark what is known to matter

Data are .npy [sample, time, feature], .npz (x, y, lengths, mask) or long .csv (sample, time, feature, value).
Exit codes: 0 done, 1 a defect of unvanish, 2 something to mend in the input or the options, 130 interrupted.`,
  );

for (const define of [defineReproduce, defineTrain, defineExplain, defineEvaluate, defineInfo]) define(program);

try {
  await program.parseAsync();
} catch (error) {
  exitOn(error, { debug: program.opts().debug === true });
}
