import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decodeNifti } from '../../src/formats/images/nifti.js';
import { temporaryFolder, unvanish } from '../cli/command.js';

const data = fileURLToPath(new URL('../../../shared/data/haxby2001-1slice/', import.meta.url));
const there = existsSync(data);
const folder = temporaryFolder();

/** The recipe of docs/cross-validation.md, with fewer folds than it has there: each takes seconds. */
const recipe = [
  ...['--lag', '0', '--block-length', '14', '--validation', '0', '--stop-at-accuracy', '0', '--quiet', '--json'],
  ...['--input-cell-attention', 'mean', '--hidden', '64', '--hops', '8', '--attention-size', '16'],
  ...[
    '--input-dropout',
    '0.6',
    '--hidden-dropout',
    '0.3',
    '--weight-decay',
    '0.1',
    '--epochs',
    '50',
    '--batch-size',
    '32',
  ],
];

interface Model {
  readonly accuracy: { readonly mean: number };
  readonly chance: { readonly chance: number; readonly p: number };
  readonly saliency: { readonly onTask: { readonly onTask: { mean: number }[]; readonly uniform: { mean: number } } };
}

describe.skipIf(!there)(`task fMRI of Haxby et al.${there ? '' : ' (skipped: no shared data)'}`, () => {
  it('is told apart with input-cell attention, which looks at the task; the LSTM looks at what comes after it', async () => {
    const args = ['train', data, ...recipe, '--cross-validate', '2', '--compare', 'lstm', '--out', 'objects'];
    const { code, stdout } = await unvanish(folder, ...args);
    expect(code).toBe(0);
    const { crossValidation } = JSON.parse(stdout);
    expect(crossValidation).toMatchObject({ division: '2 folds of whole runs', groups: 12, samples: 96 });
    const [attention, lstm]: Model[] = crossValidation.models;
    // Half of the runs are left to train with: 48 % where eleven of twelve give 62 %; chance is 12.5 %.
    expect(attention.accuracy.mean).toBeGreaterThan(0.38);
    expect(attention.chance.chance).toBeCloseTo(0.125, 2);
    expect(attention.chance.p).toBeLessThan(0.001);
    expect(lstm.accuracy.mean).toBeLessThan(0.3);
    const share = ({ saliency: { onTask } }: Model, top: number) => onTask.onTask[top].mean;
    for (const top of [0, 4]) {
      expect(share(attention, top)).toBeGreaterThan(attention.saliency.onTask.uniform.mean);
      expect(share(attention, top)).toBeGreaterThan(share(lstm, top) + 0.3);
    }

    const heldOut = decodeNifti(readFileSync(join(folder, 'objects/held-out-map-lstm.nii.gz')), 'held-out-map-lstm');
    expect(heldOut.shape.slice(0, 4)).toEqual([40, 20, 1, 14]);

    // The run remembers how its data became samples.
    for (const [model, steps] of [
      ['objects/lstm.safetensors', 14],
      ['elsewhere.safetensors', 9],
    ] as const) {
      if (steps === 9) copyFileSync(join(folder, 'objects/lstm.safetensors'), join(folder, model));
      const { stdout } = await unvanish(folder, 'explain', model, data, '--class', 'face', '--out', 'm.npy', '--json');
      expect(JSON.parse(stdout).maps.shape).toEqual([12, steps, 530]);
    }
    const explained = await unvanish(folder, 'explain', 'objects', data, '--class', 'face', '--out', 'face.nii.gz');
    expect(explained).toMatchObject({ code: 0 });
    const map = decodeNifti(readFileSync(join(folder, 'face.nii.gz')), 'face.nii.gz');
    const bold = decodeNifti(readFileSync(join(data, 'run-01/bold.nii.gz')), 'bold.nii.gz');
    expect(map.shape).toEqual([...bold.shape.slice(0, 3), 14]);
  }, 60_000);

  it('tells faces from houses', async () => {
    const args = ['train', data, ...recipe, '--classes', 'face,house', '--cross-validate', '3', '--out', 'two'];
    const [model]: Model[] = JSON.parse((await unvanish(folder, ...args)).stdout).crossValidation.models;
    expect(model.accuracy.mean).toBeGreaterThanOrEqual(0.95);
  }, 60_000);
});
