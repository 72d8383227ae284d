import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Engine } from '../backend/engine.js';
import type { Dataset } from '../data/dataset.js';
import { type Fold, groupedFolds, leaveOneGroupOut, stratifiedFolds } from '../data/folds.js';
import { csvField } from '../data/formats/csvRows.js';
import { encodeMaps } from '../data/formats/mapsFile.js';
import { UnvanishError } from '../errors.js';
import { architectureLabel } from '../model/architectureLabel.js';
import { classifierConfig } from '../model/config.js';
import {
  type CrossValidatedRun,
  crossValidationReport,
  crossValidationSentences,
} from '../report/crossValidationReport.js';
import { accuracyTable, confusionTable } from '../report/crossValidationTables.js';
import { renderReport } from '../report/document.js';
import { boxModels } from '../study/boxModels.js';
import {
  type ComparedModel,
  crossValidationTasks,
  type FinalResult,
  type FoldResult,
} from '../study/crossValidation.js';
import {
  type CrossValidatedModel,
  type CrossValidationSummary,
  summariseCrossValidation,
} from '../study/crossValidationSummary.js';
import { architectureOf } from './architectureOptions.js';
import { fingerprint } from './checkpoint.js';
import { crossValidationJson } from './crossValidationJson.js';
import { dataFiles, recordingSettingsOf } from './dataFiles.js';
import { provenance, provenanceFacts } from './facts.js';
import { writeWhole } from './files.js';
import type { ChosenGroups } from './groupsOption.js';
import { checkUnfinished, MODEL_FILE, REPORT_FILE, RUN_FILE } from './runFolder.js';
import { runStudy } from './studyRun.js';
import { terminalTable } from './terminalTable.js';
import { type TrainOptions, trainingOf } from './train.js';
import { readTrainingSeries } from './trainingData.js';

/** The options of `train --cross-validate`. */
export interface CrossValidateOptions extends TrainOptions {
  /** How many folds; true where that is left to the groups. */
  readonly crossValidate: number | true;
  /** Keys of models to be compared. */
  readonly compare?: readonly string[];
  readonly threads?: number;
}

/** Folds of single samples, unless told. */
const USUAL_FOLDS = 5;
/** More classes than this make a confusion matrix too wide for a terminal. */
const MOST_CONFUSED = 12;

/** Cross-validates, then trains on all data, and writes the run folder. */
export async function crossValidate(name: string, options: CrossValidateOptions): Promise<void> {
  const started = performance.now();
  const { out, test, seed, validation, standardise } = options;
  await checkUnfinished(options);
  if (test !== undefined) {
    throw new UnvanishError('option', '--test: with --cross-validate each fold is tested in its turn', 'leave one out');
  }
  const training = trainingOf(options);
  const { data, groups } = await readTrainingSeries(name, options);
  const { folds, division } = await divided(data, groups, options);
  const models = comparedModels(options, data);
  const shared = { dataset: data, groups: groups?.names };
  const tasks = crossValidationTasks(data, {
    models,
    folds,
    training,
    validation,
    standardise,
    lastSteps: Math.max(1, Math.round(data.time / 10)),
    fingerprint: fingerprint(data, groups?.names),
  });
  const finish = async (results: (FoldResult | FinalResult)[]) => {
    const of = (kind: 'fold trial' | 'final trial', key: string) =>
      results.filter((_, index) => tasks[index].kind === kind && tasks[index].key === key);
    const outcomes = models.map((model) => ({
      model,
      folds: of('fold trial', model.key) as FoldResult[],
      final: of('final trial', model.key)[0] as FinalResult,
    }));
    const summary = summariseCrossValidation(await Engine.create(), shared, folds, outcomes, seed);
    const run = { name, data, division, training, validation, standardise, facts: provenanceFacts() };
    const document = {
      command: 'train',
      run: out,
      data: {
        file: name,
        samples: data.samples,
        time: data.time,
        features: data.features,
        classNames: data.classNames,
      },
      recordings: (await recordingSettingsOf(await dataFiles(name, options))) ?? null,
      crossValidation: crossValidationJson(summary, run, fileOf),
      training,
      validation: { share: validation },
      standardise,
      provenance: provenance(),
    };
    // Its mark of being finished goes first and comes last, so that an old run and a new one never pass for one.
    await rm(join(out, RUN_FILE), { force: true });
    await writeModels(out, data, summary);
    await writeWhole(join(out, 'predictions.csv'), predictionsCsv(data, groups, folds, summary));
    await writeWhole(join(out, REPORT_FILE), renderReport(crossValidationReport(summary, run)));
    await writeWhole(join(out, RUN_FILE), `${JSON.stringify(document, null, 2)}\n`);
    if (options.json) console.log(JSON.stringify(document));
    else console.log(spoken(summary, run, out, (performance.now() - started) / 1000));
  };
  await runStudy(tasks, options, finish, shared);
}

/** The folds that the options and the groups make, and how one says it. */
async function divided(
  data: Dataset,
  groups: ChosenGroups | undefined,
  { crossValidate: count, seed }: CrossValidateOptions,
): Promise<{ folds: Fold[]; division: string }> {
  const labelled = { labels: data.labels as Int32Array, classNames: data.classNames };
  const engine = await Engine.create();
  if (!groups) {
    const folds = stratifiedFolds(engine, labelled, { folds: count === true ? USUAL_FOLDS : count, seed });
    return { folds, division: `${folds.length} stratified folds` };
  }
  if (count === true) {
    const folds = leaveOneGroupOut(labelled, groups.names);
    return { folds, division: `leaving one ${groups.of} out, ${folds.length} folds` };
  }
  const folds = groupedFolds(engine, labelled, groups.names, { folds: count, seed });
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

/** What the files of a model are called; those of the first one, which the run is of, bear no name. */
function fileOf({ key }: { key: string }, summary: CrossValidationSummary): { model: string; maps: string } {
  return summary.models[0].key === key
    ? { model: MODEL_FILE, maps: 'held-out-maps.npz' }
    : { model: `${key}.safetensors`, maps: `held-out-maps-${key}.npz` };
}

async function writeModels(out: string, data: Dataset, summary: CrossValidationSummary): Promise<void> {
  for (const model of summary.models) {
    const files = fileOf(model, summary);
    await writeWhole(join(out, files.model), model.final.weights);
    if (!model.saliency) continue;
    const content = {
      maps: { shape: [data.samples, data.time, data.features], data: model.saliency.maps },
      lengths: data.lengths,
      target: data.labels,
      sampleNames: data.sampleNames,
      featureNames: data.featureNames,
    };
    await writeWhole(join(out, files.maps), encodeMaps(files.maps, content));
  }
}

/** One row a model and sample: who held it out, what was predicted, and how probable its true class was said to be. */
function predictionsCsv(
  { samples, sampleNames, classNames, labels }: Dataset,
  groups: ChosenGroups | undefined,
  folds: readonly Fold[],
  { models }: CrossValidationSummary,
): string {
  const foldOf = new Array<string>(samples);
  for (const { name, test } of folds) for (const sample of test) foldOf[sample] = name;
  const rows = models.flatMap(({ label, predicted, probabilities }) =>
    Array.from({ length: samples }, (_, sample) => {
      const truth = labels?.[sample] as number;
      return [
        label,
        sampleNames?.[sample] ?? `${sample}`,
        ...(groups ? [groups.names[sample]] : []),
        foldOf[sample],
        classNames[truth],
        classNames[predicted[sample]],
        probabilities[sample * classNames.length + truth].toPrecision(6),
      ];
    }),
  );
  const head = [
    'model',
    'sample',
    ...(groups ? [groups.of] : []),
    'fold',
    'class',
    'predicted',
    'probability of class',
  ];
  return [head, ...rows].map((row) => `${row.map(csvField).join(',')}\n`).join('');
}

function spoken(summary: CrossValidationSummary, run: CrossValidatedRun, out: string, seconds: number): string {
  const { models, classes } = summary;
  const balance = classes.map(({ name, samples }) => `${name} ${samples}`).join(', ');
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
    `Its model, ${models[0].label}, is trained on all ${summary.samples} samples: unvanish explain ${out} ${run.name} --out maps.npz`,
  ].join('\n');
}
