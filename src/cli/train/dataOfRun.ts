import type { Dataset } from '../../data/dataset.js';
import { recordingFacts } from '../../files/recordingFacts.js';
import { type Source, settingsToKeep } from '../../files/source.js';

/** What a run's document says first: the data, and how they became samples; `origin` is the same for its report. */
export function dataOfRun(source: Source, data: Dataset, out: string) {
  const recordings = settingsToKeep(source);
  const { samples, time, features, classNames } = data;
  const { missing = 'refuse', ...reading } = source.reading;
  return {
    document: {
      command: 'train',
      run: out,
      data: { file: source.path, samples, time, features, classNames },
      missing,
      ...(Object.keys(reading).length > 0 && { reading }),
      recordings,
    },
    origin: recordings ? recordingFacts(recordings) : [],
  };
}
