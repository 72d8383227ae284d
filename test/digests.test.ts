import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { digestsOf } from '../scripts/runtimes/digests.mjs';
import { Classifier, createDataset, train } from '../src/index.js';

const file = join(import.meta.dirname, 'fixtures/digests.json');

// A change that is meant to change bits writes them anew: UPDATE_DIGESTS=1 npx vitest run test/digests.test.ts
it('a seed gives the weights and maps that it always gave, bit for bit', async () => {
  const digests = await digestsOf({ Classifier, createDataset, train });
  if (process.env.UPDATE_DIGESTS) writeFileSync(file, `${JSON.stringify(digests, null, 2)}\n`);
  expect(Object.keys(digests).length).toBe(96);
  expect(digests).toEqual(JSON.parse(readFileSync(file, 'utf8')));
});
