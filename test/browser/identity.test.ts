import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';
import type * as Api from '../../src/index.js';
import { temporaryFolder } from '../cli/command.js';
import { openChromium } from './chromium.js';
import { type Digests, pipeline } from './pipeline.js';

const compiled = resolve(import.meta.dirname, '../../dist/index.js');
const folder = temporaryFolder();
let api: typeof Api;
let inNode: Digests;
beforeAll(async () => {
  api = (await import(pathToFileURL(compiled).href)) as typeof Api;
  inNode = await pipeline(api);
});
// Loopback is a secure context, which hashing needs; nothing listens there, the page is made up.
const origin = 'http://127.0.0.1:9';
/** The library and the module of its worker threads, which it names. */
let files: readonly BundledFile[];

interface BundledFile {
  readonly fileName: string;
  readonly code: string;
  readonly source: string;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
}

/** The compiled public API and the pipeline, as Vite makes them for a browser. */
async function bundled(): Promise<BundledFile[]> {
  const entry = join(folder, 'entry.ts');
  writeFileSync(
    entry,
    `import * as api from ${JSON.stringify(compiled)};
import { pipeline } from ${JSON.stringify(resolve(import.meta.dirname, 'pipeline.ts'))};
globalThis.run = (threads) => pipeline(api, threads);`,
  );
  const result = await build({
    root: folder,
    base: './',
    configFile: false,
    logLevel: 'silent',
    worker: { format: 'es' },
    build: { write: false, minify: false, lib: { entry, formats: ['es'], fileName: () => 'bundle.js' } },
  });
  const [{ output }] = [result].flat() as unknown as { output: BundledFile[] }[];
  return output;
}

const textOf = ({ code, source }: BundledFile) => code ?? source;

describe('the library in a browser', () => {
  beforeAll(async () => {
    files = await bundled();
  });

  it('is one module, and one for its threads, that need nothing of Node', () => {
    expect(files).toHaveLength(2);
    expect(files.flatMap(({ imports = [], dynamicImports = [] }) => [...imports, ...dynamicImports])).toEqual([]);
    for (const file of files) {
      // The XML parser asks first whether there is a Buffer.
      const code = textOf(file).replaceAll('typeof Buffer !== "undefined" && Buffer.isBuffer(', '(');
      expect(code.match(/["']node:\w+|vite-browser-external|\bBuffer\.|\bprocess\.|__dirname|\brequire\(/g)).toBeNull();
    }
  });

  it.for([
    { on: 'one thread', threads: 1, isolated: false },
    { on: 'two threads with shared memory', threads: 2, isolated: true },
    { on: 'two threads with copies', threads: 2, isolated: false },
  ])(
    'gives the same weights, maps and measurements as in Node, bit for bit, on $on',
    async ({ threads, isolated }, context) => {
      const browser = await openChromium(context);
      try {
        const page = await browser.newPage();
        const headers = isolated
          ? { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }
          : {};
        await page.route('**/*', (route) => {
          const file = files.find(({ fileName }) => route.request().url() === `${origin}/${fileName}`);
          return file
            ? route.fulfill({ contentType: 'text/javascript', body: textOf(file), headers })
            : route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Unvanish</title>', headers });
        });
        await page.goto(origin);
        expect(await page.evaluate('crossOriginIsolated')).toBe(isolated);
        await page.addScriptTag({ url: `${origin}/bundle.js`, type: 'module' });
        const inBrowser = (await page.evaluate(`run(${threads})`)) as Digests;
        expect(Object.keys(inNode)).toHaveLength(22);
        expect(inBrowser).toEqual(inNode);
      } finally {
        await browser.close();
      }
    },
  );
});

describe('the library in Node', () => {
  it('gives the same weights, maps and measurements again, and on any number of threads', async () => {
    for (const threads of [1, 2, 3]) expect(await pipeline(api, threads)).toEqual(inNode);
  });
});
