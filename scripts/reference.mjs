// Writes the reference pages of the documentation, from schemas and registries: node scripts/reference.mjs [FOLDER]
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

// The pages are of the source, and no part of the package.
const made = await mkdtemp(join(tmpdir(), 'unvanish-reference-'));
const bundle = await rolldown({ input: 'src/cli/reference.ts', platform: 'node' });
await bundle.write({ dir: made, format: 'esm', entryFileNames: 'reference.mjs' });
await bundle.close();
const { referencePages } = await import(pathToFileURL(join(made, 'reference.mjs')).href);

const folder = process.argv[2] ?? 'docs/reference';
await mkdir(folder, { recursive: true });
for (const { name, title, text } of referencePages()) {
  await writeFile(join(folder, `${name}.md`), `# ${title}\n\n${text}\n`);
}
await rm(made, { recursive: true });
