import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { UnvanishError } from '../errors.js';
import { provenance, provenanceFacts } from '../files/provenance.js';
import { REPORT_FILE, type RunFacts } from '../files/runFolder.js';
import { RUN_FILE } from '../files/runPlacing.js';
import { TRIALS_FOLDER, writeRun } from '../files/writeRun.js';
import type { StopSignal } from '../stopSignal.js';
import { ResultStore } from '../studies/executors/store.node.js';
import { runTasks } from '../studies/executors/workers.node.js';
import type { Study, StudyPlan, Task, TaskResults } from '../studies/study.js';
import { version } from '../version.node.js';
import { checkNotStopped, interruptSignal, WAS_WHOLE } from './terminal/interruption.js';
import { print } from './terminal/print.js';
import { Progress } from './terminal/progress.js';
import { terminalTable } from './terminal/terminalTable.js';

/** The flags of how a study is run, and what of it is shown. */
export interface StudyRunFlags {
  readonly out: string;
  readonly overwrite?: boolean;
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
  last: (run: { readonly report: string; readonly models: readonly { readonly label: string }[] }) => readonly string[],
): Promise<void> {
  const { out, overwrite, threads = availableParallelism(), json = false, quiet = false } = flags;
  const work = await study.load();
  const plan = await work.plan(options, source);
  const store = new ResultStore(join(out, TRIALS_FOLDER), version);
  const key = JSON.stringify([study.name, options, about, plan.tasks.map((task) => store.nameOf(task))]);
  const signal = interruptSignal();
  let made: { readonly summary: unknown } | undefined;
  const document = await writeRun({ out, overwrite, key }, async () => {
    const results = await resultsOf(plan, store, { threads, quiet, signal });
    return keptIfStopped(async () => {
      const progress = new Progress(['summing up'], { quiet });
      const summary = await work
        .summarise(plan, results, { signal, onProgress: ({ done, text }) => progress.update('summing up', done, text) })
        .finally(() => progress.stop());
      const models = work.models(summary);
      made = { summary };
      const others = (await work.files?.(summary)) ?? [];
      const report = work.report(summary, provenanceFacts());
      await checkNotStopped(signal);
      return {
        document: {
          ...about,
          study: study.name,
          options,
          models: models.map(({ key, label, file, config }) => ({ key, label, file, config })),
          ...work.document(summary),
          provenance: provenance(),
        },
        files: [
          ...models.map(({ file, weights }) => ({ name: file, bytes: weights })),
          ...others,
          { name: REPORT_FILE, bytes: report },
        ],
        state: plan.tasks.map((task) => `${TRIALS_FOLDER}/${store.nameOf(task)}`),
      };
    });
  });
  if (json) {
    console.log(JSON.stringify(document));
    return;
  }
  const paragraphs = made
    ? work.paragraphs(made.summary, (table) => terminalTable(table, { intervalsIn: `the report and in ${RUN_FILE}` }))
    : [WAS_WHOLE];
  const { models } = document as RunFacts;
  print([...paragraphs, ...last({ report: join(out, REPORT_FILE), models: models ?? [] })].join('\n\n'));
}

async function resultsOf(
  { tasks, data, partOf = ({ label }) => label }: StudyPlan,
  store: ResultStore,
  { threads, quiet, signal }: { readonly threads: number; readonly quiet: boolean; readonly signal: StopSignal },
): Promise<TaskResults> {
  const progress = new Progress([...new Set(tasks.map(partOf))], { quiet });
  const parts = new PartProgress(tasks, partOf, progress);
  return keptIfStopped(() =>
    runTasks(tasks, {
      threads,
      data,
      store,
      onProgress: (task, { done, text }) => parts.update(task, done, text),
      signal,
    }),
  ).finally(() => progress.stop());
}

/** What is stopped says what is kept. */
async function keptIfStopped<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UnvanishError && error.code === 'aborted')) throw error;
    throw new UnvanishError('aborted', error.message, 'the same command keeps the trials that were finished');
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
