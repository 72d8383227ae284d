import { join } from 'node:path';
import type { Dataset } from '../../data/dataset.js';
import type { Fold } from '../../data/folds.js';
import { writeWhole } from '../../files/files.js';
import { MODEL_FILE } from '../../files/runFolder.js';
import { seriesExtension } from '../../formats/maps/imageMaps.js';
import { encodeMaps } from '../../formats/maps/mapsFile.js';
import { csvField } from '../../formats/tables/csvRows.js';
import type { CrossValidationSummary } from '../../studies/crossValidation/crossValidationSummary.js';
import type { HeldOutSaliency } from '../../studies/crossValidation/heldOutSaliency.js';
import type { FmriResult } from '../../studies/fmri/fmri.js';
import type { ChosenGroups } from './groupsOption.js';

/** What the files of a model are called; those of the first one, which the run is of, bear no name. */
export function fileOf({ key }: { key: string }, summary: CrossValidationSummary): { model: string; maps: string } {
  return summary.models[0].key === key
    ? { model: MODEL_FILE, maps: 'held-out-maps.npz' }
    : { model: `${key}.safetensors`, maps: `held-out-maps-${key}.npz` };
}

/** What is written of a cross-validation. */
export interface CrossValidationContent {
  readonly data: Dataset;
  readonly groups: ChosenGroups | undefined;
  readonly folds: readonly Fold[];
  readonly summary: CrossValidationSummary;
}

/** Writes the models, the maps of samples held out, and predictions.csv into a run folder. */
export async function writeCrossValidation(out: string, content: CrossValidationContent): Promise<void> {
  const { data, summary } = content;
  for (const model of summary.models) {
    const files = fileOf(model, summary);
    await writeWhole(join(out, files.model), model.final.weights);
    if (!model.saliency) continue;
    const maps = {
      maps: { shape: [data.samples, data.time, data.features], data: model.saliency.maps },
      lengths: data.lengths,
      target: data.labels,
      sampleNames: data.sampleNames,
      featureNames: data.featureNames,
    };
    await writeWhole(join(out, files.maps), await encodeMaps(files.maps, maps));
    if (!data.space) continue;
    const image = files.maps.replace('maps', 'map').replace('.npz', seriesExtension(data.space));
    await writeWhole(join(out, image), await encodeMaps(image, meanImage(data, model.saliency)));
  }
  await writeWhole(join(out, 'predictions.csv'), predictionsCsv(content));
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

/**
 * Both models, trained on all data; the maps of the samples that were held out; and, where the data came from images, the mean
 * of these maps in the data's own form, in units of an even share.
 */
export async function writeFmriFiles(out: string, { summary }: FmriResult, data: Dataset): Promise<void> {
  const { samples, time, features, lengths, labels, sampleNames, featureNames, samplingInterval, space } = data;
  for (const { key, final, saliency } of summary.models) {
    await writeWhole(join(out, `${key}.safetensors`), final.weights);
    if (!saliency) continue;
    const maps = { shape: [samples, time, features], data: saliency.maps };
    const file = `held-out-maps-${key}.npz`;
    await writeWhole(
      join(out, file),
      await encodeMaps(file, { maps, lengths, target: labels, sampleNames, featureNames }),
    );
    if (!space) continue;
    const image = `saliency-${key}${imageExtension(space)}`;
    const shares = Float32Array.from(saliency.shares, (share) => share * time * features);
    const mean = { shape: [1, time, features], data: shares };
    const description = 'mean saliency of held-out samples, times an even share';
    await writeWhole(join(out, image), await encodeMaps(image, { maps: mean, space, samplingInterval, description }));
  }
}

function imageExtension(space: NonNullable<Dataset['space']>): string {
  if (space.kind === 'volume') return '.nii.gz';
  return space.map.includes('CIFTI_INDEX_TYPE_PARCELS') ? '.ptseries.nii' : '.dtseries.nii';
}
