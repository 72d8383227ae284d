import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDataset } from '../../src/data/dataset.js';
import { diagnose } from '../../src/diagnosis/diagnose.js';
import { decodeModel, prepareFor } from '../../src/model/weights/savedModel.js';
import { temporaryFolder, unvanish } from './command.js';
import { reportText } from './reportText.js';
import { bytesOf, FEATURES, jsonOf, SAMPLES, sampleArrays, TIME, writeSampleFiles } from './sampleFiles.js';

const folder = temporaryFolder();
const { x, y } = sampleArrays();

describe('diagnose', () => {
  beforeAll(async () => {
    writeSampleFiles(folder);
    const recipe = ['train', 'x.npy', '--labels', 'y.npy', '--epochs', '5', '--hops', '3', '--attention-size', '4'];
    await unvanish(folder, ...recipe, '--out', 'lstm');
    await unvanish(
      folder,
      ...recipe,
      '--input-cell-attention',
      'mean',
      '--cell',
      'gru',
      '--bidirectional',
      '--out',
      'gru',
    );
    writeFileSync(join(folder, 'bare.safetensors'), bytesOf(folder, 'lstm/model.safetensors'));
  });

  it('prints norms by distance, terms, gates and the half-life', async () => {
    const { code, stdout, stderr } = await unvanish(folder, 'diagnose', 'lstm', 'x.npy', '--labels', 'y.npy');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^ {2}10 +[\d.]/m);
    for (const term of ['output gate', 'forget gate', 'input gate', 'cell candidate', 'cell-state path']) {
      expect(stdout).toMatch(new RegExp(`^ {2}${term} +[hc] +\\d`, 'm'));
    }
    expect(stdout).toMatch(/^Half of the saliency lies in the last [\d.]+ time steps \(median of 32 samples\)/m);
    expect(stdout).not.toContain('attention path');
  });

  it('with --json and --out gives what the library gives', async () => {
    const args = ['diagnose', 'gru', 'x.npy', '--labels', 'y.npy', '--samples', '4', '--out', 'told', '--json'];
    const { stdout } = await unvanish(folder, ...args);
    const { command, model, data, provenance, ...diagnosis } = JSON.parse(stdout);
    expect({ command, data }).toEqual({ command: 'diagnose', data: 'x.npy' });
    expect(model.cell).toBe('gru');
    expect(provenance.command).toContain('unvanish diagnose gru');
    const saved = await decodeModel(bytesOf(folder, 'gru/model.safetensors'), 'model');
    const dataset = createDataset({ x: x.data, shape: [SAMPLES, TIME, FEATURES], labels: y.data });
    const expected = await diagnose(saved.classifier, prepareFor(saved, dataset), { samples: 4 });
    expect(diagnosis).toEqual(JSON.parse(JSON.stringify(expected)));
    expect(jsonOf(folder, 'told/diagnosis.json')).toEqual(JSON.parse(stdout));
    const report = reportText(folder, 'told/report.html');
    expect(report).toContain('takes the attention path');
    expect(report).toContain('gru, layer 1, reverse');
    expect(report.includes('NaN')).toBe(false);
  });

  it('needs no data: noise shows what a model keeps', async () => {
    const args = ['diagnose', 'lstm/model.safetensors', '--time', '30', '--samples', '3', '--json'];
    const [one, two] = await Promise.all([unvanish(folder, ...args), unvanish(folder, ...args)]);
    expect(one).toEqual(two);
    const document = JSON.parse(one.stdout);
    expect(document.data).toEqual({ noise: 'standard normal', time: 30, seed: 0 });
    expect(document.target).toBe('predicted');
    expect(document.recurrences[0].jointNorm).toHaveLength(31);
  });

  it.each([
    [['diagnose', 'lstm', 'x.npy', '--time', '5'], '--noise and --time: there are data'],
    [['diagnose', 'lstm', '--noise', '--labels', 'y.npy'], '--labels: there are no data'],
    [['diagnose', 'bare.safetensors'], 'bare.safetensors: no data are named (name data, or give --noise)'],
    [['diagnose', 'lstm'], 'lstm: no data are named (name data, or give --noise)'],
    [['diagnose', 'lstm', 'x.npy', '--seed', '4'], '--seed: is of noise (leave it out, or give --noise)'],
    [['diagnose', 'lstm', 'x.npy', '--cell', 'gru'], '--cell gru: '],
    [
      ['diagnose', 'lstm', 'x.npy', '--target', '9'],
      '--target 9: is neither true nor predicted nor a class of the model: "0", "1"',
    ],
    [['diagnose', 'none', 'x.npy'], 'none: '],
  ])('refuses %j', async (args, message) => {
    const before = readdirSync(folder);
    const { code, stdout, stderr } = await unvanish(folder, ...args, '--out', 'refused');
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.startsWith(`unvanish: ${message}`)).toBe(true);
    expect(readdirSync(folder)).toEqual(before);
    expect(existsSync(join(folder, 'refused'))).toBe(false);
  });
});
