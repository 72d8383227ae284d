import { type DataFiles, type DataOptions, dataFiles } from '../../files/dataFiles.js';
import type { ReadingProgress } from '../../files/recordings.js';
import { Progress } from '../terminal/progress.js';

/** The options that belong to a path to data, on the command line. */
export interface NamedDataOptions extends DataOptions {
  readonly quiet?: boolean | undefined;
}

/** The files of a path that the command line names, whose reading shows its progress; `model` as in `dataFiles`. */
export function namedData(data: string, options: NamedDataOptions, model?: string): Promise<DataFiles> {
  return dataFiles(data, { ...options, onProgress: readingProgress(options) }, model);
}

/** Draws the reading of runs, from its first report to its last. */
function readingProgress({ quiet = false }: { readonly quiet?: boolean | undefined }): ReadingProgress {
  let progress: Progress | undefined;
  return ({ done, text }) => {
    progress ??= new Progress(['reading'], { quiet });
    progress.update('reading', done, text);
    if (done === 1) progress.stop();
  };
}
