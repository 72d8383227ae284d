import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, unvanish } from './command.js';
import { reportText } from './reportText.js';

const folder = temporaryFolder();
const SMALL = ['--subjects', '3', '--runs', '1', '--folds', '3', '--epochs', '2', '--quiet'];

describe('reproduce fmri', () => {
  it('simulates, and leaves a report, one JSON document, both models and their maps', async () => {
    const { code, stdout, stderr } = await unvanish(folder, 'reproduce', 'fmri', ...SMALL, '--out', 'fmri', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const document = JSON.parse(stdout);
    expect(JSON.parse(readFileSync(join(folder, 'fmri/results.json'), 'utf8'))).toEqual(document);
    expect(document).toMatchObject({
      command: 'reproduce fmri',
      heldOut: 'subject',
      division: 'leaving one subject out, 3 folds',
    });
    expect(document.data).toMatchObject({ samples: 27, time: 17, features: 30, samplingInterval: 2 });
    expect(document.models.map(({ key }: { key: string }) => key)).toEqual(['input-cell-attention', 'lstm']);
    expect(document.removal.curves).toHaveLength(6);
    expect(document.removal.curves[0].lost).toHaveLength(6);
    expect(document.chance[0].measurements.auroc.estimate.mean).toBeCloseTo(0.5, 1);
    expect(readdirSync(join(folder, 'fmri')).sort()).toEqual([
      'held-out-maps-input-cell-attention.npz',
      'held-out-maps-lstm.npz',
      'input-cell-attention.safetensors',
      'lstm.safetensors',
      'report.html',
      'results.json',
    ]);
    const report = reportText(folder, 'fmri/report.html');
    expect(report).toContain('Which regions, and when');
    expect(report).not.toContain('NaN');
  });

  it('says the answers in words, the same for the same seed', async () => {
    const run = (out: string) => unvanish(folder, 'reproduce', 'fmri', ...SMALL, '--seed', '4', '--out', out);
    const { code, stdout, stderr } = await run('first');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('tells motor, language and memory apart in');
    expect(stdout).toContain('label permutation');
    await run('second');
    const weights = (out: string) => readFileSync(join(folder, out, 'lstm.safetensors'));
    expect(weights('second').equals(weights('first'))).toBe(true);
  });

  it('refuses what it cannot do, in one line', async () => {
    const { code, stderr } = await unvanish(folder, 'reproduce', 'fmri', '--fill', 'stars', '--out', 'none');
    expect(code).not.toBe(0);
    expect(stderr).toContain('zero, mean, noise, interpolation');
    expect(readdirSync(folder)).not.toContain('none');
  });
});
