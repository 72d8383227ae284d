import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Draws } from '../../reference/draws.js';
import { temporaryFolder, unvanish } from '../command.js';

const folder = temporaryFolder();
const fixtures = join(import.meta.dirname, '../../fixtures/gifti/cortex');
const both = (name: string) => ['L', 'R'].map((side) => join(fixtures, `cortex.${side}.${name}.gii`));
const surfaces = ['--surface', ...both('surf'), '--surface-labels', ...both('label')];
const quick = ['--epochs', '2', '--hidden', '4', '--quiet'];

/** Series of regions that are named as labels of the surfaces are. */
function writeRegions(file: string, samples: number): void {
  const names = ['L_spot', 'R_spot', 'front'];
  const values = new Draws(1).floats(samples * 6 * names.length, 1);
  const rows = Array.from({ length: samples * 6 }, (_, row) => {
    const own = names.map((_, feature) => values[row * names.length + feature].toFixed(3));
    return `s${Math.floor(row / 6)},${row % 6},${own},${Math.floor(row / 6) % 2 ? 'task' : 'rest'}`;
  });
  writeFileSync(join(folder, file), `sample,time,${names},label\n${rows.join('\n')}\n`);
}

beforeAll(() => {
  writeRegions('regions.csv', 12);
  writeRegions('test.csv', 6);
});

describe('maps on a cortex that is named', () => {
  it.each([
    ['a cross-validation', ['--cross-validate', '2']],
    ['test samples', ['--test', 'test.csv']],
  ])('are in the report of %s, with what is not drawn', async (_, of) => {
    const { code, stderr } = await unvanish(
      folder,
      'train',
      'regions.csv',
      ...of,
      ...surfaces,
      ...quick,
      '--out',
      of[0],
    );
    expect([code, stderr]).toEqual([0, '']);
    const report = readFileSync(join(folder, of[0], 'report.html'), 'utf8');
    expect(report).toContain('Saliency on the cortex over time');
    expect(report).toContain('Labels of the surface that are no feature’s');
    expect(report).toContain('cortex.L.surf.gii, cortex.R.surf.gii');
    expect(report).not.toContain('<rest>');
    expect(report).toMatch(/left \d+ of 362, right \d+ of 362/);
    const run = JSON.parse(readFileSync(join(folder, of[0], 'run.json'), 'utf8'));
    expect(run.cortex).toEqual({ surface: both('surf'), surfaceLabels: both('label') });
  });

  it.each([
    ['without unseen samples', [...surfaces], '--surface: maps of unseen samples are drawn on it, and there are none'],
    ['without labels', ['--test', 'test.csv', ...surfaces.slice(0, 3)], 'give labels of its vertices'],
    ['with labels alone', ['--test', 'test.csv', ...surfaces.slice(3)], '--surface-labels: there is no --surface'],
  ])('are refused %s', async (_, options, message) => {
    const { code, stderr } = await unvanish(folder, 'train', 'regions.csv', ...options, ...quick, '--out', 'refused');
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('are read before the data are, so that a wrong path shows at once', async () => {
    const wrong = ['--cross-validate', '--surface', 'nowhere.L.surf.gii'];
    const { code, stderr } = await unvanish(folder, 'train', 'no-data.csv', ...wrong, ...quick, '--out', 'refused');
    expect(code).toBe(2);
    expect(stderr).toContain('nowhere.L.surf.gii');
  });

  it.each([
    ['--surface', surfaces],
    ['--surface-labels', surfaces.slice(3)],
    ['--relief-positive', ['--relief-positive', 'gyri']],
  ])('are of recordings: a simulation has a cortex of its own (%s)', async (flag, options) => {
    const { code, stderr } = await unvanish(folder, 'reproduce', 'fmri', ...options);
    expect(code).toBe(2);
    expect(stderr).toContain(`${flag}: simulated regions lie on a cortex of their own`);
  });
});
