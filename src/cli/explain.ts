import { basename, dirname } from 'node:path';
import { attribute, type SaliencyMaps } from '../attribution/attribute.js';
import { type CompletenessFacts, completenessFacts } from '../attribution/completeness.js';
import { attributionMethods } from '../attribution/index.js';
import { type Dataset, lengthOf } from '../data/dataset.js';
import { UnvanishError } from '../errors.js';
import { type FaintMaps, faintMaps, faintSentence } from '../evaluation/distribution/faintMaps.js';
import { shareOfFirst, shareOfLast } from '../evaluation/distribution/timeShare.js';
import { correctPredictions, predictedClasses } from '../evaluation/performance/accuracy.js';
import { checkOutput, writeWhole } from '../files/files.js';
import { removeLeftBehind } from '../files/leftBehind.js';
import { type ModelData, parseTarget, readModelData } from '../files/modelData.js';
import { provenance } from '../files/provenance.js';
import { type ModelChoice, readModel, weightsFile } from '../files/runFolder.js';
import { chosenSamples } from '../files/sampleChoice.js';
import { checkMapsName, checkMapsSpace, encodeMaps, isImageName } from '../formats/maps/mapsFile.js';
import { shownClass } from '../formats/names.js';
import { encodeNpy } from '../formats/numpy/npy.js';
import type { Output, Target } from '../model/classifier.js';
import type { SavedModel } from '../model/weights/savedModel.js';
import { formatEstimate, formatNumber } from '../report/numberFormat.js';
import { type Estimate, estimate, proportionEstimate } from '../statistics/estimate.js';
import { type ComputeFlags, computeOptions } from './computeOptions.js';
import { type NamedDataOptions, namedData } from './input/namedData.js';
import { chosenSettings, type MethodFlags } from './methodOptions.js';
import { assumed, printNotes } from './modelOptions.js';
import { flagOf, withFlags } from './terminal/flags.js';
import { interruptSignal } from './terminal/interruption.js';
import { print } from './terminal/print.js';
import { Progress } from './terminal/progress.js';

interface ExplainOptions extends ModelChoice, ComputeFlags, NamedDataOptions, MethodFlags {
  readonly out: string;
  readonly output?: Output;
  readonly target?: string;
  readonly class?: string;
  readonly sample?: string;
  readonly signed?: boolean;
  readonly predictions?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Explains every sample and writes the maps, and the logits where they are asked for. */
export async function explain(modelPath: string, dataName: string, options: ExplainOptions): Promise<void> {
  const settings = chosenSettings(options);
  const source = await namedData(dataName, options, modelPath);
  await checkOutputs(modelPath, source.inputs, options);
  const model = await readModel(modelPath, { ...assumed(options), ...computeOptions(options) });
  printNotes(model, options);
  const { data, prepared, classNames } = chosenSamples(await readModelData(model, source), options, dataName);
  const space = data.space ?? model.space;
  await checkMapsSpace(options.out, space, data.features);
  const target = parseTarget(options.target, data, classNames, dataName);
  const { maps, logits } = await explained(model, prepared, target, settings, options);

  const { classes } = model.classifier.config;
  const classOf = classOfMaps(target, data, logits, classes);
  const logitsArray = { shape: [data.samples, classes], data: logits };
  await writeWhole(
    options.out,
    await encodeMaps(options.out, {
      maps: { shape: maps.shape, data: maps.values },
      lengths: data.lengths,
      target: classOf,
      logits: logitsArray,
      sampleNames: data.sampleNames,
      featureNames: data.featureNames,
      classNames,
      space,
      samplingInterval: data.samplingInterval,
      description: `${count(maps, options.out)} of ${description(maps, classNames)}`,
    }),
  );
  if (options.predictions !== undefined) await writeWhole(options.predictions, encodeNpy(logitsArray));

  const steps = Math.max(1, Math.round(data.time / 10));
  const first = shareOfSaliency(shareOfFirst, maps.values, data, steps);
  const last = shareOfSaliency(shareOfLast, maps.values, data, steps);
  const sure = maps.method === 'gradient' &&
    maps.output === 'probability' &&
    classOf && { probabilities: await model.classifier.predictProba(prepared), classes: classOf };
  const faint = faintMaps(maps.values, data, sure || undefined);
  const completeness = maps.completeness ? completenessFacts(maps.completeness) : null;
  const accuracy = data.labels && proportionEstimate(correctPredictions(logits, data.labels), data.samples);
  const document = {
    command: 'explain',
    model: model.classifier.config,
    ...(model.notes && { notes: model.notes.map(withFlags) }),
    fastMath: options.fastMath ?? false,
    maps: {
      file: options.out,
      shape: maps.shape,
      method: maps.method,
      settings: maps.settings,
      output: maps.output,
      target,
      signed: maps.signed,
      class: options.class ?? null,
      sample: options.sample ?? null,
      mean: isImageName(options.out) ? 'over samples' : null,
    },
    predictions: options.predictions ?? null,
    accuracy: accuracy?.mean ?? null,
    shareOfSaliency: { steps, first, last },
    faint,
    completeness,
    provenance: provenance(),
  };
  if (options.json) console.log(JSON.stringify(document));
  else
    print(summary({ ...maps, classNames }, options, { first, last, steps, accuracy, completeness, faint }).join('\n'));
}

async function checkOutputs(model: string, read: readonly string[], options: ExplainOptions) {
  const { out, predictions } = options;
  checkMapsName(out);
  // Maps may lie in the folder of the run, whose model alone is read.
  const inputs = [await weightsFile(model, options.model), ...read];
  await checkOutput(out, inputs);
  await removeLeftBehind(dirname(out), basename(out));
  if (predictions === undefined) return;
  if (!predictions.toLowerCase().endsWith('.npy')) {
    throw new UnvanishError('option', `--predictions ${predictions}: logits are written as .npy`);
  }
  await checkOutput(predictions, [...inputs, out]);
  await removeLeftBehind(dirname(predictions), basename(predictions));
}

/** Maps and logits of all samples. */
async function explained(
  { classifier }: SavedModel,
  data: Dataset,
  target: Target,
  settings: Readonly<Record<string, unknown>>,
  { method, output, signed = false, quiet = false }: ExplainOptions,
): Promise<{ maps: SaliencyMaps; logits: Float32Array }> {
  const progress = new Progress(['explaining'], { quiet });
  const signal = interruptSignal();
  /** A pass backward takes about twice as long as one forward. */
  const predicting = 1 / (1 + 3 * (attributionMethods.get(method).passes?.(settings, data) ?? 1));
  const pass = (from: number, to: number, what: string) => ({
    signal,
    onProgress: ({ done, total }: { done: number; total: number }) =>
      progress.update('explaining', from + (to - from) * (done / total), `${done} of ${total} samples ${what}`),
  });
  try {
    const logits = await classifier.logits(data, pass(0, predicting, 'predicted'));
    const options = { method, ...settings, output, target, signed, ...pass(predicting, 1, 'explained') };
    return { maps: await attribute(classifier, data, options), logits };
  } catch (error) {
    if (!(error instanceof UnvanishError && error.code === 'aborted')) throw error;
    throw new UnvanishError('aborted', 'explaining was stopped; nothing was written');
  } finally {
    progress.stop();
    classifier.close();
  }
}

function classOfMaps(target: Target, data: Dataset, logits: Float32Array, classes: number): Int32Array | undefined {
  if (target === 'true') return data.labels;
  return target === 'predicted' ? predictedClasses(logits, classes) : new Int32Array(data.samples).fill(target);
}

function shareOfSaliency(measure: typeof shareOfFirst, values: Float32Array, data: Dataset, steps: number) {
  const { time, features, samples } = data;
  const size = time * features;
  return estimate(
    Array.from({ length: samples }, (_, sample) =>
      measure(
        values.subarray(sample * size, (sample + 1) * size),
        { time, features, length: lengthOf(data, sample) },
        steps,
      ),
    ),
    [0, 1],
  );
}

/** How many maps are written, and how. */
function count({ shape }: SaliencyMaps, out: string): string {
  const maps = shape[0] === 1 ? '1 map' : `${shape[0]} maps`;
  return isImageName(out) && shape[0] !== 1 ? `mean of ${maps}` : maps;
}

/** What the numbers of maps are. */
function description(
  { method, settings, signed, output, target }: SaliencyMaps,
  classNames: readonly string[],
): string {
  const { quantity } = attributionMethods.get(method);
  const how = Object.entries(settings).map(([name, value]) => `${flagOf(name).slice(2)} ${value}`);
  const numbers = [signed ? quantity : `|${quantity}|`, how.length > 0 && `(${how.join(', ')})`].filter(Boolean);
  const classText = typeof target === 'number' ? shownClass(classNames, target) : `the ${target} class`;
  return `${numbers.join(' ')}, S the ${output} of ${classText}`;
}

function summary(
  maps: SaliencyMaps & Pick<ModelData, 'classNames'>,
  { out, predictions }: ExplainOptions,
  {
    first,
    last,
    steps,
    accuracy,
    completeness,
    faint,
  }: Record<'first' | 'last' | 'accuracy', Estimate | undefined> & {
    readonly steps: number;
    readonly completeness: CompletenessFacts | null;
    readonly faint: FaintMaps;
  },
): string[] {
  const some = steps === 1 ? 'step' : `${steps} steps`;
  const percent = (share: Estimate) => `${formatEstimate(share, 'percent')} %`;
  return [
    `${count(maps, out)} of ${description(maps, maps.classNames)}: ${out}`,
    predictions !== undefined && `Logits: ${predictions}`,
    first && last && `Saliency in the first ${some}: ${percent(first)}; in the last ${some}: ${percent(last)}`,
    completeness && completenessLine(completeness),
    accuracy && `Accuracy: ${percent(accuracy)}`,
    maps.output === 'probability' && faintSentence([faint]),
    maps.output !== 'probability' && faint.zero > 0 && `${faint.zero} of ${faint.samples} maps are 0 everywhere`,
  ].filter((line) => typeof line === 'string');
}

function completenessLine({ meanAbsoluteDifference, meanAbsoluteChange }: CompletenessFacts): string {
  const [difference, change] = [meanAbsoluteDifference, meanAbsoluteChange].map((value) =>
    formatNumber(value, 'quantity'),
  );
  return `Completeness: signed maps sum to S(x) − S(baseline) but for ${difference}, beside ${change} (mean magnitudes)`;
}
