import { type Dataset, labelsOf, takeSamples } from '../data/dataset.js';
import { UnvanishError } from '../errors.js';
import { quoted } from '../quoted.js';
import type { ModelData } from './modelData.js';

interface Choice {
  readonly class?: string;
  readonly sample?: string;
}

/**
 * The samples that `class` and `sample` leave, under their own names, or their numbers where they have none.
 *
 * @throws UnvanishError `option` where there is no such class or sample, `labels` where the data have no classes.
 */
export function chosenSamples({ data, prepared }: ModelData, choice: Choice, dataName: string): ModelData {
  if (choice.class === undefined && choice.sample === undefined) return { data, prepared };
  const label = choice.class === undefined ? undefined : classOf(choice.class, data, dataName);
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
  };
}

function classOf(name: string, data: Dataset, dataName: string): number {
  labelsOf(data);
  const found = positionOf(name, data.classNames, data.classNames.length);
  if (found !== undefined) return found;
  const names = data.classNames.slice(0, 10).map(quoted).join(', ');
  throw new UnvanishError('option', `\`class: ${name}\`: ${dataName} has the classes ${names}`);
}

function sampleOf(name: string, { sampleNames, samples }: Dataset, dataName: string): number {
  const found = positionOf(name, sampleNames, samples);
  if (found !== undefined) return found;
  throw new UnvanishError('option', `\`sample: ${name}\`: ${dataName} has no sample of this name, nor of this number`);
}

/** A position by name, or by number where nothing has that name. */
function positionOf(text: string, names: readonly string[] | undefined, count: number): number | undefined {
  const named = names?.indexOf(text) ?? -1;
  if (named >= 0) return named;
  return /^\d{1,9}$/.test(text) && Number(text) < count ? Number(text) : undefined;
}
