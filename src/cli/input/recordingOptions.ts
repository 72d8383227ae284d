import type { Command } from 'commander';
import { recordingShape } from '../../files/recordingSettings.js';
import { renamedOption } from '../options.js';
import { addSchemaOptions, unsetOption } from '../schemaOption.js';

const RENAMED = { '--stride': '--block-stride', '--baseline': '--block-baseline' };

/** Adds the options that say how runs become samples; those that are named otherwise now are refused where nothing else is. */
export function addRecordingOptions(command: Command): Command {
  command.optionsGroup('Of a folder of runs (BIDS, HCP, run-1/bold.nii.gz), or an image:');
  addSchemaOptions(command, recordingShape, { make: unsetOption });
  for (const [old, now] of Object.entries(RENAMED)) {
    if (!command.options.some(({ long }) => long === old)) command.addOption(renamedOption(old, now));
  }
  return command.optionsGroup('Options:');
}
