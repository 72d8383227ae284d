import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { attribute } from '../../src/attribution/attribute.js';
import type { Completeness } from '../../src/attribution/completeness.js';
import { createDataset } from '../../src/data/dataset.js';
import { decodeCiftiSeries } from '../../src/formats/images/cifti.js';
import { decodeNifti } from '../../src/formats/images/nifti.js';
import { meanMap } from '../../src/formats/maps/imageMaps.js';
import { decodeMaps } from '../../src/formats/maps/mapsFile.js';
import { decodeNpy } from '../../src/formats/numpy/npy.js';
import { encodeSafetensors } from '../../src/formats/safetensors.js';
import { Classifier } from '../../src/model/classifier.js';
import { decodeModel, encodeModel, prepareFor, type SavedModel } from '../../src/model/weights/savedModel.js';
import { ciftiFixture } from '../formats/ciftiFixture.js';
import { volumeSpace } from '../formats/images/volumeSpace.js';
import { temporaryFolder, unvanish } from './command.js';
import { bytesOf, FEATURES, SAMPLES, sampleArrays, TIME, writeSampleFiles } from './sampleFiles.js';

const folder = temporaryFolder();
const { x, y, lengths } = sampleArrays();
const whole = createDataset({ x: x.data, shape: [SAMPLES, TIME, FEATURES], labels: y.data });
const cut = createDataset({ x: x.data, shape: [SAMPLES, TIME, FEATURES], labels: y.data, lengths: lengths.data });
let model: SavedModel;

const mapsIn = (name: string) => decodeMaps({ name, bytes: bytesOf(folder, name) });

describe('explain', () => {
  beforeAll(async () => {
    writeSampleFiles(folder);
    await unvanish(folder, 'train', 'x.npy', '--labels', 'y.npy', '--epochs', '5', '--out', 'run');
    model = await decodeModel(bytesOf(folder, 'run/model.safetensors'), 'model');
  });

  it('writes the maps and logits of a run folder, equal to the library’s', async () => {
    const args = ['explain', 'run', 'x.npy', '--labels', 'y.npy', '--out', 'maps.npy', '--predictions', 'logits.npy'];
    const { code, stdout, stderr } = await unvanish(folder, ...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('60 maps of |dS/dx|, S the probability of the true class: maps.npy');
    const prepared = prepareFor(model, whole);
    const { values } = await attribute(model.classifier, prepared);
    expect((await mapsIn('maps.npy')).maps).toEqual({ shape: [SAMPLES, TIME, FEATURES], data: values });
    const logits = { shape: [SAMPLES, 2], data: await model.classifier.logits(prepared) };
    expect(decodeNpy(bytesOf(folder, 'logits.npy'), 'logits.npy')).toEqual(logits);
  });

  it('writes .npz with lengths, target and logits, signed, of the logit of one class', async () => {
    const args = ['--target', '1', '--output', 'logit', '--signed', '--json', '--out', 'maps.npz'];
    const { stdout } = await unvanish(folder, 'explain', 'run', 'all.npz', ...args);
    expect(JSON.parse(stdout).maps).toMatchObject({ file: 'maps.npz', output: 'logit', target: 1, signed: true });
    const options = { target: 1, output: 'logit', signed: true } as const;
    const { values } = await attribute(model.classifier, prepareFor(model, cut), options);
    const found = await mapsIn('maps.npz');
    expect(found.maps.data).toEqual(values);
    expect(values.some((value) => value < 0)).toBe(true);
    expect(found.lengths).toEqual(lengths.data);
    expect(found.target).toEqual(new Int32Array(SAMPLES).fill(1));
    expect(found.logits?.shape).toEqual([SAMPLES, 2]);
  });

  it('writes long CSV that reads back to the same numbers', async () => {
    expect(await unvanish(folder, 'explain', 'run', 'x.npy', '--out', 'maps.csv')).toMatchObject({ code: 0 });
    const { values } = await attribute(model.classifier, prepareFor(model, whole), { target: 'predicted' });
    expect((await mapsIn('maps.csv')).maps.data).toEqual(values);
  });

  it('takes a bare .safetensors with the names of another program, and the data as they are', async () => {
    const classifier = await Classifier.create({ inputSize: FEATURES, classes: 2, hiddenSize: 3 }, { seed: 4 });
    const flat = classifier.parameters();
    const tensors = classifier.layout.specs.map(({ name, shape, offset }) => {
      const size = shape.reduce((product, each) => product * each, 1);
      const foreign = name.replace('rnn.', 'encoder.lstm.').replace('fc.', 'head.');
      return [foreign, { shape, data: flat.slice(offset, offset + size) }] as const;
    });
    writeFileSync(join(folder, 'bare.safetensors'), encodeSafetensors(tensors, []));
    const args = ['explain', 'bare.safetensors', 'x.npy', '--labels', 'y.npy', '--out', 'bare.npy'];
    expect(await unvanish(folder, ...args)).toMatchObject({ code: 0 });
    const { values } = await attribute(classifier, whole);
    expect((await mapsIn('bare.npy')).maps.data).toEqual(values);
  });

  it('explains only the samples of a class, or one', async () => {
    const { values } = await attribute(model.classifier, prepareFor(model, whole));
    const rows = (keep: (sample: number) => boolean) =>
      values.filter((_, at) => keep(Math.floor(at / TIME / FEATURES)));
    writeFileSync(join(folder, 'named.safetensors'), encodeModel({ ...model, classNames: ['rest', 'task'] }));
    const labelled = ['explain', 'named.safetensors', 'x.npy', '--labels', 'labels.csv'];
    expect(await unvanish(folder, ...labelled, '--class', 'task', '--out', 'class.npy')).toMatchObject({ code: 0 });
    expect((await mapsIn('class.npy')).maps.data).toEqual(rows((sample) => y.data[sample] === 1));
    expect(await unvanish(folder, ...labelled, '--sample', '7', '--out', 'one.csv')).toMatchObject({ code: 0 });
    expect(await mapsIn('one.csv')).toMatchObject({
      sampleNames: ['7'],
      maps: { data: rows((sample) => sample === 7) },
    });
    const numbered = ['explain', 'run', 'x.npy', '--labels', 'y.npy'];
    expect(await unvanish(folder, ...numbered, '--class', '1', '--out', 'numbered.npy')).toMatchObject({ code: 0 });
    expect(bytesOf(folder, 'numbered.npy')).toEqual(bytesOf(folder, 'class.npy'));
    const { code, stderr } = await unvanish(folder, ...labelled, '--class', 'sleep', '--out', 'none.npy');
    expect({ code, stderr }).toMatchObject({ code: 2 });
    expect(stderr).toContain('--class sleep: is no class of the model: "rest", "task"');
    const wrong = await unvanish(folder, ...labelled, '--class', 'task', '--sample', '0', '--out', 'none.npy');
    expect(wrong.stderr).toContain('x.npy: sample "0" is not of class "task"');
  });

  it('writes the mean as an image in the space that the model was trained in', async () => {
    const space = volumeSpace(FEATURES);
    writeFileSync(join(folder, 'fmri.safetensors'), encodeModel({ ...model, space }));
    const args = ['explain', 'fmri.safetensors', 'x.npy', '--labels', 'y.npy', '--class', '1', '--out', 'mean.nii.gz'];
    const { code, stdout } = await unvanish(folder, ...args);
    expect(code).toBe(0);
    expect(stdout).toContain('mean of 30 maps of |dS/dx|, S the probability of the true class: mean.nii.gz');
    const image = decodeNifti(bytesOf(folder, 'mean.nii.gz'), 'mean.nii.gz');
    const { values } = await attribute(model.classifier, prepareFor(model, whole));
    expect(image.shape).toEqual([3, 2, 1, TIME]);
    const ofClass = values.filter((_, at) => y.data[Math.floor(at / TIME / FEATURES)] === 1);
    const mean = meanMap({ maps: { shape: [SAMPLES / 2, TIME, FEATURES], data: ofClass } });
    expect([...image.data].filter((_, at) => at % 6 >= 2)).toEqual([...mean.data]);
  });

  it('writes the mean by parcel, over time or time by time, as CIFTI-2', async () => {
    const { space, featureNames } = decodeCiftiSeries(ciftiFixture('parcels_f4.ptseries.nii'), 'parcels');
    writeFileSync(join(folder, 'parcels.safetensors'), encodeModel({ ...model, classNames: ['rest', 'task'], space }));
    const args = ['explain', 'parcels.safetensors', 'x.npy', '--labels', 'labels.csv', '--quiet', '--out'];
    const { values } = await attribute(model.classifier, prepareFor(model, whole));
    expect(await unvanish(folder, ...args, 'mean.ptseries.nii')).toMatchObject({ code: 0 });
    const series = decodeCiftiSeries(bytesOf(folder, 'mean.ptseries.nii'), 'mean');
    const mean = meanMap({ maps: { shape: [SAMPLES, TIME, FEATURES], data: values } });
    expect(series).toMatchObject({ x: mean.data, featureNames });
    expect(await unvanish(folder, ...args, 'mean.pscalar.nii')).toMatchObject({ code: 0 });
    const { data, extensions } = decodeNifti(bytesOf(folder, 'mean.pscalar.nii'), 'mean');
    expect(data.length).toBe(3 * FEATURES);
    expect(new TextDecoder().decode(extensions[0]?.data)).toContain('<MapName>task</MapName>');
    const wrong = await unvanish(folder, ...args, 'mean.dscalar.nii');
    expect(wrong.stderr).toContain('mean.dscalar.nii: the features are parcels');
  });

  it('refuses an image of features that come from none, before it computes anything', async () => {
    const { code, stderr } = await unvanish(folder, 'explain', 'run', 'x.npy', '--out', 'maps.nii');
    expect(code).toBe(2);
    expect(stderr).toContain('maps.nii: the features come from no image of voxels');
    expect(stderr).toContain('write .npz or .csv');
  });

  it('integrates gradients, with its settings, and says how far the maps are from complete', async () => {
    const args = ['explain', 'run', 'all.npz', '--method', 'integrated-gradients'];
    const { code, stdout, stderr } = await unvanish(folder, ...args, '--out', 'ig.npz');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('60 maps of |IG| (steps 50, baseline zero), S the probability of the true class: ig.npz');
    expect(stdout).toMatch(/^Completeness: signed maps sum to S\(x\) − S\(baseline\) but for \S+, beside 0\.\d+ \(/m);
    const prepared = prepareFor(model, cut);
    expect((await mapsIn('ig.npz')).maps.data).toEqual(
      (await attribute(model.classifier, prepared, { method: 'integrated-gradients' })).values,
    );

    const chosen = ['--steps', '7', '--baseline', 'mean', '--signed', '--json', '--out', 'mean.npz'];
    const document = JSON.parse((await unvanish(folder, ...args, ...chosen)).stdout);
    const settings = { steps: 7, baseline: 'mean' } as const;
    expect(document.maps).toMatchObject({ method: 'integrated-gradients', settings, signed: true });
    const maps = await attribute(model.classifier, prepared, {
      method: 'integrated-gradients',
      ...settings,
      signed: true,
    });
    expect((await mapsIn('mean.npz')).maps.data).toEqual(maps.values);
    const { sums, changes } = maps.completeness as Completeness;
    const { meanAbsoluteDifference, meanAbsoluteChange } = document.completeness;
    const meanOf = (magnitude: (sample: number) => number) =>
      Array.from(sums, (_, sample) => magnitude(sample)).reduce((total, value) => total + value, 0) / SAMPLES;
    expect(meanAbsoluteDifference).toBeCloseTo(
      meanOf((sample) => Math.abs(sums[sample] - changes[sample])),
      10,
    );
    expect(meanAbsoluteChange).toBeCloseTo(
      meanOf((sample) => Math.abs(changes[sample])),
      10,
    );
    expect(meanAbsoluteDifference).toBeLessThan(meanAbsoluteChange / 10);
  });

  it('says nothing of completeness where the method promises none', async () => {
    const args = ['explain', 'run', 'x.npy', '--out', 'plain.npy'];
    expect((await unvanish(folder, ...args)).stdout).not.toContain('Completeness');
    const document = JSON.parse((await unvanish(folder, ...args, '--json')).stdout);
    expect(document).toMatchObject({ maps: { method: 'gradient', settings: {} }, completeness: null });
  });

  it.each([
    [['--steps', '20'], '--steps: the method gradient has no such setting'],
    [['--baseline', 'mean'], '--baseline: the method gradient has no such setting'],
    [['--method', 'integrated-gradients', '--steps', '0'], 'A whole number at least 1 was expected.'],
    [['--method', 'integrated-gradients', '--baseline', 'noise'], 'Allowed choices are zero, mean.'],
    [
      ['--method', 'integrated-gradients', '--baseline', 'mean', '--sample', '3'],
      'the baseline is the mean of the explained data, but they are one sample',
    ],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await unvanish(folder, 'explain', 'run', 'x.npy', ...args, '--out', 'refused.npy');
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    if (args[0] !== '--method') expect(stderr).toContain('--method integrated-gradients');
    expect(readdirSync(folder)).not.toContain('refused.npy');
  });

  it('refuses an old name of an option with the new one', async () => {
    const args = ['run', 'x.npy', '--path-baseline', 'mean', '--out', 'refused.npy'];
    const { code, stderr } = await unvanish(folder, 'explain', ...args);
    expect(code).toBe(2);
    expect(stderr).toContain('It is called --baseline now.');
  });

  it('leaves nothing aside in the folder', () => {
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
  });
});
