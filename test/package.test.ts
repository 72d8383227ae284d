import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, type TestContext } from 'vitest';
import { version } from '../src/version.node.js';
import { temporaryFolder } from './cli/command.js';

const repository = resolve(import.meta.dirname, '..');
const folder = temporaryFolder();
const project = join(folder, 'project');
const run = promisify(execFile);
const offline = /ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT/;

/** The npm that runs this test, else the first on the PATH. */
function npm(cwd: string, ...args: string[]) {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js')
    ? run(process.execPath, [script, ...args], { cwd })
    : run('npm', args, { cwd, shell: process.platform === 'win32' });
}

/** Packs the repository as it is built, and installs that in an empty folder. */
async function install(context: TestContext): Promise<string[]> {
  // What `npm pack` ran before has been done: `npm test` builds first.
  const packed = await npm(repository, 'pack', '--ignore-scripts', '--json', '--pack-destination', folder);
  const [{ filename, files }] = JSON.parse(packed.stdout) as { filename: string; files: { path: string }[] }[];
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  await npm(project, 'install', join(folder, filename), ...quiet).catch((error: Error) => {
    if (process.env.CI === 'true' || !offline.test(error.message)) throw error;
    context.skip('the npm registry cannot be reached');
  });
  return files.map(({ path }) => path);
}

/** What a user of the library writes; types are checked, then it is run without them. */
const library = `
import { attribute, boxDataset, Classifier, type ClassifierConfig, Engine, stratifiedSplit, train } from 'unvanish';

const engine = await Engine.create();
const { rest: training, part: validation } = stratifiedSplit(
  boxDataset(engine, 'latter', { samples: 60, seed: 1 }),
  { share: 0.2, seed: 1 },
);
const classifier = await Classifier.create({ inputSize: training.features, classes: 2 }, { seed: 1 });
const config: ClassifierConfig = classifier.config;
const { history } = await train(classifier, { training, validation }, { epochs: 2, seed: 1 });
const maps = await attribute(classifier, validation);
// @ts-expect-error the types know the targets that there are
attribute(classifier, validation, { target: 'loss' }).catch(() => {});
console.log(JSON.stringify({ epochs: history.length, shape: maps.shape, hidden: config.hiddenSize }));
`;

const compilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  module: 'NodeNext',
  target: 'ES2022',
  lib: ['ES2023', 'DOM'],
  types: [],
  skipLibCheck: false,
  outDir: 'compiled',
};

describe('the package', () => {
  it('installed in an empty folder has command, library and types, and nothing else', async (context) => {
    const files = await install(context);
    expect(files.filter((path) => !path.startsWith('dist/')).sort()).toEqual(['LICENSE', 'README.md', 'package.json']);
    expect(files.filter((path) => !/\.(?:js|d\.ts)$/.test(path) && path.startsWith('dist/'))).toEqual([
      'dist/cli/LICENSES.txt',
    ]);

    const command = await npm(project, 'exec', '--offline', '--', 'unvanish', '--version');
    expect(command.stdout.trim()).toBe(version);

    writeFileSync(join(project, 'library.ts'), library);
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['library.ts'] }));
    const tsc = join(repository, 'node_modules/typescript/bin/tsc');
    const checked = await run(process.execPath, [tsc, '-p', '.'], { cwd: project }).catch((error) => error);
    expect(checked.stdout).toBe('');
    // Without the DOM's types: what is said then is of dependencies alone.
    const plain = [tsc, '-p', '.', '--lib', 'ES2023', '--noEmit'];
    const bare = await run(process.execPath, plain, { cwd: project }).catch((error) => error);
    expect(bare.stdout.split('\n').filter((line: string) => line.includes('node_modules/unvanish/'))).toEqual([]);
    const { stdout } = await run(process.execPath, ['compiled/library.js'], { cwd: project });
    expect(JSON.parse(stdout)).toEqual({ epochs: 2, shape: [12, 100, 100], hidden: 5 });
  });
});
