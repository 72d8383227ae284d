import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parquetMetadata } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { describe, expect, it } from 'vitest';
import { decodeDataset } from '../../../src/formats/datasetFile.js';
import { readParquet } from '../../../src/formats/parquet/parquet.js';
import { laterDecodedOrRefused, laterRefusal, MUTATIONS, mutated } from '../mutations.js';

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/parquet/${name}`, import.meta.url)));
const expected = JSON.parse(new TextDecoder().decode(fixture('expected.json')));
/** What JavaScript and its libraries say. */
const LANGUAGE = /undefined|NaN|is not (?:a |iterable)|annot read prop|destructure|BigInt|bounds|thrift|parquet [a-z]/;
/** A table, all rows of which were visited. */
const visited = async (bytes: Uint8Array, file: string) => {
  const table = await readParquet(bytes, file);
  table.each(() => {});
  return table;
};
const read = (name: string) => visited(fixture(`${name}.parquet`), `${name}.parquet`);
const messageOf = async (bytes: Uint8Array) => (await laterRefusal(visited(bytes, 'a.parquet'))).message;

/** The columns of a table, as text. */
async function columnsOf(name: string, ignoreColumns: string[] = []): Promise<Record<string, string[]>> {
  const table = await readParquet(fixture(`${name}.parquet`), `${name}.parquet`, { ignoreColumns });
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
  it.each(['snappy', 'gzip', 'zstd', 'brotli', 'lz4', 'plain', 'groups', 'version2'])(
    'reads what pyarrow wrote: %s',
    async (name) => {
      expect(await columnsOf(name)).toEqual(expectedColumns('wide'));
    },
  );

  it.each([
    ['gaps', 'gaps'],
    ['gaps2', 'gaps'],
    ['checksums', 'gaps'],
    ['checksums2', 'gaps'],
    ['long', 'long'],
    ['required', 'long'],
    ['index', 'long'],
    ['encoded', 'encoded'],
    ['encoded2', 'encoded'],
    ['typed', 'typed'],
    ['typed2', 'typed'],
  ])('reads missing values, all encodings and types, and passes over row names: %s', async (name, table) => {
    expect(await columnsOf(name)).toEqual(expectedColumns(table));
  });

  it('reads moments of 96 bits', async () => {
    expect((await columnsOf('int96')).ns).toEqual(expectedColumns('typed').ns);
  });

  it.each([
    ['nested', 'nested.parquet: column "value" is a list; flat columns of numbers'],
    ['kinds', 'kinds.parquet: column "struct" is nested; flat columns of numbers'],
    ['bytes', 'bytes.parquet: column "value" is of type FIXED_LEN_BYTE_ARRAY; flat columns of numbers'],
  ])('refuses what it does not read, by name, with the way out: %s', async (name, message) => {
    const error = await laterRefusal(read(name));
    expect(error.message).toContain(message);
    expect(error.remedy).toContain('`ignoreColumns`');
  });

  it('leaves out columns of any type, however many it is stored as', async () => {
    expect(
      (await laterRefusal(readParquet(fixture('kinds.parquet'), 'a', { ignoreColumns: ['struct'] }))).message,
    ).toContain('column "map" is a map');
    const { value, last, struct } = await columnsOf('kinds', ['struct', 'map']);
    expect({ value, last }).toEqual({ value: expectedColumns('long').value, last: [...'01234567'] });
    expect(new Set(struct)).toEqual(new Set(['']));
  });

  it('refuses other files, and those that are cut short or encrypted', async () => {
    const bytes = fixture('snappy.parquet');
    expect(await messageOf(bytes.subarray(0, 500))).toBe(
      'a.parquet: is no Parquet file, or cut short: its end is missing',
    );
    expect(await messageOf(new Uint8Array())).toBe('a.parquet: is no Parquet file');
    const hollow = Uint8Array.from([...bytes.subarray(0, 4), ...bytes.subarray(1200)]);
    expect(await messageOf(hollow)).toMatch(/^a\.parquet: is damaged: its description would be \d+ bytes long$/);
    const locked = bytes.slice();
    locked[locked.length - 1] = 'E'.charCodeAt(0);
    expect(await messageOf(locked)).toBe('a.parquet: is encrypted, which is not read');
  });

  it.each(['checksums', 'checksums2'])('finds every page that is not as it was written: %s', async (name) => {
    const bytes = fixture(`${name}.parquet`);
    const { row_groups: groups } = parquetMetadata(bytes);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (const { meta_data: data } of groups[0].columns) {
      const reader = { view, offset: Number(data?.dictionary_page_offset ?? data?.data_page_offset) };
      const size = parquetHeader(reader).compressed_page_size;
      for (let at = reader.offset; at < reader.offset + size; at++) {
        const flipped = bytes.slice();
        flipped[at] ^= 16;
        expect(await messageOf(flipped)).toMatch(/column "\w+": a page is damaged: its checksum does not match$/);
      }
    }
  });

  it('says what is wrong in words of its own, whatever is wrong in the description', async () => {
    const bytes = fixture('plain.parquet');
    bytes[0] = 0x11;
    const reasons = new Set<string>();
    const footer = bytes.length - 8 - new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 8, true);
    // Every third bit: all of each kind, in a third of the time.
    for (let bit = 8 * footer; bit < 8 * (bytes.length - 8); bit += 3) {
      const flipped = bytes.slice();
      flipped[bit >> 3] ^= 1 << (bit & 7);
      await laterDecodedOrRefused(
        visited(flipped, 'a.parquet').catch((error) => {
          reasons.add(error.message);
          throw error;
        }),
      );
    }
    const all = [...reasons];
    expect(all.some((reason) => reason.includes('does not say where its pages are'))).toBe(true);
    expect(all.filter((reason) => LANGUAGE.test(reason))).toEqual([]);
  });

  it('refuses lists longer than the file before they are made', async () => {
    const list = [0x29, 0xfc, 0xff, 0xff, 0xff, 0x7f];
    const file = Uint8Array.from([80, 65, 82, 49, ...list, 0, list.length + 1, 0, 0, 0, 80, 65, 82, 49]);
    expect(await messageOf(file)).toContain('claims more than the file holds');
  });

  it('gives a whole table or an UnvanishError for any broken file, in bounded memory and time', async () => {
    const files = [
      ...['snappy', 'gzip', 'zstd', 'brotli', 'lz4', 'plain', 'groups', 'version2', 'gaps', 'gaps2', 'required'],
      ...['encoded', 'encoded2', 'typed', 'typed2', 'int96', 'checksums', 'kinds'],
    ].map((name) => fixture(`${name}.parquet`));
    await fc.assert(
      fc.asyncProperty(mutated(files, ['PAR1', 'sample', '\u0015\u0000']), async (bytes) => {
        const table = await laterDecodedOrRefused(
          visited(bytes, 'mutated.parquet').catch((error) => {
            expect(error.message).not.toMatch(LANGUAGE);
            throw error;
          }),
        );
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
  }, 120_000);
});

describe('a Parquet table', () => {
  it.each(['long', 'gaps'])('is read as the CSV of the same rows: %s', async (name) => {
    const rows: string[] = [];
    (await read(name)).each((fields) => rows.push(fields.join(',')));
    const csv = { name: 'a.csv', bytes: new TextEncoder().encode(rows.join('\n')) };
    const parquet = { name: 'a.parquet', bytes: fixture(`${name}.parquet`) };
    // What is far from 0 and changes little is refused.
    const options = { missing: 'interpolate', ...(name === 'gaps' && { ignoreColumns: ['unsigned'] }) } as const;
    const data = await decodeDataset({ data: parquet, ...options });
    expect(data).toEqual(await decodeDataset({ data: csv, ...options }));
    expect(data.samples).toBe(name === 'long' ? 2 : 4);
  });

  it('names the rows that it refuses', async () => {
    const data = { name: 'gaps.parquet', bytes: fixture('gaps.parquet') };
    expect((await laterRefusal(decodeDataset({ data }))).message).toBe(
      'gaps.parquet, row 4, column "single": the value is missing',
    );
  });

  it('has dates as times, which no feature can be', async () => {
    const data = { name: 'when.parquet', bytes: fixture('when.parquet') };
    const { x, samples, features, time } = await decodeDataset({ data, timeColumn: 'when' });
    expect([samples, time, features]).toEqual([2, 5, 1]);
    expect([...x]).toEqual(Array.from({ length: 10 }, (_, i) => i / 4));
    const error = await laterRefusal(decodeDataset({ data }));
    expect(error.message).toBe('when.parquet, row 1, column "when": is "2024-03-10 01:59:58"; a number was expected');
    expect(error.remedy).toMatch(/`timeColumn: when`.*`ignoreColumns`/);
    expect((await decodeDataset({ data, ignoreColumns: ['when'] })).features).toBe(1);
  });

  it('may hold columns that are left out, of any type', async () => {
    const data = { name: 'kinds.parquet', bytes: fixture('kinds.parquet') };
    const ignoreColumns = ['struct', 'map', 'last'];
    expect((await decodeDataset({ data, ignoreColumns })).samples).toBe(2);
  });
});
