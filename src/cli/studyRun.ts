import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { UnvanishError } from '../errors.js';
import { checkFolder, writeWhole } from '../files/files.js';
import { provenance, provenanceFacts } from '../files/provenance.js';
import { REPORT_FILE, RUN_FILE } from '../files/runFolder.js';
import type { StopSignal } from '../stopSignal.js';
import { ResultStore } from '../studies/executors/store.node.js';
import { runTasks } from '../studies/executors/workers.node.js';
import type { Study, StudyModel, StudyPlan, Task, TaskResults } from '../studies/study.js';
import { version } from '../version.node.js';
import { interruptSignal } from './terminal/failure.js';
import { print } from './terminal/print.js';
import { Progress } from './terminal/progress.js';
import { terminalTable } from './terminal/terminalTable.js';

/** The flags of how a study is run, and what of it is shown. */
export interface StudyRunFlags {
  readonly out: string;
  readonly threads?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** How a study is run, beside its own options. */
export interface StudyRunOptions {
  readonly flags: StudyRunFlags;
  /** What run.json says first: the command, and how the data were read. */
  readonly about: object;
}

/**
 * Runs a study with progress and leaves its run folder: run.json, report.html, models and what else it has. Interrupted and
 * started again it goes on where it was. `last` is what is printed below its paragraphs.
 */
export async function runStudy(
  study: Study,
  options: unknown,
  source: unknown,
  { flags, about }: StudyRunOptions,
  last: (run: { readonly report: string; readonly models: readonly StudyModel[] }) => readonly string[],
): Promise<void> {
  const { out, threads = availableParallelism(), json = false, quiet = false } = flags;
  const work = await study.load();
  const plan = await work.plan(options, source);
  await checkFolder(out);
  const store = new ResultStore(join(out, '.unvanish-trials'), version);
  const signal = interruptSignal();
  const results = await resultsOf(plan, store, { threads, quiet, signal });
  const progress = new Progress(['summing up'], { quiet });
  const summary = await work
    .summarise(plan, results, { signal, onProgress: ({ done, text }) => progress.update('summing up', done, text) })
    .finally(() => progress.stop());
  const models = work.models(summary);
  const document = {
    ...about,
    study: study.name,
    options,
    models: models.map(({ key, label, file, config }) => ({ key, label, file, config })),
    ...work.document(summary),
    provenance: provenance(),
  };
  // Its mark of being finished goes first and comes last, so that an old run and a new one never pass for one.
  await rm(join(out, RUN_FILE), { force: true });
  for (const { file, weights } of models) await writeWhole(join(out, file), weights);
  for (const { name, bytes } of (await work.files?.(summary)) ?? []) await writeWhole(join(out, name), bytes);
  const report = join(out, REPORT_FILE);
  await writeWhole(report, work.report(summary, provenanceFacts()));
  await writeWhole(join(out, RUN_FILE), `${JSON.stringify(document, null, 2)}\n`);
  await store.clear();
  if (json) {
    console.log(JSON.stringify(document));
    return;
  }
  const paragraphs = work.paragraphs(summary, (table) =>
    terminalTable(table, { intervalsIn: `the report and in ${RUN_FILE}` }),
  );
  print([...paragraphs, ...last({ report, models })].join('\n\n'));
}

async function resultsOf(
  { tasks, data, partOf = ({ label }) => label }: StudyPlan,
  store: ResultStore,
  { threads, quiet, signal }: { readonly threads: number; readonly quiet: boolean; readonly signal: StopSignal },
): Promise<TaskResults> {
  const progress = new Progress([...new Set(tasks.map(partOf))], { quiet });
  const parts = new PartProgress(tasks, partOf, progress);
  try {
    return await runTasks(tasks, {
      threads,
      data,
      store,
      onProgress: (task, { done, text }) => parts.update(task, done, text),
      signal,
    });
  } catch (error) {
    if (!(error instanceof UnvanishError && error.code === 'aborted')) throw error;
    throw new UnvanishError('aborted', error.message, 'the same command keeps the trials that were finished');
  } finally {
    progress.stop();
  }
}

/** Progress of many tasks drawn by the parts that they belong to: a bar a part, with the task that is at work. */
class PartProgress {
  private readonly done = new Map<string, Map<string, number>>();

  constructor(
    tasks: readonly Task[],
    private readonly partOf: (task: Task) => string,
    private readonly progress: Progress,
  ) {
    for (const task of tasks) {
      const part = this.done.get(partOf(task)) ?? new Map<string, number>();
      this.done.set(partOf(task), part.set(task.id, 0));
    }
  }

  /** `done` of 1. */
  update(task: Task, done: number, text: string): void {
    const part = this.done.get(this.partOf(task)) as Map<string, number>;
    part.set(task.id, done);
    const all = [...part.values()];
    const ended = all.filter((share) => share === 1).length;
    const at =
      all.length === 1 ? text : ended === all.length ? 'done' : `${ended} of ${all.length} · ${task.label}, ${text}`;
    this.progress.update(this.partOf(task), all.reduce((sum, share) => sum + share, 0) / all.length, at);
  }
}
