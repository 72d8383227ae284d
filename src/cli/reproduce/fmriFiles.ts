import { join } from 'node:path';
import type { Dataset } from '../../data/dataset.js';
import { encodeMaps } from '../../data/formats/mapsFile.js';
import type { FmriResult } from '../../study/fmri.js';
import { writeWhole } from '../files.js';

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
    await writeWhole(join(out, file), encodeMaps(file, { maps, lengths, target: labels, sampleNames, featureNames }));
    if (!space) continue;
    const image = `saliency-${key}${imageExtension(space)}`;
    const shares = Float32Array.from(saliency.shares, (share) => share * time * features);
    const mean = { shape: [1, time, features], data: shares };
    const description = 'mean saliency of held-out samples, times an even share';
    await writeWhole(join(out, image), encodeMaps(image, { maps: mean, space, samplingInterval, description }));
  }
}

function imageExtension(space: NonNullable<Dataset['space']>): string {
  if (space.kind === 'volume') return '.nii.gz';
  return space.map.includes('CIFTI_INDEX_TYPE_PARCELS') ? '.ptseries.nii' : '.dtseries.nii';
}
