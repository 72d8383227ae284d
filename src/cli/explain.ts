import { attributionMethod } from '../attribution/index.js';
import { lengthOf } from '../data/dataset.js';
import { decodeDataset } from '../data/formats/datasetFile.js';
import { checkMapsName, encodeMaps } from '../data/formats/mapsFile.js';
import { encodeNpy } from '../data/formats/npy.js';
import { UnvanishError } from '../errors.js';
import { correctPredictions, predictedClasses } from '../evaluation/accuracy.js';
import { estimate, proportionEstimate } from '../evaluation/estimate.js';
import { shareOfFirst, shareOfLast } from '../evaluation/timeShare.js';
import type { Output, Target } from '../model/classifier.js';
import { prepareFor } from '../model/savedModel.js';
import { formatEstimate } from '../report/numberFormat.js';
import { provenance } from './facts.js';
import { readNamed, readOptional, writeWhole } from './files.js';
import { readModel } from './runFolder.js';

interface ExplainOptions {
  readonly out: string;
  readonly labels?: string;
  readonly lengths?: string;
  readonly method: string;
  readonly output: Output;
  readonly target?: string;
  readonly signed?: boolean;
  readonly predictions?: string;
  readonly json?: boolean;
}

/** Explains every sample and writes the maps, and the logits where they are asked for. */
export async function explain(modelPath: string, dataName: string, options: ExplainOptions): Promise<void> {
  checkMapsName(options.out);
  if (options.predictions !== undefined && !options.predictions.endsWith('.npy')) {
    throw new UnvanishError('option', `--predictions ${options.predictions}: logits are written as .npy`);
  }
  const method = attributionMethod(options.method);
  const model = await readModel(modelPath);
  const data = decodeDataset({
    data: await readNamed(dataName),
    labels: await readOptional(options.labels),
    lengths: await readOptional(options.lengths),
  });
  const { classifier } = model;
  classifier.checkFits(data);
  const prepared = prepareFor(model, data);
  const target = parseTarget(options.target, data.labels !== undefined);
  const maps = await method.attribute(classifier, prepared, {
    output: options.output,
    target,
    signed: options.signed === true,
  });
  const { classes } = classifier.config;
  const logits = await classifier.logits(prepared);
  const explained =
    target === 'true'
      ? data.labels
      : target === 'predicted'
        ? predictedClasses(logits, classes)
        : new Int32Array(data.samples).fill(target);
  const logitsArray = { shape: [data.samples, classes], data: logits };
  await writeWhole(
    options.out,
    encodeMaps(options.out, {
      maps: { shape: maps.shape, data: maps.values },
      lengths: data.lengths,
      target: explained,
      logits: logitsArray,
      featureNames: data.featureNames,
    }),
  );
  if (options.predictions !== undefined) await writeWhole(options.predictions, encodeNpy(logitsArray));

  const steps = Math.max(1, Math.round(data.time / 10));
  const size = data.time * data.features;
  const share = (measure: typeof shareOfFirst) =>
    estimate(
      Array.from({ length: data.samples }, (_, sample) =>
        measure(
          maps.values.subarray(sample * size, (sample + 1) * size),
          { time: data.time, features: data.features, length: lengthOf(data, sample) },
          steps,
        ),
      ),
    );
  const first = share(shareOfFirst);
  const last = share(shareOfLast);
  const accuracy = data.labels && proportionEstimate(correctPredictions(logits, data.labels), data.samples);
  const document = {
    command: 'explain',
    model: classifier.config,
    maps: {
      file: options.out,
      shape: maps.shape,
      method: method.name,
      output: maps.output,
      target,
      signed: maps.signed,
    },
    predictions: options.predictions ?? null,
    accuracy: accuracy?.mean ?? null,
    shareOfSaliency: { steps, first, last },
    provenance: provenance(),
  };
  if (options.json) console.log(JSON.stringify(document));
  else {
    console.log(
      `${data.samples} maps of ${maps.signed ? 'd' : '|d'}${maps.output}/dx${maps.signed ? '' : '|'}, class: ${target}, written to ${options.out}`,
    );
    if (first && last) {
      console.log(
        `share of saliency in the first ${steps} steps ${formatEstimate(first, 'percent')} %, in the last ${steps} ${formatEstimate(last, 'percent')} %`,
      );
    }
    if (accuracy) console.log(`accuracy ${formatEstimate(accuracy, 'percent')} %`);
  }
}

function parseTarget(text: string | undefined, labelled: boolean): Target {
  if (text === undefined) return labelled ? 'true' : 'predicted';
  if (text === 'true' || text === 'predicted') return text;
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new UnvanishError('option', `--target ${text}: true, predicted or a class number was expected`);
}
