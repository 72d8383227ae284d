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
// Loopback is a secure context, which hashing needs; nothing listens there, the page is made up.
const origin = 'http://127.0.0.1:9';
let bundle: Bundle;

interface Bundle {
  readonly code: string;
  readonly imports: readonly string[];
  readonly dynamicImports: readonly string[];
}

/** The compiled public API and the pipeline as one module for a browser. */
async function bundled(): Promise<Bundle> {
  const entry = join(folder, 'entry.ts');
  writeFileSync(
    entry,
    `import * as api from ${JSON.stringify(compiled)};
import { pipeline } from ${JSON.stringify(resolve(import.meta.dirname, 'pipeline.ts'))};
globalThis.run = () => pipeline(api);`,
  );
  const result = await build({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: false, lib: { entry, formats: ['es'] } },
  });
  const [{ output }] = [result].flat() as { output: Bundle[] }[];
  expect(output).toHaveLength(1);
  return output[0];
}

describe('the library in a browser', () => {
  beforeAll(async () => {
    bundle = await bundled();
  });

  it('is one module that needs nothing of Node', () => {
    expect([...bundle.imports, ...bundle.dynamicImports]).toEqual([]);
    // The XML parser asks first whether there is a Buffer.
    const code = bundle.code.replaceAll('typeof Buffer !== "undefined" && Buffer.isBuffer(', '(');
    expect(code.match(/["']node:\w+|vite-browser-external|\bBuffer\.|\bprocess\.|__dirname|\brequire\(/g)).toBeNull();
  });

  it('gives the same weights, maps and measurements as in Node, bit for bit', async (context) => {
    const browser = await openChromium(context);
    try {
      const page = await browser.newPage();
      await page.route('**/*', (route) =>
        route.request().url() === `${origin}/bundle.js`
          ? route.fulfill({ contentType: 'text/javascript', body: bundle.code })
          : route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Unvanish</title>' }),
      );
      await page.goto(origin);
      await page.addScriptTag({ url: `${origin}/bundle.js`, type: 'module' });
      const inBrowser = (await page.evaluate('run()')) as Digests;
      const api = (await import(pathToFileURL(compiled).href)) as typeof Api;
      const inNode = await pipeline(api);
      expect(Object.keys(inNode)).toHaveLength(22);
      expect(inBrowser).toEqual(inNode);
      expect(await pipeline(api)).toEqual(inNode);
    } finally {
      await browser.close();
    }
  });
});
