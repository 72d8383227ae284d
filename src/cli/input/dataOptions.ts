import type { Command } from 'commander';
import { datasetShape } from '../../files/datasetOptions.js';
import type { Format, Use } from '../../formats/format.js';
import { extensionsFor, formatsFor, readingOptions } from '../../formats/index.js';
import { fieldFacts } from '../../options.js';
import { addSchemaOptions, unsetOption } from '../schemaOption.js';

/** What a path to series may be. */
export function dataHelp(): string {
  const holding = new Map<string, string[]>();
  for (const { extensions, dataset } of formatsFor('dataset')) {
    const holds = dataset?.holds ?? '';
    holding.set(holds, [...(holding.get(holds) ?? []), ...extensions]);
  }
  const files = [...holding].map(([holds, extensions]) => `${orText(extensions)} ${holds}`);
  const signals = formatsFor('recordings').flatMap(({ maps, extensions }) => (maps ? [] : extensions));
  return `${files.join(', ')}, a .csv or .tsv that names a file a sample, a folder of runs (BIDS, HCP, run-1/bold.nii.gz), an image, or signals (${orText(signals)})`;
}

/** What maps may be written as. */
export function mapsHelp(): string {
  const written = formatsFor('maps');
  const of = (mean: boolean) =>
    orText(written.filter(({ maps }) => maps?.mean === mean).flatMap((one) => one.extensions));
  return `${of(false)}; or the mean map as an image: ${of(true)}`;
}

/** What maps may be read from. */
export function readMapsHelp(): string {
  return orText(extensionsFor('maps to read'));
}

/** What an array may be read from, or a text a sample; `field` is its name in an archive. */
export function arrayHelp(use: Extract<Use, 'array' | 'column'>, field: string): string {
  const shown = ({ extensions, array }: Format) =>
    array?.all ? extensions.map((extension) => `${extension} (${field})`) : extensions;
  return orText(formatsFor(use).flatMap(shown));
}

/** What belongs to a path to series. */
export function addDataOptions(command: Command): Command {
  command
    .option(
      '--labels <file>',
      `class of each sample: ${arrayHelp('column', 'y')}; of whole runs (--cut runs) a table by subject, as participants.tsv, with --label-column [default: what the data say]`,
    )
    .option(
      '--lengths <file>',
      `valid time steps of each sample: ${arrayHelp('array', 'lengths')} [default: what the data say]`,
    );
  command.option('--equal-lengths', fieldFacts(datasetShape().equalLengths).description);
  return addSchemaOptions(command, readingOptions(), { make: unsetOption });
}

function orText(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
