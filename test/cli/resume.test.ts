import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
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

  it('does not go on from a checkpoint that is damaged: it says so, and begins anew', async () => {
    const short = [...recipe, '--epochs', '3', '--out', 'damaged'];
    expect(await unvanish(folder, ...short)).toMatchObject({ code: 0 });
    const whole = bytesOf(folder, 'damaged/model.safetensors');
    const { child, outcome } = start(folder, [...recipe, '--epochs', '1000000', '--out', 'source']);
    const checkpoint = join(folder, 'source/checkpoint.safetensors');
    await until(() => existsSync(checkpoint), child);
    child.kill('SIGTERM');
    expect((await outcome).code).toBe(130);
    const sound = bytesOf(checkpoint);
    // A bit of the parameters, and half of the file.
    const flipped = Uint8Array.from(sound, (byte, at) => (at === sound.length - 7 ? byte ^ 1 : byte));
    for (const broken of [flipped, sound.subarray(0, sound.length / 2)]) {
      rmSync(join(folder, 'damaged'), { recursive: true });
      mkdirSync(join(folder, 'damaged'));
      writeFileSync(join(folder, 'damaged/checkpoint.safetensors'), broken);
      const { code, stderr } = await unvanish(folder, ...short);
      expect(code).toBe(0);
      expect(stderr).toBe('note: damaged/checkpoint.safetensors: is damaged, and is not gone on from\n');
      expect(bytesOf(folder, 'damaged/model.safetensors').equals(whole)).toBe(true);
      expect(readdirSync(join(folder, 'damaged')).sort()).toEqual(['model.safetensors', 'report.html', 'run.json']);
    }
  });

  it('loses no epoch but the running one, also where checkpoints are not due yet', async () => {
    // A long epoch after the first: many batches of one sample each.
    const single = [
      'train',
      'twins.npz',
      '--validation',
      '0',
      '--batch-size',
      '1',
      '--hidden',
      '64',
      '--epochs',
      '100000',
    ];
    const { child, outcome } = start(folder, [...single, '--out', 'running']);
    await until(() => existsSync(join(folder, 'running')), child);
    await new Promise((turn) => setTimeout(turn, 700));
    child.kill('SIGTERM');
    const { stderr } = await outcome;
    const epoch = Number(/stopped in epoch (\d+)/.exec(stderr)?.[1]);
    const again = start(folder, [...single, '--out', 'running']);
    let said = '';
    again.child.stderr?.on('data', (text) => {
      said += text;
    });
    if (epoch > 1) await until(() => said.includes('going on after epoch'), again.child);
    again.child.kill('SIGTERM');
    await again.outcome;
    if (epoch > 1) expect(Number(/going on after epoch (\d+)/.exec(said)?.[1])).toBeGreaterThanOrEqual(epoch - 1);
  });

  it('that a second command wants to write to is left alone, and the command is told', async () => {
    const { child, outcome } = start(folder, [...recipe, '--epochs', '1000000', '--out', 'shared']);
    await until(() => existsSync(join(folder, 'shared/checkpoint.safetensors')), child);
    const second = await unvanish(folder, ...recipe, '--epochs', '2', '--overwrite', '--out', 'shared');
    expect(second.code).toBe(2);
    expect(second.stderr).toMatch(
      new RegExp(`^unvanish: shared: process ${child.pid} on ".*" is writing a run there \\(`),
    );
    child.kill('SIGKILL');
    await outcome;
    const third = await unvanish(folder, ...recipe, '--epochs', '2', '--overwrite', '--out', 'shared');
    expect(third.code).toBe(0);
    expect(readdirSync(join(folder, 'shared')).sort()).toEqual(['model.safetensors', 'report.html', 'run.json']);
  });
});
