import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openAll, printedPages } from '../../browser/pages.js';
import { interrupted, temporaryFolder, unvanish } from '../command.js';
import { mnistIsInstalled, writeDigits } from '../digits.js';
import { expectWhole, reportText } from '../reportText.js';
import { bytesOf, jsonOf } from '../sampleFiles.js';

const folder = temporaryFolder();
const tiny = ['--samples', '20', '--test-samples', '4', '--epochs', '1', '--digits', '240'];

interface PosterJson {
  reduced: string[];
  table: { box: string; models: { key: string; bySeed: Record<string, number[]> }[]; chance: unknown[] }[];
  movingBox: PosterJson['table'];
  vanishing: { box: string; models: { model: string }[] }[];
  diagnoses: { model: string; halfLife: { median: number } }[];
  digits: { model: string }[] | { missing: string };
}

const posterJson = (...path: string[]) => jsonOf(folder, ...path) as unknown as PosterJson;

describe('reproduce poster', () => {
  it('has every part on one page, from one run that trains no model twice', async () => {
    writeDigits(join(folder, 'digits'), { training: 300, test: 70 });
    const args = ['--quick', ...tiny, '--mnist', 'digits', '--out', 'poster', '--json', '--quiet'];
    const { code, stdout, stderr } = await unvanish(folder, 'reproduce', 'poster', ...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { table, movingBox, vanishing, diagnoses, digits, reduced } = JSON.parse(stdout) as PosterJson;

    expect(table.map(({ box }) => box)).toEqual([
      'earlier',
      'middle',
      'latter',
      'mixed',
      'three-earlier',
      'three-middle',
    ]);
    expect(vanishing.flatMap(({ models }) => models.map(({ model }) => model))).toHaveLength(6);
    expect(diagnoses.map(({ model }) => model)).toEqual(['LSTM', 'LSTM + input-cell attention']);
    expect(diagnoses[0]?.halfLife.median).toBeLessThan(diagnoses[1]?.halfLife.median ?? 0);
    expect(digits).toHaveLength(4);
    expect(reduced.join()).toContain('20 instead of 1,000 training samples of a box');

    // The box at place 20 is the middle box: 6 boxes of 5 models, 4 places of 4, 4 of digits, and 2 of task fMRI.
    const models = readdirSync(join(folder, 'poster/models'));
    expect(models).toHaveLength(6 * 5 + 4 * 4 + 4 + 2);
    expect(models.filter((name) => name.startsWith('moving-20'))).toEqual([]);
    expect(movingBox.map(({ box }) => box)).toEqual([0, 10, 20, 30, 40].map((place) => `moving-${place}`));
    const bySeed = (summary: PosterJson['table'][number] | undefined) =>
      summary?.models.find(({ key }) => key === 'matrix')?.bySeed;
    expect(bySeed(movingBox[2])).toEqual(bySeed(table[1]));

    const page = reportText(folder, 'poster/report.html');
    expectWhole(page);
    for (const said of [
      'Smaller than the whole poster',
      '<math',
      '(.103)',
      'uniform random',
      'moving',
      'read row by row',
      'half-life',
    ])
      expect(page).toContain(said);
  });

  it('has one column on a phone and several on a wide screen, and formulas that the browser typesets', async (context) => {
    const pages = await openAll(context, join(folder, 'poster/report.html'), [390, 820, 1440, 2200]);
    expect(pages.map(({ columns }) => columns)).toEqual([1, 1, 3, 4, 1, 1, 3, 4]);
    for (const page of pages) {
      // No large blank areas, and nothing cut off.
      if (page.columns > 1) expect(page.cut === 0 && page.filled).toBeGreaterThan(0.75);
      expect(page.images).toBeGreaterThan(40);
      expect(page.formulaHeight).toBeGreaterThan(25);
    }
  });

  it('is one page of A0', async (context) => {
    const print = (landscape: boolean) => printedPages(context, join(folder, 'poster/report.html'), 'A0', landscape);
    expect([await print(false), await print(true)]).toEqual([1, 1]);
  });

  it.skipIf(mnistIsInstalled())('is made without digits where there are none, and says how to get them', async () => {
    const args = ['reproduce', 'poster', '--quick', ...tiny, '--out', 'without'];
    const { code, stderr } = await unvanish(folder, ...args);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^The poster will have no digits\. MNIST is not installed .*--fetch/);
    expect(posterJson('without/run.json').digits).toMatchObject({ missing: expect.stringContaining('--fetch') });
    expect(reportText(folder, 'without/report.html')).toContain('or give a folder of IDX files with --mnist');
  });

  const shared = fileURLToPath(new URL('../../../../shared/data/haxby2001-1slice', import.meta.url));
  it.skipIf(!existsSync(shared))(
    'draws maps on the brain of recordings that are named (skipped: no shared data)',
    async () => {
      const args = ['reproduce', 'poster', '--quick', ...tiny, '--mnist', 'digits', '--fmri', shared, '--quiet'];
      const { code, stderr } = await unvanish(folder, ...args, '--classes', 'face,house', '--out', 'recorded');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const page = reportText(folder, 'recorded/report.html');
      expectWhole(page);
      expect(page).toContain('Saliency on the brain over time');
    },
  );

  it('refuses options of recordings where none are named, and recordings that are not there', async () => {
    const poster = (...args: string[]) => unvanish(folder, 'reproduce', 'poster', '--quiet', ...args, '--out', 'none');
    const [unnamed, absent] = await Promise.all([poster('--classes', 'face,house'), poster('--fmri', 'absent')]);
    expect(unnamed).toMatchObject({ code: 2, stderr: expect.stringMatching(/^unvanish: --classes: .*--fmri\)\n$/) });
    expect(absent).toMatchObject({ code: 2, stderr: expect.stringMatching(/^unvanish: absent: .*\n$/) });
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  it('interrupted and started again goes on, to the same bytes', async () => {
    const args = ['reproduce', 'poster', '--quick', ...tiny, '--mnist', 'digits', '--threads', '1', '--quiet'];
    expect(await interrupted(folder, args, 'parts', 6)).toMatchObject({ code: 130 });
    expect(existsSync(join(folder, 'parts/report.html'))).toBe(false);
    expect(await unvanish(folder, ...args, '--out', 'parts')).toMatchObject({ code: 0 });
    expect(existsSync(join(folder, 'parts/.unvanish-trials'))).toBe(false);
    const names = readdirSync(join(folder, 'poster/models')).sort();
    expect(readdirSync(join(folder, 'parts/models')).sort()).toEqual(names);
    for (const name of names)
      expect(bytesOf(folder, 'parts/models', name).equals(bytesOf(folder, 'poster/models', name))).toBe(true);
    const { table, diagnoses } = posterJson('poster/run.json');
    expect(posterJson('parts/run.json')).toMatchObject({ table, diagnoses });
  });
});
