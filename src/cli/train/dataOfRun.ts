import { recordingFacts } from '../../files/recordingFacts.js';
import { settingsToKeep } from '../../files/source.js';
import { shownFinding } from '../terminal/findingLine.js';
import { withFlags } from '../terminal/flags.js';
import type { TrainingSeries } from './trainingData.js';

/** What a run's document says first: the data, and how they became samples; `origin` is the same for its report. */
export function dataOfRun({ source, data, warnings }: TrainingSeries, out: string) {
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
      warnings: warnings.map(shownFinding),
    },
    origin: [
      ...(recordings ? recordingFacts(recordings) : []),
      ...warnings.map(({ what }): [string, string] => ['warning', withFlags(what)]),
    ],
  };
}
