import type { Dataset } from '../../data/dataset.js';
import type { Fold } from '../../data/folds.js';
import { seriesExtension } from '../../formats/maps/imageMaps.js';
import { encodeMaps } from '../../formats/maps/mapsFile.js';
import { csvField } from '../../formats/tables/csvRows.js';
import type { StudyFile, StudyModel } from '../study.js';
import { fileOf } from './crossValidationJson.js';
import type { CrossValidationSummary } from './crossValidationSummary.js';
import type { NamedGroups } from './division.js';
import type { HeldOutSaliency } from './heldOutSaliency.js';

/** What files are made of. */
export interface CrossValidationContent {
  readonly data: Dataset;
  readonly groups: NamedGroups | undefined;
  readonly folds: readonly Fold[];
  readonly summary: CrossValidationSummary;
}

/** The models trained on all data; that of the run is the first. */
export function crossValidationModels(summary: CrossValidationSummary): StudyModel[] {
  return summary.models.map(({ key, label, config, final }) => ({
    key,
    label,
    file: fileOf({ key }, summary).model,
    config,
    weights: final.weights,
  }));
}

/** The maps of samples held out, their mean as an image where the data are of images, and predictions.csv. */
export async function crossValidationFiles(content: CrossValidationContent): Promise<StudyFile[]> {
  const { data, summary } = content;
  const files: StudyFile[] = [];
  for (const model of summary.models) {
    if (!model.saliency) continue;
    const { maps: name } = fileOf(model, summary);
    const maps = {
      maps: { shape: [data.samples, data.time, data.features], data: model.saliency.maps },
      lengths: data.lengths,
      target: data.labels,
      sampleNames: data.sampleNames,
      featureNames: data.featureNames,
    };
    files.push({ name, bytes: await encodeMaps(name, maps) });
    if (!data.space) continue;
    const image = name.replace('maps', 'map').replace('.npz', seriesExtension(data.space));
    files.push({ name: image, bytes: await encodeMaps(image, meanImage(data, model.saliency)) });
  }
  return [...files, { name: 'predictions.csv', bytes: predictionsCsv(content) }];
}

/** Saliency of samples held out, mean over folds, in times of an even share. */
function meanImage({ time, features, space, samplingInterval }: Dataset, { shares }: HeldOutSaliency) {
  return {
    maps: { shape: [1, time, features], data: Float32Array.from(shares, (share) => share * time * features) },
    space,
    samplingInterval,
    description: 'unvanish: held-out saliency, times an even share',
  };
}

/** One row a model and sample: who held it out, what was predicted, and how probable its true class was said to be. */
function predictionsCsv({ data, groups, folds, summary: { models } }: CrossValidationContent): string {
  const { samples, sampleNames, classNames, labels } = data;
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
