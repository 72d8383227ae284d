import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeSafetensors } from '../../src/formats/safetensors.js';
import { temporaryFolder, unvanish } from '../cli/command.js';
import { Draws } from '../reference/draws.js';

const repository = resolve(import.meta.dirname, '../..');
const programs = join(repository, 'docs/programs');
const names = ['compare', 'half-life', 'judge', 'map', 'report'];
const folder = temporaryFolder();
const run = promisify(execFile);

/** Runs a program of the documentation in the folder; what it prints. */
async function program(name: string, ...args: string[]): Promise<string> {
  writeFileSync(join(folder, `${name}.mjs`), readFileSync(join(programs, `${name}.mjs`)));
  return (await run(process.execPath, [`${name}.mjs`, ...args], { cwd: folder })).stdout;
}

/** Series whose class shows early, in the feature of its name. */
function writeSeries(): void {
  const rows = ['sample,time,left,right,other,label'];
  const noise = new Draws(1).floats(60 * 20 * 3, 0.5);
  for (let sample = 0; sample < 60; sample++) {
    const label = sample % 2 ? 'right' : 'left';
    for (let time = 0; time < 20; time++) {
      const values = ['left', 'right', 'other'].map((feature, index) => {
        const bump = feature === label && time >= 2 && time < 6 ? 2 : 0;
        return (noise[(sample * 20 + time) * 3 + index] + bump).toFixed(3);
      });
      rows.push(`s${sample},${time},${values},${label}`);
    }
  }
  writeFileSync(join(folder, 'series.csv'), `${rows.join('\n')}\n`);
}

/** The parameters of an nn.LSTM of 3 inputs and 4 hidden units, and of an nn.Linear to 2 classes, as a state dict names them. */
function writeTorchModel(): void {
  const draws = new Draws(2);
  const tensor = (...shape: number[]) => {
    const size = shape.reduce((product, length) => product * length, 1);
    return { dtype: 'F32' as const, shape, data: draws.floats(size, 0.5) };
  };
  const tensors = {
    'lstm.weight_ih_l0': tensor(16, 3),
    'lstm.weight_hh_l0': tensor(16, 4),
    'lstm.bias_ih_l0': tensor(16),
    'lstm.bias_hh_l0': tensor(16),
    'fc.weight': tensor(2, 4),
    'fc.bias': tensor(2),
  };
  writeFileSync(join(folder, 'torch.safetensors'), encodeSafetensors(new Map(Object.entries(tensors))));
}

beforeAll(() => {
  // A package of its own, whatever lies in the folders above: in a package named unvanish, the name means that one.
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(repository, join(folder, 'node_modules/unvanish'), 'junction');
  writeSeries();
  writeTorchModel();
});

describe('the programs of the documentation', () => {
  it('are five, of at most fifteen lines each', () => {
    expect(readdirSync(programs).sort()).toEqual(names.map((name) => `${name}.mjs`));
    for (const name of names) {
      expect(
        readFileSync(join(programs, `${name}.mjs`), 'utf8')
          .trimEnd()
          .split('\n').length,
        name,
      ).toBeLessThan(16);
    }
  });

  it('draw what mattered in a table of series', async () => {
    expect(await program('map', 'series.csv', 'map.svg')).toBe('');
    const svg = readFileSync(join(folder, 'map.svg'), 'utf8');
    expect(svg).toMatch(/^<svg[\s\S]*<\/svg>\s*$/);
    for (const text of ['Share of the saliency, mean of 60 series', 'left', 'right', 'other'])
      expect(svg).toContain(text);
  });

  it('say how far back an nn.LSTM looks', async () => {
    const printed = await program('half-life', 'torch.safetensors', '50');
    const found = /^Half of the saliency lies in the last ([\d.]+) of 50 steps \(evenly spread: 25\)\.$/m.exec(printed);
    expect(Number(found?.[1])).toBeGreaterThan(0);
    expect(Number(found?.[1])).toBeLessThan(10);
    expect(printed).toMatch(/^Ten steps back, [\d.e-]+ of a change of the state is left\.$/m);
  });

  it('set input-cell attention beside a plain LSTM on samples that they did not see', async () => {
    const printed = await program('compare', 'series.csv');
    expect(printed).toMatch(/^input-cell attention: [\d.]+ % \([\d.]+ % to [\d.]+ %\), chance [\d.]+ %$/m);
    expect(printed).toMatch(/^LSTM: [\d.]+ % .*\n {2}input-cell attention is -?[\d.]+ % above it, p = [\d.]+$/m);
  });

  it('judge an occlusion of one’s own beside the gradient', async () => {
    const scores = Object.fromEntries(
      (await program('judge'))
        .trim()
        .split('\n')
        .map((line) => line.split(' ')),
    );
    expect(Object.keys(scores)).toEqual(['steps', 'gradient']);
    expect(Number(scores.steps)).toBeGreaterThan(0.7);
  });

  it('write a report of one’s own', async () => {
    const options = ['--input-cell-attention', 'mean', '--epochs', '20', '--quiet', '--out', 'run'];
    expect(await unvanish(folder, 'train', 'series.csv', ...options)).toMatchObject({ code: 0 });
    await program('report', 'run/model.safetensors', 'series.csv', 'report.html');
    const page = readFileSync(join(folder, 'report.html'), 'utf8');
    expect(page).toMatch(/(left|right|other) mattered most\./);
    expect(page).toContain('Which features mattered');
  });
});

describe('the library’s example in README', () => {
  it('runs as it stands', async () => {
    const example = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(repository, 'README.md'), 'utf8'))?.[1] as string;
    writeFileSync(join(folder, 'readme.mjs'), example);
    const { stdout } = await run(process.execPath, ['readme.mjs'], { cwd: folder });
    expect(stdout).toMatch(/^\{\s*mean: [\d.]+,\s*low: [\d.]+,\s*high: [\d.]+,\s*n: 200\s*\}\s+[\d.]+\s*$/);
  });
});
