import { basename } from 'node:path';
import { UnvanishError } from '../../errors.js';
import type { FillName } from '../../evaluation/faithfulness/fill.js';
import { featuresOnCortex } from '../../files/cortex.js';
import { readCortexFiles } from '../../files/cortexFiles.js';
import { checkUnfinished } from '../../files/writeRun.js';
import { parsePart } from '../../options.js';
import { crossValidation } from '../../studies/crossValidation/crossValidation.js';
import { architectureFields } from '../architectureOptions.js';
import { runStudy } from '../studyRun.js';
import { dataOfRun } from './dataOfRun.js';
import type { TrainOptions } from './train.js';
import { readTrainingSeries } from './trainingData.js';

/** The options of `train --cross-validate`. */
export interface CrossValidateOptions extends TrainOptions {
  /** How many folds; true where that is left to the groups. */
  readonly crossValidate: number | true;
  /** Keys of models to be compared. */
  readonly compare?: readonly string[];
  readonly threads?: number;
  /** Measures what the removal of inputs costs; what takes their place. */
  readonly removal?: FillName;
}

/** Cross-validates, then trains on all data, and writes the run folder. */
export async function crossValidate(name: string, options: CrossValidateOptions): Promise<void> {
  const started = performance.now();
  const { out, test, crossValidate: count } = options;
  await checkUnfinished(options);
  if (test !== undefined) {
    throw new UnvanishError('option', '--test: with --cross-validate each fold is tested in its turn', 'leave one out');
  }
  const surfaces = await readCortexFiles(options);
  const series = await readTrainingSeries(name, options);
  const { data: dataset, groups } = series;
  const drawn = featuresOnCortex(surfaces, dataset);
  const { document: about, origin } = dataOfRun(series, out);
  await runStudy(
    crossValidation,
    parsePart(crossValidation.options, {
      ...options,
      ...architectureFields(options),
      folds: count === true ? undefined : count,
    }),
    { name: basename(name), dataset, groups, cortex: drawn?.cortex, origin: [...origin, ...(drawn?.facts ?? [])] },
    { flags: options, about: { ...about, cortex: drawn?.settings } },
    ({ report, models }) => [
      `Run: ${out} (report: ${report}; ${((performance.now() - started) / 1000).toFixed(1)} s in all)
Its model, ${models[0].label}, is trained on all ${dataset.samples} samples: unvanish explain ${out} ${name} --out maps.npz`,
    ],
  );
}
