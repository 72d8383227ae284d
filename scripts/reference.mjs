// Writes the reference pages of the documentation, from schemas and registries: node scripts/reference.mjs [FOLDER]
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { referencePages } from '../dist/cli/reference.js';

const folder = process.argv[2] ?? 'docs/reference';
await mkdir(folder, { recursive: true });
for (const { name, title, text } of referencePages()) {
  await writeFile(join(folder, `${name}.md`), `# ${title}\n\n${text}\n`);
}
