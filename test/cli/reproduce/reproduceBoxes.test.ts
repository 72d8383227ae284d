import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeModel } from '../../../src/model/weights/savedModel.js';
import { openAll } from '../../browser/pages.js';
import { interrupted, temporaryFolder, unvanish } from '../command.js';
import { reportText } from '../reportText.js';
import { bytesOf, jsonOf, writeNpy } from '../sampleFiles.js';

const folder = temporaryFolder();
const tiny = ['--boxes', 'earlier', '--samples', '60', '--test-samples', '8', '--epochs', '2'];
const weights = ['earlier-lstm.safetensors', 'earlier-matrix.safetensors'];

/** What must not depend on when and how a study was run. */
function withoutProvenance({ provenance: _, ...rest }: Record<string, unknown>) {
  return rest;
}

describe('reproduce boxes', () => {
  it('leaves a report that needs no network, results and weights', async () => {
    const { code, stdout } = await unvanish(folder, 'reproduce', 'boxes', ...tiny, '--out', 'boxes', '--quiet');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}LSTM \+ input-cell attention +\.\d{3}/m);
    expect(stdout).toMatch(/^ {2}uniform random +\.19/m);
    expect(stdout).toContain('Report: boxes/report.html');
    expect(readdirSync(join(folder, 'boxes')).sort()).toEqual([...weights, 'report.html', 'run.json']);
    const report = reportText(folder, 'boxes/report.html');
    expect(report.match(/(?:src|href|url\()\s*=?\s*["']?(?:https?:)?\/\/.{0,40}/gi)).toBeNull();
    expect(report.includes('NaN')).toBe(false);
    for (const name of weights) {
      expect((await decodeModel(bytesOf(folder, 'boxes', name), name)).classifier.config.inputSize).toBe(100);
    }
  });

  it('leaves a report that opens at phone and page width, light and dark', async (context) => {
    for (const page of await openAll(context, join(folder, 'boxes/report.html'), [390, 1280])) {
      expect(page.heading).toContain('Saliency');
      expect(page.images).toBeGreaterThan(8);
    }
  });

  it('leaves models that explain, diagnose and info take by their keys', async () => {
    const x = Float32Array.from({ length: 2 * 100 * 100 }, (_, i) => Math.cos(i));
    writeNpy(folder, 'hundred.npy', { shape: [2, 100, 100], data: x });
    const explain = ['explain', 'boxes', 'hundred.npy', '--out', 'maps.npy', '--quiet'];
    expect(await unvanish(folder, ...explain)).toEqual({
      code: 2,
      stdout: '',
      stderr: 'unvanish: boxes: holds 2 models (choose one with --model: earlier-lstm, earlier-matrix)\n',
    });
    expect(await unvanish(folder, ...explain, '--model', 'earlier-matrix')).toMatchObject({ code: 0, stderr: '' });
    const chosen = bytesOf(folder, 'maps.npy');
    await unvanish(folder, 'explain', 'several/earlier-matrix.safetensors', ...explain.slice(2));
    expect(bytesOf(folder, 'maps.npy').equals(chosen)).toBe(true);
    const other = await unvanish(folder, ...explain, '--model', 'latter-lstm');
    expect(other.stderr).toMatch(/boxes: has no model "latter-lstm" \(choose one of earlier-lstm, earlier-matrix\)/);
    const diagnose = ['diagnose', 'boxes', '--model', 'earlier-lstm', '--time', '6', '--samples', '2', '--quiet'];
    expect(await unvanish(folder, ...diagnose)).toMatchObject({ code: 0 });
    const own = ['diagnose', 'boxes/earlier-lstm.safetensors', '--samples', '2', '--json', '--quiet'];
    expect(JSON.parse((await unvanish(folder, ...own)).stdout)).toMatchObject({
      data: { study: 'boxes', model: 'earlier-lstm', samples: 'test' },
      target: 'true',
    });
    const { stdout } = await unvanish(folder, 'info', 'boxes', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ study: 'boxes', models: ['earlier-lstm', 'earlier-matrix'] });
    const one = await unvanish(folder, 'reproduce', 'boxes', ...tiny, '--models', 'lstm', '--out', 'one', '--quiet');
    expect(one.code).toBe(0);
    expect(await unvanish(folder, 'explain', 'one', ...explain.slice(2))).toMatchObject({ code: 0 });
  });

  it('with --json prints what run.json holds', async () => {
    const args = ['reproduce', 'boxes', ...tiny, '--models', 'mean', '--out', 'json', '--json'];
    const { code, stdout, stderr } = await unvanish(folder, ...args);
    expect(code).toBe(0);
    expect(stderr).toContain('earlier: chance rows: 100 % done');
    const document = JSON.parse(stdout);
    expect(document).toEqual(jsonOf(folder, 'json/run.json'));
    expect(document.boxes[0].models[0].config.inputCellAttention).toBe('mean');
    expect(document.boxes[0].models[0].measurements.weightedJaccard.estimate.n).toBe(8);
  });

  it('interrupted and started again goes on, to the same bytes and results', async () => {
    // Long enough that it is interrupted in the second trial, with the first one done.
    const longer = ['--boxes', 'earlier', '--samples', '300', '--test-samples', '8', '--epochs', '8'];
    const args = ['reproduce', 'boxes', ...longer, '--threads', '1', '--models', 'matrix,lstm', '--quiet'];
    await unvanish(folder, ...args, '--out', 'whole');
    const { code, stderr } = await interrupted(folder, args, 'parts');
    expect(code).toBe(130);
    expect(stderr).toMatch(/^unvanish: .* was stopped \(the same command keeps the trials that were finished\)\n$/);
    expect(existsSync(join(folder, 'parts/report.html'))).toBe(false);

    expect(await unvanish(folder, ...args, '--out', 'parts')).toMatchObject({ code: 0 });
    expect(readdirSync(join(folder, 'parts')).sort()).toEqual([...weights, 'report.html', 'run.json']);
    for (const name of weights)
      expect(bytesOf(folder, 'parts', name).equals(bytesOf(folder, 'whole', name))).toBe(true);
    expect(withoutProvenance(jsonOf(folder, 'parts/run.json'))).toEqual(
      withoutProvenance(jsonOf(folder, 'whole/run.json')),
    );
  });
});
