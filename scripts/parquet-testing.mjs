// Reads every Parquet file of a folder, such as those of github.com/apache/parquet-testing, and prints how many rows it has, or why it
// is not read. Whatever is no error of a user ends it.
//
//     npm run build && node scripts/parquet-testing.mjs parquet-testing/data
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UnvanishError } from '../dist/errors.js';
import { readParquet } from '../dist/formats/parquet/parquet.js';

const [folder] = process.argv.slice(2);
const names = (await readdir(folder, { recursive: true })).filter((name) => /\.parquet(?:\.encrypted)?$/.test(name));
let read = 0;
for (const name of names.sort()) {
  try {
    const table = await readParquet(new Uint8Array(await readFile(join(folder, name))), name);
    let rows = -1;
    table.each(() => rows++);
    read++;
    console.log(`${name}: ${rows} rows`);
  } catch (error) {
    if (!(error instanceof UnvanishError)) throw error;
    console.log(error.message);
  }
}
console.log(`${read} of ${names.length} files are read`);
