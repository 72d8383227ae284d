import { recordingFacts } from '../../files/recordingFacts.js';
import { settingsToKeep } from '../../files/source.js';
import { shownFinding } from '../terminal/findingLine.js';
import { warningFacts } from '../terminal/suspectWarnings.js';
import type { TrainingSeries } from './trainingData.js';

/** What a run's document says first: the data, and how they became samples; `origin` is the same for its report. */
export function dataOfRun({ source, data, warnings }: TrainingSeries, out: string) {
  const recordings = settingsToKeep(source);
  const { samples, time, features, classNames } = data;
  const { missing = 'refuse', labelColumn, ...others } = source.reading;
  // A column of a file of labels is none of the data.
  const isOfData = labelColumn !== undefined && !(source.kind === 'file' && source.labels !== undefined);
  const reading = { ...others, ...(isOfData && { labelColumn }) };
  return {
    document: {
      command: 'train',
      run: out,
      data: { file: source.path, samples, time, features, classNames },
      missing,
      ...(Object.keys(reading).length > 0 && { reading }),
      ...(source.equalLengths && { equalLengths: time }),
      recordings,
      warnings: warnings.map(shownFinding),
    },
    origin: [...(recordings ? recordingFacts(recordings) : []), ...warningFacts(warnings)],
  };
}
