import { createDataset, type Dataset } from '../data/dataset.js';
import { type MissingValues, missingOptions } from '../data/missing.js';
import { UnvanishError } from '../errors.js';
import { parseOptions } from '../options.js';
import { quoted } from '../quoted.js';
import { ARFF_MISSING, arffFields, arffText } from './arffFields.js';
import { type ArffHeader, readAttribute } from './arffHeader.js';
import { archiveNumber, PaddedSeries } from './paddedSeries.js';
import { withoutGaps } from './seriesArray.js';
import { decodeText } from './tables/text.js';
import { eachLine } from './textLines.js';

/**
 * Reads series in the ARFF files of the UEA and UCR archives. Of one dimension: one numeric attribute a time step, then the class.
 * Of several: one relational attribute, whose rows are dimensions and whose attributes are time steps, then the class. A class is a
 * nominal attribute, and classes have its order. `?` is a missing value; time steps at the end of a series at which all dimensions
 * are missing are padding.
 *
 * Format: https://waikato.github.io/weka-wiki/formats_and_processing/arff_stable/
 *
 * @param file the name that errors give.
 * @throws UnvanishError `format`, `labels`, `not-finite` or `size`, naming the line.
 */
export function decodeArff(
  content: string | Uint8Array,
  file: string,
  options: Partial<{ missing: MissingValues }> = {},
): Dataset {
  const { missing } = parseOptions(missingOptions, options, 'decodeArff');
  const series = new PaddedSeries(file);
  const labels: number[] = [];
  let header: ArffHeader = { steps: 0 };
  let dimensions: number | undefined;
  let inData = false;
  eachLine(decodeText(content, file), /^%/, (line, number) => {
    const where = `${file}, line ${number}`;
    if (!inData) {
      inData = /^@data$/i.test(line);
      if (inData) checkHeader(header, where);
      else header = readAttribute(header, line, where);
      return;
    }
    const row = readRow(line, header, where);
    dimensions ??= row.dimensions;
    if (row.dimensions !== dimensions) {
      throw new UnvanishError(
        'format',
        `${where}: has ${row.dimensions} dimensions where the first series has ${dimensions}`,
      );
    }
    series.add(row.x, row.dimensions);
    if (row.label !== undefined) labels.push(row.label);
  });
  if (!inData) throw new UnvanishError('format', `${file}: has no line @data`);
  const { lengths: _, ...fields } = series.fields(dimensions);
  const { classNames } = header;
  return createDataset({
    ...withoutGaps(fields, missing, `${file}: x`),
    ...(classNames && { labels: Int32Array.from(labels), classNames }),
  });
}

function checkHeader({ steps, relational, classNames }: ArffHeader, where: string): void {
  if (relational === 'open') throw new UnvanishError('format', `${where}: the relational attribute has no @end`);
  if (steps === 0) throw new UnvanishError('format', `${where}: there are no numeric attributes, one a time step`);
  if (relational || classNames) return;
  // The last of numbers only may be a target as well as a time step.
  throw new UnvanishError(
    'format',
    `${where}: the last attribute is a number where the class was expected, {name, name, …}`,
    'declare the class so, or save the series as .npy',
  );
}

function readRow(line: string, { steps, relational, classNames }: ArffHeader, where: string) {
  if (line.startsWith('{')) {
    throw new UnvanishError('format', `${where}: is a sparse row, which series do not have`);
  }
  const fields = arffFields(line, where);
  const count = (relational ? 1 : steps) + (classNames ? 1 : 0);
  if (fields.length !== count) {
    throw new UnvanishError('format', `${where}: has ${fields.length} fields where ${count} were declared`);
  }
  const label = classNames && labelOf(fields.pop() as string, classNames, where);
  const rows = relational ? relationRows(arffText(fields[0]), where) : [fields];
  const x = new Float64Array(steps * rows.length);
  rows.forEach((row, dimension) => {
    if (row.length !== steps) {
      throw new UnvanishError(
        'format',
        `${where}, dimension ${dimension}: has ${row.length} values where ${steps} were declared`,
      );
    }
    row.forEach((field, t) => {
      const place = () => `${where}, dimension ${dimension}, value ${t}`;
      x[t * rows.length + dimension] = archiveNumber(field, field === ARFF_MISSING, place);
    });
  });
  return { x, dimensions: rows.length, label };
}

function relationRows(text: string, where: string): string[][] {
  return text
    .trim()
    .split('\n')
    .map((row) => arffFields(row, where));
}

function labelOf(field: string, classNames: readonly string[], where: string): number {
  if (field === ARFF_MISSING) throw new UnvanishError('labels', `${where}: the class is missing`);
  const label = classNames.indexOf(arffText(field));
  if (label >= 0) return label;
  throw new UnvanishError('labels', `${where}: the class ${quoted(arffText(field))} is none of those declared`);
}
