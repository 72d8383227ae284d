import type { Dataset } from '../../data/dataset.js';
import { type DataOptions, dataFiles, settingsToKeep } from '../input/dataFiles.js';
import { recordingFacts } from '../input/recordingFacts.js';

/** What a run's document says first: the data, and how they became samples; `origin` is the same for its report. */
export async function dataOfRun(name: string, data: Dataset, options: DataOptions & { readonly out: string }) {
  const recordings = await settingsToKeep(await dataFiles(name, options));
  const { samples, time, features, classNames } = data;
  return {
    document: {
      command: 'train',
      run: options.out,
      data: { file: name, samples, time, features, classNames },
      missing: options.missing ?? 'refuse',
      recordings,
    },
    origin: recordings ? recordingFacts(recordings) : [],
  };
}
