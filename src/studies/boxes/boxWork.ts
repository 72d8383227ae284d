import { type Report, renderReport } from '../../report/document.js';
import type { Table } from '../../report/table.js';
import type { StudyFacts, StudyModel, StudyPlan, StudyWork } from '../study.js';
import { type BoxOutcome, type BoxStudyOptions, type BoxTask, boxOutcomes, boxTasks } from './boxTrials.js';

/** What a study of boxes runs. */
export interface BoxPlan extends StudyPlan {
  readonly study: BoxStudyOptions;
  readonly tasks: readonly BoxTask[];
}

/** What a study of boxes comes to: what its tasks did by box, and what the study concludes of that. */
export interface BoxResults<Conclusions> {
  readonly study: BoxStudyOptions;
  readonly outcomes: readonly BoxOutcome[];
  readonly conclusions: Conclusions;
}

/** What the options of all studies of boxes say. */
interface BoxSizes {
  readonly seed: number;
  readonly seeds?: number;
  readonly samples: number;
  readonly testSamples: number;
  readonly epochs?: number;
}

/** What one study of boxes has of its own. */
export interface BoxExperiment<Options, Conclusions> {
  readonly name: string;
  readonly choose: (
    options: Options,
  ) => Pick<BoxStudyOptions, 'boxes' | 'models' | 'examples'> & Partial<Pick<BoxStudyOptions, 'patience' | 'protocol'>>;
  readonly conclude: (outcomes: readonly BoxOutcome[], study: BoxStudyOptions) => Conclusions;
  readonly document: (results: BoxResults<Conclusions>) => object;
  readonly report: (results: BoxResults<Conclusions>, facts: StudyFacts) => Report;
  readonly table: (results: BoxResults<Conclusions>) => Table;
  /** Said below the table. */
  readonly sentences?: (results: BoxResults<Conclusions>) => readonly string[];
}

/** Everything of a study of boxes that is the same for all of them. */
export function boxWork<Options extends BoxSizes, Conclusions>(
  experiment: BoxExperiment<Options, Conclusions>,
): StudyWork<Options, undefined, BoxPlan, BoxResults<Conclusions>> {
  const { name, choose, conclude, document, report, table, sentences = () => [] } = experiment;
  return {
    async plan(options) {
      const { seed, seeds = 1, samples: trainingSamples, testSamples, epochs = Number.POSITIVE_INFINITY } = options;
      const sizes = { trainingSamples, testSamples, epochs, patience: 0, protocol: 'paper' as const };
      const study = { ...sizes, ...choose(options), seeds: seedsFrom(seed, seeds) };
      return { study, tasks: boxTasks(name, study) };
    },
    async summarise({ study, tasks }, results) {
      const outcomes = boxOutcomes(tasks, study.models, results);
      return { study, outcomes, conclusions: conclude(outcomes, study) };
    },
    models: ({ outcomes }) => outcomes.flatMap(boxTrialModels),
    document,
    report: (results, facts) => renderReport(report(results, facts)),
    paragraphs: (results, draw) => [draw(table(results)), ...sentences(results)],
  };
}

/** The models of one box, each in a file of its own. */
export function boxTrialModels({ trials }: BoxOutcome): StudyModel[] {
  return trials.map(({ label, result: { spec, config, weights } }) => ({
    key: spec.id,
    label,
    file: `${spec.id}.safetensors`,
    config,
    weights,
  }));
}

/** So many seeds from the first on. */
export function seedsFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}
