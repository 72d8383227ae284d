import type { Command } from 'commander';
import { parsePart } from '../../options.js';
import type { Study } from '../../studies/study.js';
import { addReportOptions, wholeNumber } from '../options.js';
import { addSchemaOptions } from '../schemaOption.js';
import type { StudyRunFlags } from '../studyRun.js';
import type { SourceFlags } from './sourceFlags.js';
import { sourceOf } from './sources.js';

/** Builds the command of a study from the study: its flags, their help and checks are those of its options. */
export function defineStudy(reproduce: Command, study: Study): void {
  const { name, description, options: schema, notes, examples } = study;
  const source = sourceOf(study);
  const command = reproduce.command(name).description(description);
  source?.addOptions(command);
  addSchemaOptions(command, schema.shape)
    .option('--threads <n>', 'trials at the same time [default: all cores]', wholeNumber(1))
    .option('--out <folder>', 'run folder to write: run.json, report.html and the weights', `runs/${name}`)
    .option('--overwrite', 'replace the folder’s run, once this one has succeeded');
  addReportOptions(command)
    .addHelpText(
      'after',
      `
Interrupted and started again with the same options, it keeps the trials that
were finished.`,
    )
    .addHelpText(
      'after',
      `${notes ? `\n${notes}\n` : ''}\nExamples:\n${examples.map((one) => `  unvanish ${one}`).join('\n')}`,
    );
  command.action(async () => {
    const flags = command.opts<SourceFlags & StudyRunFlags>();
    const started = performance.now();
    await (await import('../../files/writeRun.js')).checkUnfinished(flags);
    const options = parsePart(schema, flags, `reproduce ${name}`);
    const { runStudy } = await import('../studyRun.js');
    const { source: read, about } = (await source?.read(flags, command.args)) ?? {};
    const seconds = () => ((performance.now() - started) / 1000).toFixed(1);
    await runStudy(study, options, read, { flags, about: { command: `reproduce ${name}`, ...about } }, ({ report }) => [
      `Report: ${report} (open it in a browser; ${seconds()} s in all)`,
    ]);
  });
}
