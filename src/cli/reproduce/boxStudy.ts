import { join } from 'node:path';
import type { BoxName } from '../../data/synthetic/boxes.js';
import { writeWhole } from '../../files/files.js';
import { provenance, provenanceFacts } from '../../files/provenance.js';
import { type Report, renderReport } from '../../report/document.js';
import type { Table } from '../../report/table.js';
import { type BoxOutcome, type BoxStudyOptions, boxOutcomes, boxTasks } from '../../studies/boxes/boxes.js';
import { type BoxModel, boxModels } from '../../studies/boxes/boxModels.js';
import { type BoxSummary, summariseBoxes } from '../../studies/boxes/boxSummary.js';
import { runStudy, type StudyOptions } from '../studyRun.js';
import { terminalTable } from '../terminal/terminalTable.js';

/** Options that all studies of boxes have. */
export interface BoxCommandOptions extends StudyOptions {
  readonly samples: number;
  readonly testSamples: number;
  readonly epochs: number;
  readonly patience?: number;
  /** How many seeds, the first of which is `seed`. */
  readonly seeds?: number;
}

/** What one experiment makes of its results. */
export interface BoxExperiment {
  /** As it is called: `reproduce boxes`. */
  readonly command: string;
  readonly boxes: readonly BoxName[];
  /** Keys of the models. */
  readonly models: readonly string[];
  readonly examples: readonly number[];
  /** What the JSON document holds beside command, study and provenance. */
  readonly document: (outcomes: readonly BoxOutcome[], study: BoxStudyOptions) => Promise<object>;
  readonly report: (
    outcomes: readonly BoxOutcome[],
    study: BoxStudyOptions,
    facts: readonly (readonly [string, string | number])[],
  ) => Promise<Report>;
  readonly table: (outcomes: readonly BoxOutcome[], study: BoxStudyOptions) => Promise<Table>;
  /** Said below the table. */
  readonly conclusions?: (outcomes: readonly BoxOutcome[], study: BoxStudyOptions) => Promise<readonly string[]>;
}

/** Runs a study of boxes; leaves report.html, results.json and the weights in the run folder. */
export async function reproduceBoxStudy(experiment: BoxExperiment, options: BoxCommandOptions): Promise<void> {
  const started = performance.now();
  const { out, seed, samples, testSamples, epochs, patience = 0, seeds = 1 } = options;
  const study: BoxStudyOptions = {
    boxes: experiment.boxes,
    models: boxModels.filter(({ key }) => experiment.models.includes(key)),
    seeds: Array.from({ length: seeds }, (_, index) => seed + index),
    trainingSamples: samples,
    testSamples,
    epochs,
    patience,
    examples: experiment.examples,
  };
  const tasks = boxTasks(study);
  await runStudy(tasks, options, async (results) => {
    const outcomes = boxOutcomes(tasks, results);
    const document = {
      command: experiment.command,
      study,
      ...(await experiment.document(outcomes, study)),
      provenance: provenance(),
    };
    for (const { result } of outcomes.flatMap(({ trials }) => trials)) {
      await writeWhole(join(out, `${result.spec.id}.safetensors`), result.weights);
    }
    await writeWhole(join(out, 'results.json'), `${JSON.stringify(document, null, 2)}\n`);
    const report = join(out, 'report.html');
    await writeWhole(report, renderReport(await experiment.report(outcomes, study, provenanceFacts())));
    if (options.json) {
      console.log(JSON.stringify(document));
      return;
    }
    console.log(
      terminalTable(await experiment.table(outcomes, study), { intervalsIn: 'the report and in results.json' }),
    );
    for (const sentence of (await experiment.conclusions?.(outcomes, study)) ?? []) console.log(`\n${sentence}`);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`\nReport: ${report} (open it in a browser; ${seconds} s in all)`);
  });
}

/** The summary over seeds; asked for several times, it is computed once. */
export function summaries(): (outcomes: readonly BoxOutcome[], study: BoxStudyOptions) => BoxSummary[] {
  let summary: BoxSummary[] | undefined;
  return (outcomes, { seeds, models }) => {
    summary ??= summariseBoxes(outcomes, models, seeds[0]);
    return summary;
  };
}

/** The keys of all models of one cell, or of all cells. */
export function modelKeys(cells: readonly string[]): string[] {
  return boxModels.flatMap(({ key, architecture }: BoxModel) =>
    cells.includes(architecture.cell ?? 'lstm') ? [key] : [],
  );
}
