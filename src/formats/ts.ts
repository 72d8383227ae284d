import type { z } from 'zod';
import { createDataset, type Dataset } from '../data/dataset.js';
import { interpolateMissing, type MissingValues, missingOptions } from '../data/missing.js';
import { UnvanishError } from '../errors.js';
import { parseOptions } from '../options.js';
import { quoted } from '../quoted.js';
import { archiveNumber, PaddedSeries } from './paddedSeries.js';
import { decodeText } from './tables/text.js';
import { eachLine } from './textLines.js';

const MOST_CLASSES = 65_536;
const MISSING = /^(?:\?|nan)$/i;

interface Header {
  /** Names of the classes, in the order of the file; undefined where its series have no labels. */
  readonly classNames: readonly string[] | undefined;
  /** As `@dimensions` says, else 1 or unknown. */
  readonly dimensions: number | undefined;
}

/**
 * Reads series in the `.ts` format of the UEA archive and of aeon: a header of `@` lines, then one series a line, its
 * dimensions separated by colons, values by commas, the class label last. Series may have different lengths; `?` and NaN are
 * missing values; lines that begin with `#` or `%` are comments. Series with time stamps and regression targets are refused.
 *
 * The classes are those of `@classLabel`, in its order, so that training and test file number them alike.
 *
 * @param file the name that errors give.
 * @throws UnvanishError `format`, `labels`, `not-finite` or `size`, naming the line.
 */
export function decodeTs(
  content: string | Uint8Array,
  file: string,
  options: z.input<typeof missingOptions> = {},
): Dataset {
  const { missing } = parseOptions(missingOptions, options, 'decodeTs');
  const text = decodeText(content, file);
  const directives = new Map<string, string[]>();
  let header: Header | undefined;
  let dimensions: number | undefined;
  const series = new PaddedSeries(file);
  const labels: number[] = [];
  eachLine(text, /^[#%]/, (line, number) => {
    const where = `${file}, line ${number}`;
    if (!header) {
      if (!line.startsWith('@')) {
        throw new UnvanishError('format', `${where}: ${quoted(line)} stands before @data`);
      }
      const [name = '', ...words] = line.slice(1).split(/\s+/);
      if (name.toLowerCase() === 'data') {
        header = readHeader(directives, where);
        dimensions = header.dimensions;
      } else directives.set(name.toLowerCase(), words);
      return;
    }
    const { x, label } = readSeries(line, header, dimensions, where, missing);
    dimensions ??= x.dimensions;
    const kept = series.add(x.values, x.dimensions);
    if (x.hasGaps) interpolateMissing(kept, x.dimensions, where);
    if (label !== undefined) labels.push(label);
  });
  if (!header) throw new UnvanishError('format', `${file}: has no line @data`);
  const { classNames } = header as Header;
  return createDataset({
    ...series.fields(dimensions),
    ...(classNames && { labels: Int32Array.from(labels), classNames }),
  });
}

function readHeader(directives: ReadonlyMap<string, readonly string[]>, where: string): Header {
  const says = (name: string) => directives.get(name)?.[0]?.toLowerCase();
  if (says('timestamps') === 'true') {
    throw new UnvanishError(
      'format',
      `${where}: @timeStamps true, but only series without time stamps are read`,
      'resample them to even steps',
    );
  }
  if (says('targetlabel') === 'true') {
    throw new UnvanishError('format', `${where}: @targetLabel true is for regression; classes were expected`);
  }
  const [labelled, ...classNames] = directives.get('classlabel') ?? ['false'];
  const hasLabels = labelled?.toLowerCase() === 'true';
  if (hasLabels && (classNames.length === 0 || classNames.length > MOST_CLASSES)) {
    throw new UnvanishError('labels', `${where}: @classLabel true names ${classNames.length} classes`);
  }
  if (hasLabels && new Set(classNames).size < classNames.length) {
    throw new UnvanishError('labels', `${where}: @classLabel names a class twice`);
  }
  return { classNames: hasLabels ? classNames : undefined, dimensions: dimensionsOf(directives, where) };
}

function dimensionsOf(directives: ReadonlyMap<string, readonly string[]>, where: string): number | undefined {
  const text = (directives.get('dimensions') ?? directives.get('dimension'))?.[0];
  if (text === undefined) return directives.get('univariate')?.[0]?.toLowerCase() === 'true' ? 1 : undefined;
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new UnvanishError('format', `${where}: @dimensions is ${quoted(text)}; a whole number was expected`);
}

function readSeries(
  line: string,
  { classNames }: Header,
  expected: number | undefined,
  where: string,
  missing: MissingValues,
): { x: { values: Float64Array; dimensions: number; hasGaps: boolean }; label: number | undefined } {
  const parts = line.split(':');
  const name = classNames && (parts.pop() as string).trim();
  const label = name === undefined ? undefined : (classNames as readonly string[]).indexOf(name);
  if (label === -1) {
    throw new UnvanishError('labels', `${where}: the class ${quoted(name as string)} is none of @classLabel`);
  }
  if (parts.length === 0 || (expected !== undefined && parts.length !== expected)) {
    throw new UnvanishError('format', `${where}: ${parts.length} dimensions where ${expected ?? 'some'} were expected`);
  }
  const dimensions = parts.length;
  let values: Float64Array | undefined;
  let gaps = 0;
  parts.forEach((part, dimension) => {
    const fields = part.split(',');
    values ??= new Float64Array(fields.length * dimensions);
    if (fields.length * dimensions !== values.length) {
      throw new UnvanishError(
        'format',
        `${where}: dimension ${dimension} has ${fields.length} values where dimension 0 has ${values.length / dimensions}`,
      );
    }
    for (let t = 0; t < fields.length; t++) {
      const field = (fields[t] as string).trim();
      const place = () => `${where}, dimension ${dimension}, value ${t}`;
      const value = archiveNumber(field, MISSING.test(field), place);
      if (Number.isNaN(value)) {
        gaps++;
        if (missing === 'refuse') {
          throw new UnvanishError(
            'not-finite',
            `${where}, dimension ${dimension}: value ${t} is missing`,
            'interpolate over time with `missing: interpolate`',
          );
        }
      }
      values[t * dimensions + dimension] = value;
    }
  });
  return { x: { values: values as Float64Array, dimensions, hasGaps: gaps > 0 }, label };
}
