import { basename, join } from 'node:path';
import { Engine } from '../backend/engine.js';
import { RandomStream } from '../backend/random.js';
import { createDataset, type Dataset } from '../data/dataset.js';
import { type Diagnosis, diagnose } from '../diagnosis/diagnose.js';
import { UnvanishError } from '../errors.js';
import { checkFolder, writeWhole } from '../files/files.js';
import { removeLeftBehind } from '../files/leftBehind.js';
import { classNamesOf, parseTarget, readModelData } from '../files/modelData.js';
import { provenance, provenanceFacts } from '../files/provenance.js';
import { firstRecordingOption } from '../files/recordingSettings.js';
import { type ModelChoice, readModel, runOfModel } from '../files/runFolder.js';
import type { Output } from '../model/classifier.js';
import { prepareFor, type SavedModel } from '../model/weights/savedModel.js';
import { parseOptions } from '../options.js';
import { renderReport } from '../report/document.js';
import {
  type DiagnosedModel,
  diagnosisReport,
  diagnosisSentences,
  gatesTable,
  stepsBackTable,
  termsTable,
} from '../studies/diagnosis/diagnosisReport.js';
import { studies } from '../studies/index.js';
import { dataOptions, type NamedDataOptions, namedData } from './input/namedData.js';
import { assumed, printNotes } from './modelOptions.js';
import { withFlags } from './terminal/flags.js';
import { interruptSignal } from './terminal/interruption.js';
import { Progress } from './terminal/progress.js';
import { terminalTable } from './terminal/terminalTable.js';

interface DiagnoseOptions extends ModelChoice, NamedDataOptions {
  readonly samples: number;
  readonly noise?: boolean;
  readonly time?: number;
  readonly seed?: number;
  readonly output?: Output;
  readonly target?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Series to diagnose a model on, as it takes them; what a text calls them, and what a document does. */
interface ChosenData {
  readonly data: Dataset;
  readonly described: string;
  readonly source: unknown;
}

/** Diagnoses a model on data, on those of its run, or on noise; prints it, and writes it where that is asked for. */
export async function diagnoseModel(
  modelPath: string,
  dataName: string | undefined,
  options: DiagnoseOptions,
): Promise<void> {
  const { out, output, samples } = options;
  if (out !== undefined) {
    await checkFolder(out);
    await removeLeftBehind(out);
  }
  const model = await readModel(modelPath, assumed(options));
  printNotes(model, options);
  const { data, described, source } = await chosenData(model, modelPath, dataName, options);
  const classNames = classNamesOf(model);
  const target = parseTarget(options.target, data, classNames, described);
  const diagnosis = await diagnosed(model, data, { output, target, samples }, options.quiet === true);
  const document = {
    command: 'diagnose',
    model: model.classifier.config,
    ...(model.notes && { notes: model.notes.map(withFlags) }),
    data: source,
    ...diagnosis,
    provenance: provenance(),
  };
  const about: DiagnosedModel = {
    name: basename(modelPath),
    data: described,
    config: model.classifier.config,
    classNames,
    facts: provenanceFacts(),
  };
  if (out !== undefined) {
    await writeWhole(join(out, 'diagnosis.json'), `${JSON.stringify(document, null, 2)}\n`);
    await writeWhole(join(out, 'report.html'), renderReport(diagnosisReport(diagnosis, about)));
  }
  if (options.json) console.log(JSON.stringify(document));
  else console.log(summary(diagnosis, about, out));
}

/** The data that are named; else noise, where that is asked for; else the test samples of the model's study, where it makes its own. */
async function chosenData(
  model: SavedModel,
  modelPath: string,
  dataName: string | undefined,
  options: DiagnoseOptions,
): Promise<ChosenData> {
  const isNoise = options.noise === true || options.time !== undefined;
  if (dataName !== undefined) {
    if (isNoise) throw new UnvanishError('option', '--noise and --time: there are data');
    refuseSeed(options);
    return given(model, modelPath, dataName, options);
  }
  if (isNoise) return noise(model, options);
  refuseSeed(options);
  const found = await runOfModel(modelPath, options.model);
  const { run, key } = found ?? {};
  const study = run?.study !== undefined && studies.has(run.study) ? studies.get(run.study) : undefined;
  if (study?.testData && key !== undefined) {
    refuseDataOptions(options);
    const drawn = await study.testData(
      parseOptions(study.options, run?.options, `${modelPath}: run.json: options`),
      key,
    );
    return {
      data: prepareFor(model, drawn),
      described: `test samples of the study ${study.name}`,
      source: { study: study.name, model: key, samples: 'test' },
    };
  }
  throw new UnvanishError('option', `${modelPath}: no data are named`, 'name data, or give --noise');
}

async function given(
  model: SavedModel,
  modelPath: string,
  dataName: string,
  options: DiagnoseOptions,
): Promise<ChosenData> {
  const { prepared } = await readModelData(model, await namedData(dataName, options, modelPath));
  return { data: prepared, described: dataName, source: dataName };
}

function refuseSeed({ seed }: DiagnoseOptions): void {
  if (seed !== undefined) throw new UnvanishError('option', '--seed: is of noise', 'leave it out, or give --noise');
}

function refuseDataOptions(options: DiagnoseOptions): void {
  const { labels, lengths } = options;
  const stray = labels ? '`labels`' : lengths ? '`lengths`' : firstRecordingOption(dataOptions(options));
  if (stray) throw new UnvanishError('option', `${stray}: there are no data`);
}

/** Series as a model that was trained on standardised ones might see them, but without any structure. */
async function noise({ classifier }: SavedModel, options: DiagnoseOptions): Promise<ChosenData> {
  refuseDataOptions(options);
  const { samples, time = 100, seed = 0 } = options;
  const { inputSize } = classifier.config;
  const stream = new RandomStream(await Engine.create(), seed, 'data');
  const data = createDataset({ x: stream.normal(samples * time * inputSize, 0), shape: [samples, time, inputSize] });
  return {
    data,
    described: `standard normal noise, ${time} steps, seed ${seed}`,
    source: { noise: 'standard normal', time, seed },
  };
}

async function diagnosed(
  { classifier }: SavedModel,
  data: Dataset,
  options: Parameters<typeof diagnose>[2],
  quiet: boolean,
): Promise<Diagnosis> {
  const progress = new Progress(['diagnosing'], { quiet });
  try {
    return await diagnose(classifier, data, {
      ...options,
      signal: interruptSignal(),
      onProgress: ({ done, total }) => progress.update('diagnosing', done / total, ''),
    });
  } catch (error) {
    if (!(error instanceof UnvanishError && error.code === 'aborted')) throw error;
    throw new UnvanishError('aborted', 'the diagnosis was stopped; nothing was written');
  } finally {
    progress.stop();
  }
}

function summary(diagnosis: Diagnosis, about: DiagnosedModel, out: string | undefined): string {
  const tables = [stepsBackTable(diagnosis), termsTable(diagnosis), gatesTable(diagnosis)];
  return [
    ...tables
      .filter(({ rows }) => rows.length > 0)
      .map((table) => `${table.caption}\n\n${terminalTable(table, { intervalsIn: 'what --json prints' })}\n`),
    ...diagnosisSentences(diagnosis, about),
    ...(out === undefined ? [] : [`\nReport: ${join(out, 'report.html')}`]),
  ].join('\n');
}
