import { Engine } from '../../backend/engine.js';
import { standardise } from '../../data/standardisation.js';
import { boxDataset } from '../../data/synthetic/boxes.js';
import { type Diagnosis, type DiagnosisOptions, diagnose } from '../../diagnosis/diagnose.js';
import { UnvanishError } from '../../errors.js';
import { decodeModel } from '../../model/weights/savedModel.js';
import type { BoxOutcome, BoxStudyOptions } from './boxTrials.js';

/**
 * Diagnoses a trained model of a box study on its own test samples, of the class that is true.
 *
 * @throws UnvanishError as `diagnose`.
 */
export async function diagnoseBox(
  { box, trials }: BoxOutcome,
  key: string,
  { trainingSamples, testSamples, seeds }: Pick<BoxStudyOptions, 'trainingSamples' | 'testSamples' | 'seeds'>,
  options: Pick<DiagnosisOptions, 'samples' | 'signal' | 'onProgress'> = {},
): Promise<Diagnosis> {
  const seed = seeds[0];
  const trial = trials.find((candidate) => candidate.model.key === key && candidate.seed === seed);
  if (!trial) throw new UnvanishError('missing', `${box} box: no model ${key} of seed ${seed} to diagnose`);
  const { weights, spec } = trial.result;
  const { classifier, standardisation } = await decodeModel(weights, `${spec.id}.safetensors`);
  const samples = Math.min(options.samples ?? 32, testSamples);
  const test = boxDataset(await Engine.create(), box, { samples, seed, first: trainingSamples });
  const { output, target } = spec.attribution;
  return diagnose(classifier, standardisation ? standardise(test, standardisation) : test, {
    ...options,
    output,
    target,
    samples,
  });
}
