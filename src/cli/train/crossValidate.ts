import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Engine } from '../../backend/engine.js';
import type { Dataset } from '../../data/dataset.js';
import { type Fold, groupedFolds, leaveOneGroupOut, stratifiedFolds } from '../../data/folds.js';
import { UnvanishError } from '../../errors.js';
import type { FillName } from '../../evaluation/faithfulness/fill.js';
import { writeWhole } from '../../files/files.js';
import { provenance, provenanceFacts } from '../../files/provenance.js';
import { checkUnfinished, REPORT_FILE, RUN_FILE } from '../../files/runFolder.js';
import { classifierConfig } from '../../model/config.js';
import { architectureLabel } from '../../model/weights/architectureLabel.js';
import { renderReport } from '../../report/document.js';
import { boxModels } from '../../studies/boxes/boxModels.js';
import {
  type ComparedModel,
  type CrossValidationData,
  crossValidationTasks,
  type FinalResult,
  type FoldResult,
} from '../../studies/crossValidation/crossValidation.js';
import {
  type CrossValidatedRun,
  crossValidationReport,
  crossValidationSentences,
} from '../../studies/crossValidation/crossValidationReport.js';
import {
  type CrossValidatedModel,
  type CrossValidationSummary,
  type ModelOutcome,
  summariseCrossValidation,
} from '../../studies/crossValidation/crossValidationSummary.js';
import { accuracyTable, confusionTable } from '../../studies/crossValidation/crossValidationTables.js';
import { type HeldOutRemoval, heldOutRemoval } from '../../studies/crossValidation/heldOutRemoval.js';
import { architectureOf } from '../architectureOptions.js';
import { runStudy } from '../studyRun.js';
import { print } from '../terminal/print.js';
import { terminalTable } from '../terminal/terminalTable.js';
import { fingerprint } from './checkpoint.js';
import { fileOf, writeCrossValidation } from './crossValidationFiles.js';
import { crossValidationJson } from './crossValidationJson.js';
import { dataOfRun } from './dataOfRun.js';
import type { ChosenGroups } from './groupsOption.js';
import { type TrainOptions, trainingOf } from './train.js';
import { readTrainingSeries } from './trainingData.js';

/** The options of `train --cross-validate`. */
export interface CrossValidateOptions extends TrainOptions {
  /** How many folds; true where that is left to the groups. */
  readonly crossValidate: number | true;
  /** Keys of models to be compared. */
  readonly compare?: readonly string[];
  readonly threads?: number;
  /** Measures what the removal of inputs costs; what takes their place. */
  readonly removal?: FillName;
}

/** Folds of single samples, unless told. */
const USUAL_FOLDS = 5;
/** More classes than this make a confusion matrix too wide for a terminal. */
const MOST_CONFUSED = 12;

/** Cross-validates, then trains on all data, and writes the run folder. */
export async function crossValidate(name: string, options: CrossValidateOptions): Promise<void> {
  const started = performance.now();
  const { out, test, seed, validation, standardise, fastMath = false } = options;
  await checkUnfinished(options);
  if (test !== undefined) {
    throw new UnvanishError('option', '--test: with --cross-validate each fold is tested in its turn', 'leave one out');
  }
  const training = trainingOf(options);
  const { source, data, groups } = await readTrainingSeries(name, options);
  const { folds, division } = await divided(data, groups, options);
  const models = comparedModels(options, data);
  const shared = { dataset: data, groups: groups?.names };
  const tasks = crossValidationTasks(data, {
    models,
    folds,
    training,
    fastMath,
    validation,
    standardise,
    lastSteps: Math.max(1, Math.round(data.time / 10)),
    fingerprint: fingerprint(data, groups?.names),
  });
  if (options.removal && tasks.some((task) => task.kind === 'fold trial' && !task.keepMaps)) {
    throw new UnvanishError(
      'size',
      `--removal: the maps of ${models.length} model${models.length === 1 ? '' : 's'} are more than 1 GiB, and are not kept`,
      'compare fewer models, or bring the features down to regions',
    );
  }
  const finish = async (results: (FoldResult | FinalResult)[]) => {
    const of = (kind: 'fold trial' | 'final trial', key: string) =>
      results.filter((_, index) => tasks[index].kind === kind && tasks[index].key === key);
    const outcomes = models.map((model) => ({
      model,
      folds: of('fold trial', model.key) as FoldResult[],
      final: of('final trial', model.key)[0] as FinalResult,
    }));
    const engine = await Engine.create();
    const summary = summariseCrossValidation(shared, folds, outcomes, seed);
    const removal = await removalOf(engine, { shared, folds, outcomes, summary }, options);
    const { document: about, origin } = dataOfRun(source, data, options.out);
    const run = {
      name: basename(name),
      data,
      origin,
      removal,
      division,
      training,
      validation,
      standardise,
      facts: provenanceFacts(),
    };
    const document = {
      ...about,
      crossValidation: crossValidationJson(summary, run, fileOf),
      fastMath,
      training,
      validation: { share: validation },
      standardise,
      provenance: provenance(),
    };
    // Its mark of being finished goes first and comes last, so that an old run and a new one never pass for one.
    await rm(join(out, RUN_FILE), { force: true });
    await writeCrossValidation(out, { data, groups, folds, summary });
    await writeWhole(join(out, REPORT_FILE), renderReport(crossValidationReport(summary, run)));
    await writeWhole(join(out, RUN_FILE), `${JSON.stringify(document, null, 2)}\n`);
    if (options.json) console.log(JSON.stringify(document));
    else print(spoken(summary, run, { name, out, seconds: (performance.now() - started) / 1000 }));
  };
  await runStudy(tasks, options, finish, shared);
}

/** What the removal of inputs costs, where that is asked for. */
async function removalOf(
  engine: Engine,
  cv: {
    readonly shared: CrossValidationData;
    readonly folds: readonly Fold[];
    readonly outcomes: readonly ModelOutcome[];
    readonly summary: CrossValidationSummary;
  },
  { removal: fill, seed, fastMath }: CrossValidateOptions,
): Promise<HeldOutRemoval | undefined> {
  if (fill === undefined) return undefined;
  const maps = cv.summary.models.flatMap(({ saliency }) => (saliency ? [saliency.maps] : []));
  return heldOutRemoval(engine, cv.shared, cv.folds, cv.outcomes, maps, { fill, seed, fastMath });
}

/** The folds that the options and the groups make, and how one says it. */
async function divided(
  data: Dataset,
  groups: ChosenGroups | undefined,
  { crossValidate: count, seed }: CrossValidateOptions,
): Promise<{ folds: Fold[]; division: string }> {
  const labelled = { labels: data.labels as Int32Array, classNames: data.classNames };
  if (!groups) {
    const folds = stratifiedFolds(labelled, { folds: count === true ? USUAL_FOLDS : count, seed });
    return { folds, division: `${folds.length} stratified folds` };
  }
  if (count === true) {
    const folds = leaveOneGroupOut(labelled, groups.names);
    return { folds, division: `leaving one ${groups.of} out, ${folds.length} folds` };
  }
  const folds = groupedFolds(labelled, groups.names, { folds: count, seed });
  return { folds, division: `${folds.length} folds of whole ${groups.of}s` };
}

/** The model of the architecture options first, then those it is compared with, of the same sizes. */
function comparedModels(options: CrossValidateOptions, data: Dataset): ComparedModel[] {
  const own = architectureOf(options, data);
  const plain = { cell: 'lstm', bidirectional: false, readout: 'last', inputCellAttention: 'none' } as const;
  const named = boxModels.map(({ key, architecture }) => ({
    key,
    config: classifierConfig({ ...own, ...plain, ...architecture }),
  }));
  const key = named.find(({ config }) => architectureLabel(config) === architectureLabel(own))?.key ?? 'model';
  const others = named.filter((other) => options.compare?.includes(other.key) && other.key !== key);
  return [{ key, config: own }, ...others].map(({ key, config: { inputSize: _, classes: __, ...architecture } }) => ({
    key,
    label: architectureLabel(architecture),
    architecture,
  }));
}

function spoken(
  summary: CrossValidationSummary,
  run: CrossValidatedRun,
  { name, out, seconds }: { name: string; out: string; seconds: number },
): string {
  const { models, classes } = summary;
  const balance = classes.map((each) => `${each.name} ${each.samples}`).join(', ');
  const confusion = (model: CrossValidatedModel) => [
    `\n${model.label}:`,
    terminalTable(confusionTable(summary, model), { intervalsIn: '' }),
  ];
  return [
    `${run.division}; samples by class: ${balance}`,
    '',
    terminalTable(accuracyTable(summary), { intervalsIn: 'the report and in run.json' }),
    ...(classes.length <= MOST_CONFUSED ? models.flatMap(confusion) : []),
    '',
    ...crossValidationSentences(summary, run),
    '',
    `Run: ${out} (report: ${join(out, REPORT_FILE)}; ${seconds.toFixed(1)} s in all)`,
    `Its model, ${models[0].label}, is trained on all ${summary.samples} samples: unvanish explain ${out} ${name} --out maps.npz`,
  ].join('\n');
}
