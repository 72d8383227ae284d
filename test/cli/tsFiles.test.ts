import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, unvanish } from './command.js';
import { FEATURES, SAMPLES, sampleArrays, TIME } from './sampleFiles.js';

const folder = temporaryFolder();

/** Chosen by cross-validation within the training file alone. */
const motionsRecipe = [
  ...['--input-cell-attention', 'matrix', '--hops', '8', '--attention-size', '16', '--hidden', '32'],
  ...['--readout', 'mean', '--input-dropout', '0.3', '--learning-rate', '0.005', '--batch-size', '8'],
  ...['--epochs', '60', '--validation', '0', '--stop-at-accuracy', '0'],
];

/** The sample series as a .ts file, with the values of one place missing where that is asked for. */
function writeTs(name: string, { shift = 0, gap = false } = {}): void {
  const { x, y } = sampleArrays(shift);
  const line = (sample: number) => {
    const dimensions = Array.from({ length: FEATURES }, (_, feature) =>
      Array.from({ length: TIME }, (_, t) =>
        gap && sample === 3 && t === 2 ? '?' : x.data[(sample * TIME + t) * FEATURES + feature],
      ).join(','),
    );
    return `${dimensions.join(':')}:${y.data[sample] === 1 ? 'task' : 'rest'}`;
  };
  const header = `@dimensions ${FEATURES}\n@classLabel true rest task\n@data\n`;
  writeFileSync(join(folder, name), header + Array.from({ length: SAMPLES }, (_, sample) => line(sample)).join('\n'));
}

describe('.ts files', () => {
  it('are trained, tested and explained, by named channel', async () => {
    writeTs('train.ts');
    writeTs('test.ts', { shift: 1 });
    const names = ['--feature-names', 'left, right,up,down'];
    const args = ['train', 'train.ts', '--test', 'test.ts', ...names, '--epochs', '60', '--learning-rate', '0.01'];
    const { code, stdout } = await unvanish(folder, ...args, '--out', 'run', '--json', '--quiet');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).test.accuracy).toBe(1);
    expect(JSON.parse(stdout).data.classNames).toEqual(['rest', 'task']);
    expect(await unvanish(folder, 'explain', 'run', 'test.ts', '--out', 'maps.csv', '--quiet')).toMatchObject({
      code: 0,
    });
    const [header, ...rows] = readFileSync(join(folder, 'maps.csv'), 'utf8').trim().split('\n');
    expect(header).toBe('sample,time,feature,value');
    expect(rows.slice(0, 4).map((row) => row.split(',')[2])).toEqual(['left', 'right', 'up', 'down']);
    expect(rows).toHaveLength(SAMPLES * TIME * FEATURES);
  });

  it('with missing values are refused by place, or filled where that is asked for', async () => {
    writeTs('gaps.ts', { gap: true });
    const refused = await unvanish(folder, 'train', 'gaps.ts', '--out', 'gaps');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(
      /^unvanish: gaps\.ts, line 7, dimension 0: value 2 is missing \(.*--missing interpolate/,
    );
    const args = ['train', 'gaps.ts', '--missing', 'interpolate', '--epochs', '2', '--out', 'gaps', '--quiet'];
    expect(await unvanish(folder, ...args)).toMatchObject({ code: 0 });
    // The run keeps it for other data.
    const explain = ['explain', 'gaps', 'gaps.ts', '--out', 'gaps.npy', '--quiet'];
    expect(await unvanish(folder, ...explain)).toMatchObject({ code: 0 });
    expect(await unvanish(folder, ...explain, '--missing', 'refuse')).toMatchObject({ code: 2 });
  });

  it('take one name a feature', async () => {
    writeTs('train.ts');
    const { code, stderr } = await unvanish(folder, 'train', 'train.ts', '--feature-names', 'a,b,b,c', '--out', 'no');
    expect(code).toBe(2);
    expect(stderr).toBe('unvanish: --feature-names: 4 names for 4 features; each needs one of its own\n');
  });

  const shared = fileURLToPath(new URL('../../../shared/data/uea/', import.meta.url));
  it.skipIf(!existsSync(shared))(
    'of the UEA archive: BasicMotions by the recipe of docs/cross-validation.md, at least 95 %, maps by named channel (skipped: no shared data)',
    async () => {
      const [training, test] = ['TRAIN', 'TEST'].map((part) => join(shared, `BasicMotions_${part}.ts`));
      const channels = ['x', 'y', 'z'].flatMap((axis) => [`accelerometer ${axis}`, `gyroscope ${axis}`]).sort();
      const { stdout } = await unvanish(
        folder,
        ...['train', training, '--test', test, '--feature-names', channels.join(), ...motionsRecipe],
        ...['--out', 'motions', '--json', '--quiet'],
      );
      expect(JSON.parse(stdout).test.accuracy).toBeGreaterThanOrEqual(0.95);
      expect(await unvanish(folder, 'explain', 'motions', test, '--out', 'motions.csv')).toMatchObject({ code: 0 });
      const rows = readFileSync(join(folder, 'motions.csv'), 'utf8').split('\n').slice(1, 7);
      expect(rows.map((row) => row.split(',')[2])).toEqual(channels);
    },
  );
});
