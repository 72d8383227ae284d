#!/usr/bin/env node
import { Command } from 'commander';
import { version } from '../version.node.js';
import { defineDiagnose } from './diagnoseCommand.js';
import { defineEvaluate } from './evaluateCommand.js';
import { defineExplain } from './explainCommand.js';
import { defineInfo } from './infoCommand.js';
import { defineInspect } from './inspectCommand.js';
import { defineReproduce } from './reproduce/reproduceCommand.js';
import { endWithReader, exitOn, usageError } from './terminal/failure.js';
import { applyHelpStyle } from './terminal/helpStyle.js';
import { defineTrain } from './train/trainCommand.js';

endWithReader(process.stdout);
const program = applyHelpStyle(new Command('unvanish'))
  .description('Train recurrent networks on multivariate time series and see which features mattered, and when.')
  .usage('<command> [options]')
  .version(version, '-V, --version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .option('--debug', 'print the stack trace of an error')
  .exitOverride(usageError)
  .addHelpText(
    'after',
    `
Examples:
  unvanish reproduce boxes                          the paper’s effect, measured
  unvanish inspect scans                            what a folder of runs holds
  unvanish train x.npy --labels y.npy --out runs/a  a classifier of your series
  unvanish train a.npz --cross-validate --out r/b   accuracy beside chance
  unvanish explain runs/a x.npy --out maps.npy      what mattered, and when
  unvanish evaluate maps.npy --truth mask.npy       maps against a known truth
  unvanish diagnose runs/a x.npy                    why and how far back it is blind

Data are .npy [sample, time, feature], .npz (x, y, lengths, mask), .ts as in the
UEA archive, .csv or .parquet (long or wide), .csv that names a file a sample, a
folder of runs (BIDS, HCP, or run-1/bold.nii.gz with run-1/events.tsv), or an
image with its events.

Exit codes: 0 done; 1 a defect of unvanish; 2 something to mend in the input or
the options; 130 interrupted.`,
  );

for (const define of [
  defineReproduce,
  defineInspect,
  defineTrain,
  defineExplain,
  defineEvaluate,
  defineDiagnose,
  defineInfo,
])
  define(program);

if (process.argv.length === 2) program.help();
try {
  await program.parseAsync();
} catch (error) {
  exitOn(error, { debug: program.opts().debug === true });
}
