import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder, unvanish } from './command.js';
import { put } from './recordingFiles.js';
import { FEATURES, SAMPLES, sampleArrays, TIME, writeSampleFiles } from './sampleFiles.js';

const folder = temporaryFolder();
const { x, y } = sampleArrays();
const NAMES = ['north', 'east', 'south', 'west'];
const QUICK = ['--epochs', '60', '--learning-rate', '0.01', '--json', '--quiet'];

/** The rows of one sample of the sample series, one a time step. */
function rowsOf(sample: number): string[] {
  return Array.from({ length: TIME }, (_, t) =>
    Array.from({ length: FEATURES }, (_, feature) => x.data[(sample * TIME + t) * FEATURES + feature]).join(','),
  );
}
const labelOf = (sample: number) => (y.data[sample] === 1 ? 'task' : 'rest');

describe('tables', () => {
  beforeAll(() => writeSampleFiles(folder));

  it('with one row a time step are trained on, by named feature', async () => {
    const rows = Array.from({ length: SAMPLES }, (_, sample) =>
      rowsOf(sample).map((row, t) => `s${sample},${t},${row},${labelOf(sample)}`),
    ).flat();
    writeFileSync(join(folder, 'wide.csv'), `sample,time,${NAMES},label\n${rows.join('\n')}\n`);
    const { stdout } = await unvanish(folder, 'train', 'wide.csv', ...QUICK, '--out', 'wide');
    expect(JSON.parse(stdout)).toMatchObject({
      data: { samples: SAMPLES, time: TIME, features: FEATURES, classNames: ['rest', 'task'] },
      validation: { accuracy: 1 },
    });
  });

  it('may be one a series, with a manifest', async () => {
    const lines = Array.from({ length: SAMPLES }, (_, sample) => {
      put(folder, `series/${sample}.csv`, `${NAMES}\n${rowsOf(sample).join('\n')}\n`);
      return `series/${sample}.csv,${labelOf(sample)},subject ${sample % 5}`;
    });
    writeFileSync(join(folder, 'manifest.csv'), `file,label,subject\n${lines.join('\n')}\n`);
    const { stdout } = await unvanish(folder, 'inspect', 'manifest.csv', '--json');
    const { samples, findings } = JSON.parse(stdout);
    expect(samples).toMatchObject({ shape: [SAMPLES, TIME, FEATURES], features: NAMES });
    expect(samples.groups.subject).toHaveLength(5);
    expect(findings).toEqual([]);
    const trained = await unvanish(folder, 'train', 'manifest.csv', ...QUICK, '--out', 'one');
    expect(JSON.parse(trained.stdout).validation.accuracy).toBe(1);
    const over = await unvanish(folder, 'explain', 'one', 'manifest.csv', '--out', 'series/0.csv');
    expect(over).toMatchObject({ code: 2, stderr: expect.stringContaining('series/0.csv: would be written over') });
  });

  it('have warnings of what tells their classes, and one length where that is asked for, which the run keeps', async () => {
    const rows = Array.from({ length: SAMPLES }, (_, sample) =>
      rowsOf(sample)
        .slice(labelOf(sample) === 'task' ? 1 : 0)
        .map((row, t) => `s${sample},${t},${row}`),
    ).flat();
    writeFileSync(join(folder, 'uneven.csv'), `sample,time,${NAMES}\n${rows.join('\n')}\n`);
    const labels = Array.from({ length: SAMPLES }, (_, sample) => `s${sample};${labelOf(sample)};${sample}`);
    writeFileSync(join(folder, 'states.csv'), `name;state;age\n${labels.reverse().join('\n')}\n`);
    const data = ['uneven.csv', '--labels', 'states.csv', '--label-column', 'state'];
    const quick = ['--epochs', '1', '--json', '--quiet'];
    const told = await unvanish(folder, 'train', ...data, ...quick, '--out', 'told');
    expect(told.stderr).toMatch(/^warning: the number of time steps alone tells the class: .*--equal-lengths/);
    expect(JSON.parse(told.stdout).warnings).toHaveLength(1);
    const cut = await unvanish(folder, 'train', ...data, '--equal-lengths', ...quick, '--out', 'cut');
    expect(cut.stderr).toBe('');
    expect(JSON.parse(cut.stdout)).toMatchObject({ data: { time: TIME - 1 }, equalLengths: TIME - 1, warnings: [] });
    const { stdout } = await unvanish(folder, 'explain', 'cut', 'uneven.csv', '--out', 'cut.npz', '--json', '--quiet');
    expect(JSON.parse(stdout).maps.shape).toEqual([SAMPLES, TIME - 1, FEATURES]);
  });

  it('of a manifest lie in its folder', async () => {
    put(folder, 'inner/manifest.csv', 'file,label\n../x.npy,a\n');
    put(folder, 'inner/absolute.csv', `file,label\n${join(folder, 'x.npy')},a\n`);
    put(folder, 'inner/gone.csv', 'file,label\ngone.npy,a\n');
    expect((await unvanish(folder, 'inspect', 'inner/manifest.csv')).stdout).toContain(
      'error: inner/manifest.csv: the file "../x.npy" lies outside the manifest’s folder (name files by their path from it)',
    );
    expect((await unvanish(folder, 'inspect', 'inner/absolute.csv')).stdout).toMatch(
      /error: .*absolute\.csv: .* lies outside/,
    );
    expect((await unvanish(folder, 'inspect', 'inner/gone.csv')).stdout).toMatch(/error: .*gone\.npy: cannot read/);
  });
});

describe('.npz', () => {
  it('gives evaluate the mask and lengths that it holds', async () => {
    writeSampleFiles(folder);
    const npy = await unvanish(folder, 'evaluate', 'x.npy', '--truth', 'mask.npy', '--json', '--quiet');
    const npz = await unvanish(folder, 'evaluate', 'x.npy', '--truth', 'all.npz', '--json', '--quiet');
    expect(npz.code).toBe(0);
    const { truth: _, provenance: __, ...same } = JSON.parse(npz.stdout);
    expect(JSON.parse(npy.stdout)).toMatchObject(same);
    const shorter = ['evaluate', 'x.npy', '--truth', 'all.npz', '--lengths', 'all.npz', '--json', '--quiet'];
    expect(JSON.parse((await unvanish(folder, ...shorter)).stdout).measurements).not.toEqual(same.measurements);
    expect((await unvanish(folder, 'evaluate', 'x.npy', '--truth', 'test.npz')).stderr).toMatch(
      /^unvanish: test\.npz: has no array mask; there are "x", "y" \(save it there /,
    );
  });
});
