import { Engine } from '../../backend/engine.js';
import type { Dataset } from '../../data/dataset.js';
import type { Cortex } from '../../data/space/surfaceFeatures.js';
import { UnvanishError } from '../../errors.js';
import type { FillName } from '../../evaluation/faithfulness/fill.js';
import { classifierSchema } from '../../model/config.js';
import { architectureLabel } from '../../model/weights/architectureLabel.js';
import { parsePart } from '../../options.js';
import { renderReport } from '../../report/document.js';
import { type TrainingOptions, trainingSchema } from '../../training/options.js';
import { boxModels } from '../boxes/boxModels.js';
import { contentHash } from '../plainData.js';
import type { StudyPlan, StudyWork, TaskResults } from '../study.js';
import { crossValidationFiles, crossValidationModels } from './crossValidationFiles.js';
import { crossValidationJson } from './crossValidationJson.js';
import type { CrossValidationOptions } from './crossValidationOptions.js';
import { type CrossValidatedRun, crossValidationReport } from './crossValidationReport.js';
import { crossValidationSentences } from './crossValidationSentences.js';
import { type CrossValidationSummary, summariseCrossValidation } from './crossValidationSummary.js';
import { accuracyTable, confusionTable } from './crossValidationTables.js';
import {
  type ComparedModel,
  type CrossValidationTask,
  crossValidationTasks,
  keepsMaps,
  outcomesOf,
} from './crossValidationTrials.js';
import { type Division, divided, type NamedGroups } from './division.js';
import { type HeldOutRemoval, heldOutRemoval } from './heldOutRemoval.js';

/** Labelled series, and what of them no fold may tear apart. */
export interface CrossValidationSource {
  /** What one calls the data. */
  readonly name: string;
  readonly dataset: Dataset;
  readonly groups?: NamedGroups | undefined;
  /** How recordings became samples, where they did. */
  readonly origin?: readonly (readonly [term: string, value: string | number])[];
  /** The cortex that maps are drawn on, where it is known how the features lie on it. */
  readonly cortex?: Cortex | undefined;
}

/** What of a plan is not of the data. */
export interface CrossValidationRecipe {
  readonly models: readonly ComparedModel[];
  readonly training: TrainingOptions & { readonly seed: number };
  readonly validation: number;
  readonly standardise: CrossValidationOptions['standardise'];
  readonly fastMath?: boolean | undefined;
  /** What takes the place of inputs that are removed, where that is to be measured. */
  readonly fill?: FillName | undefined;
}

export interface CrossValidationPlan extends StudyPlan, Division, CrossValidationRecipe {
  readonly source: CrossValidationSource;
  readonly tasks: readonly CrossValidationTask[];
}

/** What a cross-validation comes to. */
export interface CrossValidated {
  readonly plan: CrossValidationPlan;
  readonly summary: CrossValidationSummary;
  /** What the removal of inputs costs, where that was measured. */
  readonly removal: HeldOutRemoval | undefined;
}

/** More classes than this make a confusion matrix too wide for a terminal. */
const MOST_CONFUSED = 12;

/** `train --cross-validate`. */
export const work: StudyWork<CrossValidationOptions, CrossValidationSource, CrossValidationPlan, CrossValidated> = {
  async plan(options, source) {
    const { validation, standardise, fastMath = false, removal: fill } = options;
    const recipe = {
      models: comparedModels(options, source.dataset),
      training: parsePart(trainingSchema, options),
      validation,
    };
    const plan = await planned(source, divided(source.dataset, source.groups, options), {
      ...recipe,
      standardise,
      fastMath,
      fill,
    });
    if (fill === undefined || keepsMaps(plan.tasks)) return plan;
    const { length } = plan.models;
    throw new UnvanishError(
      'size',
      `removal: the maps of ${length} model${length === 1 ? '' : 's'} are more than 1 GiB, and are not kept`,
      'compare fewer models, or bring the features down to regions',
    );
  },
  summarise: crossValidated,
  models: ({ summary }) => crossValidationModels(summary),
  files: filesOf,
  document: ({ plan, summary, removal }) => {
    const { division, fastMath, training, validation, standardise } = plan;
    return {
      crossValidation: crossValidationJson(summary, { division, removal }),
      fastMath,
      training,
      validation: { share: validation },
      standardise,
    };
  },
  report: (results, facts) => renderReport(crossValidationReport(results.summary, { ...runOf(results), facts })),
  paragraphs: (results, draw) => {
    const { plan, summary } = results;
    const balance = summary.classes.map((each) => `${each.name} ${each.samples}`).join(', ');
    return [
      `${plan.division}; samples by class: ${balance}`,
      draw(accuracyTable(summary)),
      ...(summary.classes.length <= MOST_CONFUSED
        ? summary.models.map((model) => `${model.label}:\n${draw(confusionTable(summary, model))}`)
        : []),
      crossValidationSentences(summary, runOf(results)).join('\n'),
    ];
  },
};

/** The plan of models on folds of data. */
export async function planned(
  source: CrossValidationSource,
  division: Division,
  recipe: CrossValidationRecipe,
): Promise<CrossValidationPlan> {
  const { dataset, groups } = source;
  const shared = { dataset, groups: groups?.names };
  const hash = await contentHash(shared);
  const lastSteps = Math.max(1, Math.round(dataset.time / 10));
  const tasks = crossValidationTasks(dataset, { ...recipe, folds: division.folds, lastSteps, data: hash });
  return { source, ...division, ...recipe, tasks, data: new Map([[hash, shared]]) };
}

/** Sums up the results of a plan's tasks, and removes inputs from the samples held out where that is wanted. */
export async function crossValidated(plan: CrossValidationPlan, results: TaskResults): Promise<CrossValidated> {
  const { source, folds, models, tasks, training, fastMath, fill } = plan;
  const { seed } = training;
  const shared = { dataset: source.dataset, groups: source.groups?.names };
  const outcomes = outcomesOf(models, tasks, results);
  const summary = summariseCrossValidation(shared, folds, outcomes, seed);
  if (fill === undefined) return { plan, summary, removal: undefined };
  const maps = summary.models.flatMap(({ saliency }) => (saliency ? [saliency.maps] : []));
  const independent = { ...shared, groups: shared.groups ?? source.dataset.episodes };
  const removal = await heldOutRemoval(await Engine.create(), independent, folds, outcomes, maps, {
    fill,
    seed,
    fastMath,
  });
  return { plan, summary, removal };
}

/** What a cross-validation leaves beside its models. */
export function filesOf({ plan: { source, folds }, summary }: CrossValidated) {
  return crossValidationFiles({ data: source.dataset, groups: source.groups, folds, summary });
}

/** What was cross-validated, as a report says it. */
function runOf({ plan, removal }: CrossValidated): Omit<CrossValidatedRun, 'facts'> {
  const { source, division, training, validation, standardise } = plan;
  const { name, dataset: data, origin, cortex } = source;
  return { name, data, cortex, ...(origin && { origin }), removal, division, training, validation, standardise };
}

/** The model of the architecture options first, then those it is compared with, of the same sizes. */
function comparedModels(options: CrossValidationOptions, { features, classNames }: Dataset): ComparedModel[] {
  const sizes = { inputSize: features, classes: classNames.length };
  const own = parsePart(classifierSchema, { ...options, ...sizes });
  const plain = { encoder: undefined, cell: 'lstm', bidirectional: false, readout: 'last', inputCellAttention: 'none' };
  const named = boxModels.map(({ key, role, architecture }) => ({
    key,
    role,
    config: parsePart(classifierSchema, { ...own, ...plain, ...architecture }),
  }));
  const known = named.find(({ config }) => architectureLabel(config) === architectureLabel(own));
  const first = { key: known?.key ?? 'model', role: known?.role, config: own };
  const others = named.filter(({ key }) => options.compare.includes(key) && key !== first.key);
  return [first, ...others].map(({ key, role, config: { inputSize: _, classes: __, ...architecture } }) => ({
    key,
    label: architectureLabel(architecture),
    role,
    architecture,
  }));
}
