import type { Dataset } from '../../data/dataset.js';
import { settingsToKeep } from '../../files/dataFiles.js';
import { recordingFacts } from '../../files/recordingFacts.js';
import { type NamedDataOptions, namedData } from '../input/namedData.js';

/** What a run's document says first: the data, and how they became samples; `origin` is the same for its report. */
export async function dataOfRun(name: string, data: Dataset, options: NamedDataOptions & { readonly out: string }) {
  const recordings = await settingsToKeep(await namedData(name, options));
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
