import type { Finding } from '../../data/finding.js';
import { type DatasetOptions, datasetShape, type ReadingProgress } from '../../files/datasetOptions.js';
import { given } from '../../files/recordingSettings.js';
import { resolveSource, type Source } from '../../files/source.js';
import { findingLine } from '../terminal/findingLine.js';
import { oneLine } from '../terminal/print.js';
import { Progress } from '../terminal/progress.js';

/** The options that belong to a path to data, on the command line, among others. */
export interface NamedDataOptions extends DatasetOptions {
  readonly quiet?: boolean | undefined;
}

/** What the command line says of a path to data: what is left out is not among it. */
export function dataOptions(flags: NamedDataOptions): DatasetOptions {
  const { zscore, ...others } = given(flags, datasetShape());
  // Commander says true where `--no-zscore` is left out.
  return zscore === false ? { ...others, zscore } : others;
}

/**
 * The path that the command line names, resolved; its reading shows its progress, and says what one should know. `run` as in
 * `DatasetOptions`.
 */
export function namedData(path: string, flags: NamedDataOptions, run?: string): Promise<Source> {
  const onFinding = flags.quiet ? undefined : printFinding;
  return resolveSource(path, { ...dataOptions(flags), run, onProgress: readingProgress(flags), onFinding });
}

function printFinding(finding: Finding): void {
  process.stderr.write(`${oneLine(findingLine(finding))}\n`);
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
