import { UnvanishError } from '../../errors.js';
import { decodeText, eachCsvRow } from '../../formats/tables/csvRows.js';
import { isWholeNumber, ownCopy } from '../../formats/tables/orderedNames.js';
import { quoted } from '../../quoted.js';

/**
 * Reads the names of an atlas's regions by their numbers: TSV (by the name) or CSV with the columns `index` and `name`, as BIDS's
 * `*_dseg.tsv` (others are passed over); or without a header one name a row, of the regions 1, 2, 3, ...
 *
 * @param file the name that errors give.
 * @throws UnvanishError `format`, naming the row.
 */
export function decodeRegionNames(content: string | Uint8Array, file: string): Map<number, string> {
  const names = new Map<number, string>();
  let columns: { index: number; name: number; count: number } | undefined;
  eachCsvRow(decodeText(content, file), file, (fields, row) => {
    if (!columns) {
      columns = { index: fields.indexOf('index'), name: fields.indexOf('name'), count: fields.length };
      if (columns.index >= 0 && columns.name >= 0) return;
      if (fields.length !== 1) {
        throw new UnvanishError('format', `${file}: the columns index and name, or one name a row, were expected`);
      }
    }
    const where = `${file}, row ${row}`;
    if (fields.length !== columns.count) {
      throw new UnvanishError('format', `${where}: ${fields.length} fields where the first row has ${columns.count}`);
    }
    const number = columns.index < 0 ? String(names.size + 1) : fields[columns.index];
    const name = columns.index < 0 ? fields[0] : fields[columns.name];
    if (!isWholeNumber(number) || Number(number) < 0) {
      throw new UnvanishError('format', `${where}: the index is ${quoted(number)}; a whole number was expected`);
    }
    if (name === '') throw new UnvanishError('format', `${where}: the name is empty`);
    if (names.has(Number(number))) throw new UnvanishError('format', `${where}: region ${number} has a name already`);
    names.set(Number(number), ownCopy(name));
  });
  if (names.size === 0) throw new UnvanishError('format', `${file}: names no regions`);
  return names;
}
