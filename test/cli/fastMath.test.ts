import { beforeAll, describe, expect, it } from 'vitest';
import { decodeMaps } from '../../src/formats/maps/mapsFile.js';
import { decodeModel } from '../../src/model/weights/savedModel.js';
import { relativeError } from '../reference/relativeError.js';
import { temporaryFolder, unvanish } from './command.js';
import { bytesOf, writeSampleFiles } from './sampleFiles.js';

const folder = temporaryFolder();
const training = ['train', 'x.npy', '--labels', 'y.npy', '--epochs', '3', '--json', '--quiet'];
const explaining = ['explain', 'fast', 'x.npy', '--labels', 'y.npy', '--json', '--quiet'];

async function documentOf(...args: string[]) {
  const { code, stdout, stderr } = await unvanish(folder, ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('--fast-math', () => {
  beforeAll(() => writeSampleFiles(folder));

  it('trains to the same within rounding, and the run says that it was used', async () => {
    expect(await documentOf(...training, '--out', 'exact')).toMatchObject({ fastMath: false });
    expect(await documentOf(...training, '--fast-math', '--out', 'fast')).toMatchObject({ fastMath: true });
    const [exact, fast] = await Promise.all(
      ['exact', 'fast'].map(async (run) => {
        const { classifier } = await decodeModel(bytesOf(folder, run, 'model.safetensors'), run);
        return classifier.parameters();
      }),
    );
    expect(relativeError(fast, exact, 0)).toBeLessThan(1e-4);
  });

  it('explains to the same within rounding, and says that it was used', async () => {
    expect(await documentOf(...explaining, '--out', 'exact.npy')).toMatchObject({ fastMath: false });
    expect(await documentOf(...explaining, '--fast-math', '--out', 'fast.npy')).toMatchObject({ fastMath: true });
    const [exact, fast] = await Promise.all(
      ['exact.npy', 'fast.npy'].map(
        async (name) => (await decodeMaps({ name, bytes: bytesOf(folder, name) })).maps.data,
      ),
    );
    expect(relativeError(fast, exact, 0)).toBeLessThan(1e-4);
  });

  it('reaches the folds of a cross-validation and the removal from them', async () => {
    const folds = ['--cross-validate', '2', '--removal', 'mean', '--fast-math', '--out', 'folds'];
    expect(await documentOf(...training, ...folds)).toMatchObject({ fastMath: true });
  });
});
