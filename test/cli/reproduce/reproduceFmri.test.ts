import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decodeNifti } from '../../../src/formats/images/nifti.js';
import { temporaryFolder, unvanish } from '../command.js';
import { writeBidsTables, writeRunFolders } from '../recordingFiles.js';
import { reportText } from '../reportText.js';

const folder = temporaryFolder();
const SMALL = ['--subjects', '3', '--runs', '1', '--folds', '3', '--epochs', '2', '--quiet'];

const readNifti = (file: string) => decodeNifti(readFileSync(file), file);

describe('reproduce fmri', () => {
  it('simulates, and leaves a report, one JSON document, both models and their maps', async () => {
    const { code, stdout, stderr } = await unvanish(folder, 'reproduce', 'fmri', ...SMALL, '--out', 'fmri', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const document = JSON.parse(stdout);
    expect(JSON.parse(readFileSync(join(folder, 'fmri/run.json'), 'utf8'))).toEqual(document);
    expect(document).toMatchObject({
      command: 'reproduce fmri',
      study: 'fmri',
      heldOut: 'subject',
      crossValidation: { division: 'leaving one subject out, 3 folds' },
    });
    expect(document.data).toMatchObject({ samples: 27, time: 17, features: 30, samplingInterval: 2 });
    expect(document.models.map(({ key }: { key: string }) => key)).toEqual(['input-cell-attention', 'lstm']);
    expect(document.crossValidation.removal.curves).toHaveLength(6);
    expect(document.crossValidation.removal.curves[0].lost).toHaveLength(6);
    expect(document.chance[0].measurements.auroc.estimate.mean).toBeCloseTo(0.5, 1);
    expect(readdirSync(join(folder, 'fmri')).sort()).toEqual([
      'held-out-maps-lstm.npz',
      'held-out-maps.npz',
      'lstm.safetensors',
      'model.safetensors',
      'predictions.csv',
      'report.html',
      'run.json',
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

  it('takes a BIDS folder of tables: samples from onset to onset, with runs held out', async () => {
    writeBidsTables(join(folder, 'bids'));
    const args = ['--bids', 'bids', '--lag', '4', '--epochs', '30', '--out', 'tables', '--json', '--quiet'];
    const { code, stdout, stderr } = await unvanish(folder, 'reproduce', 'fmri', ...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const document = JSON.parse(stdout);
    // Two subjects are too few to be held out; blocks begin 16 s apart.
    expect(document).toMatchObject({
      heldOut: 'run',
      crossValidation: { division: 'leaving one run out, 4 folds' },
      chance: null,
    });
    expect(document.data).toMatchObject({ name: 'bids', samples: 20, time: 8, featureNames: ['M1_L', 'M1_R', 'V1'] });
    expect(document.data.origin.samples).toBe('blocks, lag 4 s, lead 4 s, length 6 time steps after the lead');
    expect(document.crossValidation.models[0].saliency.onTask.uniform.mean).toBeCloseTo(5 / 8, 6);
    expect(reportText(folder, 'tables/report.html')).not.toContain('NaN');
    expect(readdirSync(join(folder, 'tables')).filter((name) => name.includes('.nii'))).toEqual([]);
    // Its run is of its first model, and keeps how the recordings were cut.
    const explained = await unvanish(folder, 'explain', 'tables', 'bids', '--out', 'maps.npz', '--json', '--quiet');
    expect(JSON.parse(explained.stdout)).toMatchObject({
      model: { inputCellAttention: 'mean' },
      maps: { shape: [20, 8, 3] },
    });
    const plain = await unvanish(folder, 'info', 'tables', '--model', 'lstm', '--json');
    expect(JSON.parse(plain.stdout)).toMatchObject({ study: 'fmri', inputCellAttention: 'none' });
    const own = await unvanish(
      folder,
      'reproduce',
      'fmri',
      'bids',
      ...args.slice(2),
      '--block-length',
      '5',
      '--overwrite',
    );
    expect(JSON.parse(own.stdout).data.time).toBe(5);
  });

  it('takes a folder of images, and leaves brain slices and maps in the subject’s space', async () => {
    writeRunFolders(join(folder, 'scans'), [1, 2, 3]);
    const args = ['scans', '--lag', '4', '--epochs', '10', '--out', 'images', '--quiet'];
    const { code, stderr } = await unvanish(folder, 'reproduce', 'fmri', ...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const report = reportText(folder, 'images/report.html');
    expect(report).toContain('Saliency on the brain over time');
    expect(report).toContain('the mean image');
    const maps = readNifti(join(folder, 'images/held-out-map-lstm.nii.gz'));
    const bold = readNifti(join(folder, 'scans/run-1/bold.nii.gz'));
    expect(maps.shape.slice(0, 3)).toEqual(bold.shape.slice(0, 3));
    expect(maps.shape[3]).toBe(8);
    expect(maps.affine).toEqual(bold.affine);
  });

  const shared = fileURLToPath(new URL('../../../../shared/data/haxby2001-1slice', import.meta.url));
  it.skipIf(!existsSync(shared))(
    'puts what input-cell attention finds in real scans on task more than the LSTM does (skipped: no shared data)',
    async () => {
      const args = ['--classes', 'face,house', '--epochs', '40', '--folds', '4', '--out', 'haxby', '--json', '--quiet'];
      const { code, stdout } = await unvanish(folder, 'reproduce', 'fmri', shared, ...args);
      expect(code).toBe(0);
      const { crossValidation, moreOnTask, data } = JSON.parse(stdout);
      expect(data).toMatchObject({ samples: 24, time: 14 });
      expect(crossValidation.models[0].accuracy.mean).toBeGreaterThan(0.9);
      expect(moreOnTask[0].interval[0]).toBeGreaterThan(0);
      expect(reportText(folder, 'haxby/report.html')).toContain('Where on the brain, by class');
    },
  );

  it('refuses what it cannot do, in one line', async () => {
    const { code, stderr } = await unvanish(folder, 'reproduce', 'fmri', '--fill', 'stars', '--out', 'none');
    expect(code).not.toBe(0);
    expect(stderr).toContain('zero, mean, noise, interpolation');
    for (const [args, said] of [
      [['bids', '--bids', 'bids'], /bids and bids: data of one place were expected/],
      [['--hcp', 'bids', '--subjects', '4'], /--subjects: is of the simulation/],
      [['bids', '--classes', 'left'], /bids: all samples are of one class, "left"/],
      [['nowhere'], /nowhere/],
      [['fmri/run.json'], /no folder of runs, and no image/],
    ] as const) {
      const refused = await unvanish(folder, 'reproduce', 'fmri', ...args, '--out', 'none');
      expect(refused.code).toBe(2);
      expect(refused.stderr).toMatch(said);
      expect(refused.stderr.trim().split('\n')).toHaveLength(1);
    }
    expect(readdirSync(folder)).not.toContain('none');
  });
});
