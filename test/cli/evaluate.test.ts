import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder, unvanish } from './command.js';
import { FEATURES, SAMPLES, sampleArrays, TIME, writeNpy, writeNpz, writeSampleFiles } from './sampleFiles.js';

const folder = temporaryFolder();

describe('evaluate', () => {
  beforeAll(() => {
    writeSampleFiles(folder);
    const { mask, lengths } = sampleArrays();
    const size = TIME * FEATURES;
    const oracle = Float32Array.from({ length: SAMPLES * size }, (_, i) => mask.data[i % size]);
    writeNpy(folder, 'oracle.npy', { shape: [SAMPLES, TIME, FEATURES], data: oracle });
    writeNpz(folder, 'oracle.npz', { maps: { shape: [SAMPLES, TIME, FEATURES], data: oracle }, lengths });
  });

  it('measures a perfect map as perfect, beside the chance rows', async () => {
    const { code, stdout } = await unvanish(folder, 'evaluate', 'oracle.npy', '--truth', 'mask.npy', '--json');
    expect(code).toBe(0);
    const document = JSON.parse(stdout);
    expect(document.measurements.weightedJaccard.estimate).toMatchObject({ mean: 1, n: SAMPLES });
    expect(document.measurements.euclidean.estimate.mean).toBe(0);
    expect(document.chance.map(({ row }: { row: string }) => row)).toEqual(['uniform random', 'constant', 'oracle']);
    expect(document.chance[1].measurements.auroc.estimate.mean).toBe(0.5);
  });

  it('with the series measures |x| as well, and takes the lengths of the maps', async () => {
    const args = ['evaluate', 'oracle.npz', '--truth', 'mask.npy', '--data', 'x.npy', '--json'];
    const { chance } = JSON.parse((await unvanish(folder, ...args)).stdout);
    const rows = ['uniform random', 'constant', '|x|', '|x| blurred', 'oracle'];
    expect(chance.map(({ row }: { row: string }) => row)).toEqual(rows);
    const alone = JSON.parse(
      (await unvanish(folder, 'evaluate', 'oracle.npz', '--truth', 'mask.npy', '--json')).stdout,
    );
    // Two of three samples end before the last step, so a map that is even over all valid steps has nothing there.
    expect(alone.chance[1].saliencyByTime[TIME - 1]).toBeCloseTo(1 / 3 / TIME, 6);
  });

  it('prints a table that fits where there is no terminal, and says where the intervals are', async () => {
    const { stdout, stderr } = await unvanish(folder, 'evaluate', 'oracle.npy', '--truth', 'mask.npy');
    expect(stderr).toBe('');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(stdout).toMatch(/^ {2}oracle\.npy +1\.000 +\.000 +1\.000 +1\.000/m);
    expect(stdout).toContain('Chance and model-free rows:');
    expect(stdout).toContain('95 % confidence intervals are in what --json prints');
  });
});
