import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { start, temporaryFolder, until, unvanish } from './command.js';
import { bytesOf, FEATURES, jsonOf, sampleArrays, TIME, writeNpz } from './sampleFiles.js';

const folder = temporaryFolder();
const { x, y } = sampleArrays();
// The first two samples are the same series of different classes, and there is one batch without dropout: 100 % is out of
// reach, so all epochs are run. Checkpoints are written once a second: a training that must not end before the next one has
// more epochs than any machine runs in that time.
const twins = x.data.slice();
twins.copyWithin(TIME * FEATURES, 0, TIME * FEATURES);
writeNpz(folder, 'twins.npz', { x: { shape: x.shape, data: twins }, y });
const batch = ['--validation', '0', '--batch-size', '60', '--input-dropout', '0', '--hidden-dropout', '0'];
const recipe = ['train', 'twins.npz', ...batch, '--hidden', '32', '--input-cell-attention', 'matrix'];
const command = [...recipe, '--epochs', '1500'];

describe('a training', () => {
  it('that cannot write its checkpoint keeps the last one', async () => {
    const { child, outcome } = start(folder, [...recipe, '--epochs', '1000000', '--out', 'full']);
    const checkpoint = join(folder, 'full/checkpoint.safetensors');
    await until(() => existsSync(checkpoint), child);
    // A folder in the way of the file that is written aside.
    mkdirSync(`${checkpoint}.partial-${child.pid}`);
    const { code, stderr } = await outcome;
    expect(code).toBe(2);
    expect(stderr).toMatch(/^unvanish: full\/checkpoint\.safetensors: /m);
    expect(existsSync(checkpoint)).toBe(true);
  });

  it('that is interrupted says so, goes on where it was, with more steps, and ends with the same bytes', async () => {
    const whole = unvanish(folder, ...command, '--out', 'whole');
    const { child, outcome } = start(folder, [...command, '--steps', '1499', '--out', 'parts']);
    await until(() => existsSync(join(folder, 'parts/checkpoint.safetensors')), child);
    child.kill('SIGINT');
    const { code, stderr } = await outcome;
    expect(code).toBe(130);
    expect(stderr).toMatch(/^unvanish: training was stopped in epoch \d+ \(the same command goes on from there\)$/m);
    expect(readdirSync(join(folder, 'parts'))).toEqual(['checkpoint.safetensors']);

    const refused = await unvanish(folder, ...recipe, '--epochs', '300', '--out', 'parts');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(
      /^unvanish: parts\/checkpoint\.safetensors: .* had --epochs 1500, not 300 \(.*\)\n$/,
    );

    const shorter = await unvanish(folder, ...command, '--steps', '1498', '--out', 'parts');
    expect(shorter.stderr).toContain('the interrupted run had --steps 1499, not 1498');

    const fast = await unvanish(folder, ...command, '--fast-math', '--out', 'parts');
    expect(fast.stderr).toContain('the interrupted run had fastMath false, not true');

    const resumed = await unvanish(folder, ...command, '--out', 'parts');
    expect(resumed).toMatchObject({ code: 0 });
    expect(resumed.stderr).toMatch(/^going on after epoch [1-9]/);
    expect(readdirSync(join(folder, 'parts')).sort()).toEqual(['model.safetensors', 'report.html', 'run.json']);
    expect(await whole).toMatchObject({ code: 0 });
    expect(bytesOf(folder, 'parts/model.safetensors').equals(bytesOf(folder, 'whole/model.safetensors'))).toBe(true);
    expect(jsonOf(folder, 'parts/run.json')).toMatchObject({ training: jsonOf(folder, 'whole/run.json').training });
  });
});
