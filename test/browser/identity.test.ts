import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';
import type * as Api from '../../src/index.js';
import { temporaryFolder } from '../cli/command.js';
import { openChromium } from './chromium.js';
import { type Digests, pipeline } from './pipeline.js';

const compiled = resolve(import.meta.dirname, '../../dist/index.js');
const analyses = resolve(import.meta.dirname, '../../scripts/runtimes/digests.mjs');
const folder = temporaryFolder();
let api: typeof Api;
let inNode: Digests;
beforeAll(async () => {
  api = (await import(pathToFileURL(compiled).href)) as typeof Api;
  inNode = await pipeline(api);
});
// Loopback is a secure context, which hashing needs; nothing listens there, the page is made up.
const origin = 'http://127.0.0.1:9';
/** The library and the module of its worker threads, which it names; and for each the kernels of fast math, loaded where they are asked for. */
let files: readonly BundledFile[];

interface BundledFile {
  readonly fileName: string;
  readonly code: string;
  readonly source: string;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
}

/** The compiled public API and the pipeline, as Vite makes them for a browser. */
function bundled(): Promise<BundledFile[]> {
  return bundle(
    'entry.ts',
    `import * as api from ${JSON.stringify(compiled)};
import { pipeline } from ${JSON.stringify(resolve(import.meta.dirname, 'pipeline.ts'))};
import { relativeError } from ${JSON.stringify(resolve(import.meta.dirname, '../reference/relativeError.ts'))};
globalThis.unvanish = api;
globalThis.run = (threads) => pipeline(api, threads);
const explain = async (fastMath) => {
  const data = api.boxDataset(await api.Engine.create(), 'middle', { samples: 40, seed: 7 });
  const options = { inputSize: data.features, classes: 2, inputCellAttention: 'matrix' };
  const classifier = await api.Classifier.create(options, { seed: 7, fastMath, threads: 2 });
  await classifier.whenThreaded();
  const maps = await classifier.inputGradient(data);
  const { threads } = classifier;
  classifier.close();
  return { threads, maps };
};
// Maps of this size take seconds on their way out of the page.
globalThis.compare = async () => {
  const [fast, exact] = [await explain(true), await explain(false)];
  return { threads: [fast.threads, exact.threads], error: relativeError(fast.maps, exact.maps, 1e-6) };
};`,
  );
}

/** Some source, and all that it imports, as Vite makes them for a browser. */
async function bundle(name: string, source: string): Promise<BundledFile[]> {
  const entry = join(folder, name);
  writeFileSync(entry, source);
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

  it('is one module, and one for its threads, that need nothing of Node and load more for fast math alone', () => {
    expect(files.map(({ fileName }) => fileName.replace(/-[\w-]{8}\.m?js$/, '')).sort()).toEqual([
      'assets/fastKernels.generated',
      'assets/worker',
      'bundle.js',
      'fastKernels.generated',
    ]);
    expect(files.flatMap(({ imports = [] }) => imports)).toEqual([]);
    const lazy = files.flatMap(({ dynamicImports = [] }) => dynamicImports);
    expect(lazy).toEqual([expect.stringMatching(/^fastKernels\./)]);
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
        const { page, asked } = await openLibrary(browser, isolated);
        expect(await page.evaluate('crossOriginIsolated')).toBe(isolated);
        const inBrowser = (await page.evaluate(`run(${threads})`)) as Digests;
        expect(Object.keys(inNode)).toHaveLength(33);
        expect(inBrowser).toEqual(inNode);
        expect(asked.filter(isFast)).toEqual([]);
      } finally {
        await browser.close();
      }
    },
  );

  it('makes the same measurements, diagnoses, intervals and figures of them as Node, bit for bit', async (context) => {
    const browser = await openChromium(context);
    try {
      const page = await browser.newPage();
      await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }));
      await page.goto(origin);
      const face = compiled.replace('index.js', 'face/report.js');
      const [made] = await bundle(
        'analyses.ts',
        `import * as api from ${JSON.stringify(compiled)};
import * as report from ${JSON.stringify(face)};
import { digestsOfAnalyses } from ${JSON.stringify(analyses)};
globalThis.analyse = () => digestsOfAnalyses(api, report);`,
      );
      await page.addScriptTag({ content: textOf(made as BundledFile), type: 'module' });
      await page.waitForFunction('globalThis.analyse');
      const { digestsOfAnalyses } = await import(pathToFileURL(analyses).href);
      const report = await import(pathToFileURL(face).href);
      expect(await page.evaluate('analyse()')).toEqual(await digestsOfAnalyses(api, report));
    } finally {
      await browser.close();
    }
  });

  it('shares work out while the page works, too', async (context) => {
    const browser = await openChromium(context);
    try {
      const { page } = await openLibrary(browser, false);
      const sent = await page.evaluate(`(async () => {
        let sent = 0;
        const post = Worker.prototype.postMessage;
        Worker.prototype.postMessage = function (message, ...rest) {
          if (message.work === 'samples') sent++;
          return post.call(this, message, ...rest);
        };
        const { Classifier, createDataset } = unvanish;
        const classifier = await Classifier.create({ inputSize: 8, classes: 2, hiddenSize: 16 }, { seed: 0, threads: 2 });
        await classifier.whenThreaded();
        const data = createDataset({ x: new Float32Array(1600 * 80 * 8), shape: [1600, 80, 8] });
        await classifier.logits(data);
        classifier.close();
        return sent;
      })()`);
      // Of a hundred parts; a worker that is never heard gets the two that wait there at first.
      expect(sent).toBeGreaterThan(10);
    } finally {
      await browser.close();
    }
  });

  it('explains with fast math on all threads, within rounding', async (context) => {
    const browser = await openChromium(context);
    try {
      const { page, asked } = await openLibrary(browser, true);
      const { threads, error } = (await page.evaluate('compare()')) as { threads: number[]; error: number };
      expect(asked.filter(isFast)).toHaveLength(2);
      expect(threads).toEqual([2, 2]);
      expect(error).toBeLessThan(1e-4);
    } finally {
      await browser.close();
    }
  });
});

const isFast = (file: string) => file.includes('fastKernels');

/** A page that has the library, and the files of it that are asked for. */
async function openLibrary(browser: Browser, isolated: boolean) {
  const page = await browser.newPage();
  const asked: string[] = [];
  const headers = isolated
    ? { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }
    : {};
  await page.route('**/*', (route) => {
    const file = files.find(({ fileName }) => route.request().url() === `${origin}/${fileName}`);
    if (!file) {
      return route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Unvanish</title>', headers });
    }
    asked.push(file.fileName);
    return route.fulfill({ contentType: 'text/javascript', body: textOf(file), headers });
  });
  await page.goto(origin);
  await page.addScriptTag({ url: `${origin}/bundle.js`, type: 'module' });
  return { page, asked };
}

describe('the library in Node', () => {
  it('gives the same weights, maps and measurements again, and on any number of threads', async () => {
    for (const threads of [1, 2, 3]) expect(await pipeline(api, threads)).toEqual(inNode);
  });
});
