import { type Dataset, labelsOf, takeSamples } from '../data/dataset.js';
import { UnvanishError } from '../errors.js';
import { numberNamed, positionsAmong } from '../formats/names.js';
import { quoted } from '../quoted.js';
import type { ModelData } from './modelData.js';
import { classNamed, shownClasses } from './sameNames.js';

interface Choice {
  readonly class?: string;
  readonly sample?: string;
}

/**
 * The samples that `class` and `sample` leave, under their own names, or their numbers where they have none. A sample is
 * named, or numbered where no name is a number.
 *
 * @throws UnvanishError `option` where there is no such class or sample, `labels` where the data have no classes.
 */
export function chosenSamples(all: ModelData, choice: Choice, dataName: string): ModelData {
  if (choice.class === undefined && choice.sample === undefined) return all;
  const { data, prepared, classNames } = all;
  const label = choice.class === undefined ? undefined : classOf(choice.class, all);
  const only = choice.sample === undefined ? undefined : sampleOf(choice.sample, data, dataName);
  const positions = Array.from({ length: data.samples }, (_, sample) => sample).filter(
    (sample) => (label === undefined || data.labels?.[sample] === label) && (only === undefined || sample === only),
  );
  if (positions.length === 0) {
    const what = only === undefined ? 'no sample is' : `sample ${quoted(choice.sample ?? '')} is not`;
    throw new UnvanishError('option', `${dataName}: ${what} of class ${quoted(choice.class ?? '')}`);
  }
  const sampleNames = data.sampleNames ?? Array.from({ length: data.samples }, (_, sample) => String(sample));
  return {
    data: takeSamples({ ...data, sampleNames }, positions),
    prepared: takeSamples({ ...prepared, sampleNames }, positions),
    classNames,
  };
}

function classOf(name: string, { data, classNames }: ModelData): number {
  labelsOf(data);
  const found = classNamed(name, classNames);
  if (found !== undefined) return found;
  throw new UnvanishError('option', `\`class: ${name}\`: is no class of the model: ${shownClasses(classNames)}`);
}

function sampleOf(name: string, { sampleNames, samples }: Dataset, dataName: string): number {
  const [named] = positionsAmong([name], sampleNames ?? []);
  if (named >= 0) return named;
  const isNumber = /^\d{1,9}$/.test(name) && Number(name) < samples;
  if (isNumber && !sampleNames?.some((each) => numberNamed(each) !== undefined)) return Number(name);
  throw new UnvanishError('option', `\`sample: ${name}\`: ${dataName} has no sample of this name, nor of this number`);
}
