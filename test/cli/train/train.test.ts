import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeModel } from '../../../src/model/weights/savedModel.js';
import { temporaryFolder, unvanish } from '../command.js';
import { bytesOf, FEATURES, jsonOf, sampleArrays, TIME, writeNpy, writeSampleFiles } from '../sampleFiles.js';

const folder = temporaryFolder();
writeSampleFiles(folder);
const quick = ['--epochs', '40', '--learning-rate', '0.05'];

describe('train', () => {
  it('learns from .npy series and labels, and leaves model, report and run.json', async () => {
    const args = ['train', 'x.npy', '--labels', 'y.npy', '--test', 'test.npz', ...quick, '--out', 'runs/plain'];
    const { code, stdout, stderr } = await unvanish(folder, ...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^It predicts 100\.0 \[.*\] % of the 60 test samples right, above the 50\.0 % of chance \(p < \.001\)\.$/m,
    );
    expect(readdirSync(join(folder, 'runs/plain')).sort()).toEqual(['model.safetensors', 'report.html', 'run.json']);
    const { classifier, standardisation } = await decodeModel(bytesOf(folder, 'runs/plain/model.safetensors'), 'model');
    expect(classifier.config).toMatchObject({ inputSize: FEATURES, classes: 2, hiddenSize: 5 });
    expect(standardisation?.by).toBe('feature');
  });

  it('with --json prints one document and nothing else, with the test accuracy', async () => {
    const args = ['train', 'all.npz', '--test', 'test.npz', '--input-cell-attention', 'mean', '--hops', '3'];
    const { code, stdout } = await unvanish(folder, ...args, ...quick, '--json', '--out', 'runs/json');
    expect(code).toBe(0);
    expect(stdout.trimEnd()).not.toContain('\n');
    const document = JSON.parse(stdout);
    expect(document.test).toMatchObject({ file: 'test.npz', samples: 60 });
    expect(document.test.accuracy).toBeGreaterThan(0.9);
    expect(document.test.chance.of).toBe('samples');
    expect(document.test.saliency.byFeature).toHaveLength(FEATURES);
    expect(bytesOf(folder, 'runs/json/report.html').toString()).toContain('Which features, and when');
    expect(document.model).toMatchObject({ inputCellAttention: 'mean', hops: 3 });
    expect(jsonOf(folder, 'runs/json/run.json')).toEqual(document);
  });

  it('that ends within an epoch says which step was kept, of how many, in all that it leaves', async () => {
    const args = [
      'train',
      'all.npz',
      '--batch-size',
      '10',
      '--steps',
      '9',
      '--check-every',
      '2',
      '--stop-at-accuracy',
      '0',
    ];
    const { code, stdout } = await unvanish(folder, ...args, '--out', 'runs/steps');
    expect(code).toBe(0);
    const training = jsonOf(folder, 'runs/steps/run.json').training as { bestStep: number; bestEpoch: number };
    expect(training).toMatchObject({ steps: 9, stepsTaken: 9, stopped: 'steps', bestStep: expect.any(Number) });
    const kept = `step ${training.bestStep} (epoch ${training.bestEpoch})`;
    const [ended, validated] = stdout.split('\n');
    expect(ended).toBe(`9 steps in 2 epochs, ended by the number of steps; the parameters of ${kept} kept`);
    expect(validated).toMatch(
      /^Validation accuracy of these parameters: [\d.]+ % \(chosen by the lowest validation loss\)$/,
    );
    const report = bytesOf(folder, 'runs/steps/report.html').toString();
    expect(report).toContain(
      `After 9 steps in 2 epochs (ended by the number of steps) the parameters of ${kept} were kept`,
    );
  });

  it('says that the accuracy chose, and ended it, where it did', async () => {
    const args = ['--epochs', '60', '--patience', '2', '--choose-by', 'accuracy', '--stop-at-accuracy', '0'];
    const { stdout } = await unvanish(folder, 'train', 'all.npz', ...args, '--out', 'runs/accuracy');
    const [ended, validated] = stdout.split('\n');
    expect(ended).toMatch(/^\d+ epochs, ended by a validation accuracy that got no better; the parameters of epoch/);
    expect(validated).toMatch(/\(chosen by the first highest validation accuracy\)$/);
    expect(jsonOf(folder, 'runs/accuracy/run.json').training).not.toHaveProperty('bestStep');
    expect(bytesOf(folder, 'runs/accuracy/report.html').toString()).toContain(
      'a validation accuracy that got no better',
    );
  });

  it('takes a setting of the head at its default as if it were not given', async () => {
    const args = ['train', 'all.npz', '--epochs', '1', '--quiet'];
    const outcome = await unvanish(folder, ...args, '--head-cross-entropy-of', 'logits', '--out', 'runs/logits');
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(jsonOf(folder, 'runs/logits/run.json').model).not.toHaveProperty('head');
    await unvanish(folder, ...args, '--head-cross-entropy-of', 'softmax', '--out', 'runs/softmax');
    expect(jsonOf(folder, 'runs/softmax/run.json').model).toMatchObject({
      head: { name: 'classification', crossEntropyOf: 'softmax' },
    });
  });

  it.each([
    [
      ['--check-every', '2'],
      '--check-every is 2, but an epoch of 48 samples has 1 batch of 50 (check after every batch, or lower --batch-size)',
    ],
    [
      ['--choose-by', 'accuracy', '--validation', '0'],
      '--choose-by accuracy: there are no validation data (--choose-by loss is what there is without it)',
    ],
    [
      ['--check-every', '1', '--validation', '0', '--stop-at-accuracy', '0'],
      '--check-every has nothing to look at: there are no validation data, and --stop-at-accuracy is 0 (leave --check-every out, or give validation data)',
    ],
    [
      ['--batch-size', '10', '--steps', '3', '--check-every', '4'],
      '--check-every is 4, but training ends before, as --steps is 3 (check at least every 3 steps, or leave --check-every out to look at the end)',
    ],
  ])('refuses %j, which would go unheeded, and leaves nothing', async (args, text) => {
    const { code, stderr } = await unvanish(folder, 'train', 'all.npz', ...args, '--out', 'runs/unheeded');
    expect({ code, stderr }).toEqual({ code: 2, stderr: `unvanish: ${text}\n` });
    expect(existsSync(join(folder, 'runs/unheeded'))).toBe(false);
  });

  it('reads long CSV with named classes and features, and keeps the names', async () => {
    mkdirSync(join(folder, 'runs/csv'), { recursive: true });
    const args = ['train', 'series.csv', '--labels', 'labels.csv', ...quick, '--quiet', '--out', 'runs/csv'];
    expect(await unvanish(folder, ...args)).toMatchObject({ code: 0, stderr: '' });
    const { classNames, featureNames } = await decodeModel(bytesOf(folder, 'runs/csv/model.safetensors'), 'model');
    expect(classNames).toEqual(['rest', 'task']);
    expect(featureNames).toEqual(['channel 0', 'channel 1', 'channel 2', 'channel 3']);
  });

  it('gives the same bytes for the same seed, and others for another', async () => {
    const args = ['train', 'x.npy', '--labels', 'y.npy', '--epochs', '3', '--quiet'];
    await Promise.all(
      ['1', '1', '2'].map((seed, index) => unvanish(folder, ...args, '--seed', seed, '--out', `runs/seed${index}`)),
    );
    const [first, second, other] = [0, 1, 2].map((index) => bytesOf(folder, `runs/seed${index}/model.safetensors`));
    expect(first.equals(second)).toBe(true);
    expect(first.equals(other)).toBe(false);
  });

  it('understands test labels by the names of the classes, whichever occur', async () => {
    // Only the second class: on its own, its file would number it 0.
    const { x } = sampleArrays();
    const size = TIME * FEATURES;
    writeNpy(folder, 'task.npy', { shape: [1, TIME, FEATURES], data: x.data.slice(size, 2 * size) });
    writeFileSync(join(folder, 'task.csv'), 'task\n');
    const args = ['--labels', 'labels.csv', '--test', 'task.npy', '--test-labels', 'task.csv', ...quick, '--json'];
    const { stdout } = await unvanish(folder, 'train', 'x.npy', ...args, '--out', 'runs/names');
    expect(JSON.parse(stdout).test).toMatchObject({ accuracy: 1, samples: 1 });
  });

  it('refuses a finished run, and replaces it where --overwrite says so', async () => {
    const args = ['train', 'x.npy', '--labels', 'y.npy', '--epochs', '2', '--out', 'runs/twice'];
    await unvanish(folder, ...args);
    const before = bytesOf(folder, 'runs/twice/model.safetensors');
    const refused = await unvanish(folder, ...args, '--seed', '5');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toBe(
      'unvanish: runs/twice: already holds a finished run (choose another --out, or give --overwrite)\n',
    );
    expect(bytesOf(folder, 'runs/twice/model.safetensors').equals(before)).toBe(true);
    expect(await unvanish(folder, ...args, '--seed', '5', '--overwrite')).toMatchObject({ code: 0 });
    expect(bytesOf(folder, 'runs/twice/model.safetensors').equals(before)).toBe(false);
  });

  it('names the epoch where the numbers explode, and leaves nothing', async () => {
    const { x, y } = sampleArrays();
    writeNpy(folder, 'huge.npy', { shape: x.shape, data: x.data.map((value) => value * 1e38) });
    writeNpy(folder, 'huge-y.npy', y);
    const args = ['train', 'huge.npy', '--labels', 'huge-y.npy', '--standardise', 'none', '--learning-rate', '10'];
    const { code, stderr } = await unvanish(folder, ...args, '--input-cell-attention', 'matrix', '--out', 'runs/huge');
    expect(stderr).toMatch(/^unvanish: .*epoch 1.*\n$/);
    expect(code).toBe(2);
    expect(existsSync(join(folder, 'runs/huge'))).toBe(false);
  });

  it('keeps the old run where the one that was to replace it fails', async () => {
    await unvanish(folder, 'train', 'x.npy', '--labels', 'y.npy', '--epochs', '2', '--out', 'runs/kept');
    const before = bytesOf(folder, 'runs/kept/model.safetensors');
    const args = ['train', 'huge.npy', '--labels', 'huge-y.npy', '--standardise', 'none', '--learning-rate', '10'];
    const failed = await unvanish(
      folder,
      ...args,
      '--input-cell-attention',
      'matrix',
      '--out',
      'runs/kept',
      '--overwrite',
    );
    expect(failed.code).toBe(2);
    expect(readdirSync(join(folder, 'runs/kept')).sort()).toEqual(['model.safetensors', 'report.html', 'run.json']);
    expect(bytesOf(folder, 'runs/kept/model.safetensors').equals(before)).toBe(true);
  });
});
