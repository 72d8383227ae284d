import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { gradient } from '../../src/attribution/gradient.js';
import { createDataset } from '../../src/data/dataset.js';
import { decodeMaps } from '../../src/data/formats/mapsFile.js';
import { decodeNpy } from '../../src/data/formats/npy.js';
import { encodeSafetensors } from '../../src/data/formats/safetensors.js';
import { Classifier } from '../../src/model/classifier.js';
import { decodeModel, prepareFor, type SavedModel } from '../../src/model/savedModel.js';
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
    const { values } = await gradient.attribute(model.classifier, prepared);
    expect(mapsIn('maps.npy').maps).toEqual({ shape: [SAMPLES, TIME, FEATURES], data: values });
    const logits = { shape: [SAMPLES, 2], data: await model.classifier.logits(prepared) };
    expect(decodeNpy(bytesOf(folder, 'logits.npy'), 'logits.npy')).toEqual(logits);
  });

  it('writes .npz with lengths, target and logits, signed, of the logit of one class', async () => {
    const args = ['--target', '1', '--output', 'logit', '--signed', '--json', '--out', 'maps.npz'];
    const { stdout } = await unvanish(folder, 'explain', 'run', 'all.npz', ...args);
    expect(JSON.parse(stdout).maps).toMatchObject({ file: 'maps.npz', output: 'logit', target: 1, signed: true });
    const options = { target: 1, output: 'logit', signed: true } as const;
    const { values } = await gradient.attribute(model.classifier, prepareFor(model, cut), options);
    const found = mapsIn('maps.npz');
    expect(found.maps.data).toEqual(values);
    expect(values.some((value) => value < 0)).toBe(true);
    expect(found.lengths).toEqual(lengths.data);
    expect(found.target).toEqual(new Int32Array(SAMPLES).fill(1));
    expect(found.logits?.shape).toEqual([SAMPLES, 2]);
  });

  it('writes long CSV that reads back to the same numbers', async () => {
    expect(await unvanish(folder, 'explain', 'run', 'x.npy', '--out', 'maps.csv')).toMatchObject({ code: 0 });
    const { values } = await gradient.attribute(model.classifier, prepareFor(model, whole), { target: 'predicted' });
    expect(mapsIn('maps.csv').maps.data).toEqual(values);
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
    const { values } = await gradient.attribute(classifier, whole);
    expect(mapsIn('bare.npy').maps.data).toEqual(values);
  });

  it('leaves nothing aside in the folder', () => {
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
  });
});
