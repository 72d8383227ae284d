import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeDataset } from '../../../src/formats/datasetFile.js';
import { readParquet } from '../../../src/formats/parquet/parquet.js';
import { decodedOrRefused, laterRefusal, MUTATIONS, mutated, refusal } from '../mutations.js';

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/parquet/${name}`, import.meta.url)));
const expected = JSON.parse(new TextDecoder().decode(fixture('expected.json')));
/** A table, all rows of which were visited. */
const visited = (bytes: Uint8Array, file: string) => {
  const table = readParquet(bytes, file);
  table.each(() => {});
  return table;
};
const read = (name: string) => visited(fixture(`${name}.parquet`), `${name}.parquet`);

/** The columns of a table, as text. */
function columnsOf(name: string): Record<string, string[]> {
  const table = read(name);
  const rows: string[][] = [];
  table.each((fields) => rows.push(fields));
  const [header, ...values] = rows;
  expect(header).toEqual(table.header());
  return Object.fromEntries(header.map((column, index) => [column, values.map((row) => row[index])]));
}

/** As pyarrow reads them. */
function expectedColumns(table: string): Record<string, string[]> {
  const columns = Object.entries(expected[table] as Record<string, (string | number | boolean | null)[]>);
  return Object.fromEntries(columns.map(([name, values]) => [name, values.map((value) => String(value ?? ''))]));
}

describe('readParquet', () => {
  it.each(['snappy', 'gzip', 'plain', 'groups', 'version2'])('reads what pyarrow wrote: %s', (name) => {
    expect(columnsOf(name)).toEqual(expectedColumns('wide'));
  });

  it.each([
    ['gaps', 'gaps'],
    ['gaps2', 'gaps'],
    ['long', 'long'],
    ['required', 'long'],
    ['index', 'long'],
  ])('reads missing values, columns that have none, and passes over row names: %s', (name, table) => {
    expect(columnsOf(name)).toEqual(expectedColumns(table));
  });

  it.each([
    ['zstd', 'zstd.parquet, column "sample": is packed with ZSTD; Snappy and gzip are read'],
    ['nested', 'nested.parquet: column "value" is nested; flat columns are read'],
    ['decimal', 'decimal.parquet: column "value" is of type DECIMAL'],
    ['delta', 'column "time": is encoded as DELTA_BINARY_PACKED; plain and dictionary are read'],
  ])('refuses what it does not read: %s', (name, message) => {
    expect(refusal(() => read(name)).message).toContain(message);
  });

  it('refuses other files, and those that are cut short', () => {
    const bytes = fixture('snappy.parquet');
    expect(refusal(() => visited(bytes.subarray(0, 500), 'a.parquet')).message).toContain('is no Parquet file');
    expect(refusal(() => visited(new Uint8Array(), 'a.parquet')).message).toContain('is no Parquet file');
    const hollow = Uint8Array.from([...bytes.subarray(0, 4), ...bytes.subarray(1200)]);
    expect(refusal(() => visited(hollow, 'a.parquet')).code).toBe('format');
  });

  it('ends where the place of a column’s pages is not a number, whatever the file begins with', () => {
    const bytes = fixture('plain.parquet');
    bytes[0] = 0x11;
    const reasons = new Set<string>();
    const footer = bytes.length - 8 - new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 8, true);
    for (let bit = 8 * footer; bit < 8 * (bytes.length - 8); bit++) {
      const flipped = bytes.slice();
      flipped[bit >> 3] ^= 1 << (bit & 7);
      decodedOrRefused(() => {
        try {
          return visited(flipped, 'a.parquet');
        } catch (error) {
          reasons.add((error as Error).message);
          throw error;
        }
      });
    }
    expect([...reasons].some((reason) => reason.includes('does not say where its pages are'))).toBe(true);
  });

  it('refuses lists longer than the file before they are made', () => {
    const list = [0x29, 0xfc, 0xff, 0xff, 0xff, 0x7f];
    const file = Uint8Array.from([80, 65, 82, 49, ...list, 0, list.length + 1, 0, 0, 0, 80, 65, 82, 49]);
    expect(refusal(() => visited(file, 'a.parquet')).message).toContain('claims more than the file holds');
  });

  it('gives a whole table or an UnvanishError for any broken file, in bounded memory and time', () => {
    const files = ['snappy', 'gzip', 'plain', 'groups', 'version2', 'gaps', 'gaps2', 'required'].map((name) =>
      fixture(`${name}.parquet`),
    );
    fc.assert(
      fc.property(mutated(files, ['PAR1', 'sample', '\u0015\u0000']), (bytes) => {
        const table = decodedOrRefused(() => visited(bytes, 'mutated.parquet'));
        if (!table) return;
        let rows = 0;
        let ragged = 0;
        const width = table.header().length;
        table.each((fields) => {
          rows++;
          if (fields.length !== width) ragged++;
        });
        expect(ragged).toBe(0);
        expect(rows - 1).toBeLessThanOrEqual(2 ** 22 + 256 * bytes.length);
      }),
      { numRuns: MUTATIONS },
    );
  }, 60_000);
});

describe('a Parquet table', () => {
  it.each(['long', 'gaps'])('is read as the CSV of the same rows: %s', async (name) => {
    const rows: string[] = [];
    read(name).each((fields) => rows.push(fields.join(',')));
    const csv = { name: 'a.csv', bytes: new TextEncoder().encode(rows.join('\n')) };
    const parquet = { name: 'a.parquet', bytes: fixture(`${name}.parquet`) };
    const data = await decodeDataset({ data: parquet, missing: 'interpolate' });
    expect(data).toEqual(await decodeDataset({ data: csv, missing: 'interpolate' }));
    expect(data.samples).toBe(name === 'long' ? 2 : 4);
  });

  it('names the rows that it refuses', async () => {
    const data = { name: 'gaps.parquet', bytes: fixture('gaps.parquet') };
    expect((await laterRefusal(decodeDataset({ data }))).message).toBe(
      'gaps.parquet, row 4, column "single": the value is missing',
    );
  });
});
