import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { start, temporaryFolder, until, unvanish } from './command.js';
import { bytesOf, writeSampleFiles } from './sampleFiles.js';

const folder = temporaryFolder();
writeSampleFiles(folder);
// Training never reaches more than 100 %, so that all epochs are run.
const args = ['train', 'x.npy', '--labels', 'y.npy', '--test', 'test.npz', '--hidden', '24'];
const recipe = [...args, '--input-cell-attention', 'matrix', '--batch-size', '4', '--hidden-dropout', '0.9'];
const command = [...recipe, '--epochs', '400'];

describe('an interrupted training', () => {
  it('says so, goes on where it was, and ends with the same bytes', async () => {
    await unvanish(folder, ...command, '--out', 'whole');
    const { child, outcome } = start(folder, [...command, '--out', 'parts']);
    await until(() => existsSync(join(folder, 'parts/checkpoint.safetensors')), child);
    child.kill('SIGINT');
    const { code, stderr } = await outcome;
    expect(code).toBe(130);
    expect(stderr).toMatch(/^unvanish: training was stopped in epoch \d+ \(the same command goes on from there\)$/m);
    expect(readdirSync(join(folder, 'parts'))).toEqual(['checkpoint.safetensors']);

    const refused = await unvanish(folder, ...recipe, '--epochs', '300', '--out', 'parts');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/^unvanish: parts\/checkpoint\.safetensors: .* had epochs 400, not 300 \(.*\)\n$/);

    const resumed = await unvanish(folder, ...command, '--out', 'parts');
    expect(resumed).toMatchObject({ code: 0 });
    expect(resumed.stderr).toMatch(/^going on after epoch [1-9]/);
    expect(readdirSync(join(folder, 'parts')).sort()).toEqual(['model.safetensors', 'report.html', 'run.json']);
    expect(bytesOf(folder, 'parts/model.safetensors').equals(bytesOf(folder, 'whole/model.safetensors'))).toBe(true);
  });
});
