import type { DatasetFields } from '../data/dataset.js';
import type { MissingValues } from '../data/missing.js';
import { UnvanishError } from '../errors.js';
import { quoted } from '../quoted.js';
import { archiveNumber, PaddedSeries } from './paddedSeries.js';
import { withoutGaps } from './seriesArray.js';
import { classesOf } from './tables/classes.js';
import { NUMBER, numberOf } from './tables/numberField.js';
import { decodeText } from './tables/text.js';
import { eachLine } from './textLines.js';

/**
 * Reads series of one dimension as the UCR archive has them (`.tsv` of 2018, `.txt` of before): no header, one series a row, its class
 * first, then one value a time step, separated by tabs, commas or blanks. NaN is a missing value; at the end of a row it is padding.
 *
 * @param file the name that errors give.
 * @throws UnvanishError `format`, `labels`, `not-finite` or `size`, naming the row.
 */
export function decodeClassFirst(content: string | Uint8Array, file: string, missing: MissingValues): DatasetFields {
  const series = new PaddedSeries(file);
  const labels: string[] = [];
  let time = 0;
  eachLine(decodeText(content, file), /^[#%]/, (line, number) => {
    const where = `${file}, line ${number}`;
    const [first, ...values] = line.split(/\t|\s*,\s*| +/);
    if (labels.length === 0) time = values.length;
    if (values.length !== time || time === 0) {
      throw new UnvanishError(
        'format',
        `${where}: has ${values.length} values behind the class where ${time || 'some'} were expected`,
      );
    }
    labels.push(className(first, where));
    series.add(
      values.map((value, t) => {
        const field = value.trim();
        return archiveNumber(field, Number.isNaN(numberOf(field)), () => `${where}, value ${t}`);
      }),
      1,
    );
  });
  const { lengths: _, ...fields } = series.fields(1);
  const { indices, classNames } = classesOf(labels, file);
  return { ...withoutGaps(fields, missing, `${file}: x`), labels: indices, classNames };
}

/** Whole numbers of the older files are written as `1.0000000e+00`. */
function className(field: string, where: string): string {
  const value = NUMBER.test(field) ? Number(field) : undefined;
  if (value !== undefined && Number.isSafeInteger(value)) return String(value);
  if (value === undefined && field !== '' && numberOf(field) === undefined) return field;
  throw new UnvanishError('labels', `${where}: begins with ${quoted(field)} where a class was expected`);
}
