import type { z } from 'zod';
import type { Dataset } from '../data/dataset.js';
import type { ClassifierConfig } from '../model/config.js';
import type { Table } from '../report/table.js';
import type { StopSignal } from '../stopSignal.js';
import type { TrainingHooks } from '../training/trainer.js';

/** A piece of a study that depends on no other piece: plain JSON, so that it can be kept, and sent to another machine. */
export interface Task<Spec = unknown> {
  /** Name of the study that runs it. */
  readonly study: string;
  /** Names it, and what comes of it, in files: unique in its plan. */
  readonly id: string;
  /** What progress and errors call it. */
  readonly label: string;
  /** What the study has to know to run it. */
  readonly spec: Spec;
  /** Content hash of the data that it is of; absent where it makes its own. */
  readonly data?: string;
}

/** What the tasks of a plan came to, by their ids. */
export type TaskResults = ReadonlyMap<string, unknown>;

/** How far something is: `done` of 1, and a few words. */
export interface StudyProgress {
  readonly done: number;
  readonly text: string;
}

/** What a study runs; a study's own plan holds besides what its summary has to know. */
export interface StudyPlan {
  readonly tasks: readonly Task[];
  /** The data that tasks are of, by their content hash. */
  readonly data?: ReadonlyMap<string, unknown> | undefined;
  /** Where there are too many tasks for a bar each: the part that a task belongs to. */
  readonly partOf?: ((task: Task) => string) | undefined;
}

/** A trained model that a study leaves. */
export interface StudyModel {
  /** Names it among the models of the study: `earlier-lstm`. */
  readonly key: string;
  readonly label: string;
  /** Its file in the run folder. */
  readonly file: string;
  readonly config: ClassifierConfig;
  /** As a safetensors file. */
  readonly weights: Uint8Array;
}

/** Another file that a study leaves. */
export interface StudyFile {
  readonly name: string;
  readonly bytes: Uint8Array | string;
}

/** What made a result, as terms and values: versions, machine, date, command. */
export type StudyFacts = readonly (readonly [term: string, value: string | number])[];

/** What a study does before its tasks are run, and after. */
export interface StudyWork<Options = unknown, Source = unknown, Plan extends StudyPlan = StudyPlan, Summary = unknown> {
  /** `source` is what was read for the study, where it says that it takes something. */
  plan(options: Options, source: Source): Promise<Plan>;
  /** All that is to be known of the results, as plain data: estimates, tests, conclusions, roles. */
  summarise(
    plan: Plan,
    results: TaskResults,
    hooks?: { readonly signal?: StopSignal; readonly onProgress?: (progress: StudyProgress) => void },
  ): Promise<Summary>;
  models(summary: Summary): readonly StudyModel[];
  /** Maps and tables; models and report come of themselves. */
  files?(summary: Summary): readonly StudyFile[] | Promise<readonly StudyFile[]>;
  /** What JSON documents hold of it, beside command, options, models and provenance. */
  document(summary: Summary): object;
  /** One self-contained HTML page. */
  report(summary: Summary, facts: StudyFacts): string;
  /** What a terminal shows: paragraphs, with tables as `draw` draws them. */
  paragraphs(summary: Summary, draw: (table: Table) => string): readonly string[];
}

/** An experiment: what it can be told, what it runs, and what is made of that. Everything heavy is loaded when it is needed. */
export interface Study<Options = unknown, Source = unknown, Plan extends StudyPlan = StudyPlan, Summary = unknown> {
  /** As in `unvanish reproduce NAME`. */
  readonly name: string;
  /** One line of help. */
  readonly description: string;
  /** What it can be told: gives its flags, their help, defaults and checks. */
  readonly options: z.ZodType<Options> & { readonly shape: Readonly<Record<string, z.ZodType>> };
  /** Said below the options. */
  readonly notes?: string;
  /** What follows `unvanish` in examples. */
  readonly examples: readonly string[];
  /** What it has to be given beside options, as the command line knows how to read it; absent where it makes its own data. */
  readonly source?: string;
  /** The command that runs it, where that is not `reproduce NAME`. */
  readonly command?: string;
  /** Runs one of its tasks; what comes of it is plain data with typed arrays. */
  run(task: Task, data: unknown, hooks: TrainingHooks): Promise<unknown>;
  load(): Promise<StudyWork<Options, Source, Plan, Summary>>;
  /** The test samples of one of its models, before standardisation, where it makes its own data. */
  testData?(options: Options, modelKey: string): Promise<Dataset>;
}
