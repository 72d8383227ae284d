import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeMaps } from '../../src/formats/maps/mapsFile.js';
import { decodeModel, encodeModel } from '../../src/model/weights/savedModel.js';
import { temporaryFolder, unvanish } from './command.js';
import { bytesOf, FEATURES, jsonOf, TIME, writeNpy, writeNpz } from './sampleFiles.js';

const folder = temporaryFolder();
const SAMPLES = 36;
const QUICK = ['--epochs', '40', '--learning-rate', '0.03', '--hidden', '8', '--readout', 'mean', '--quiet'];
const CHANNELS = ['Fp1', 'Fp2', 'größe', 'Cz'];

/** Series of three classes, told apart by the level of one feature each. */
function levelOf(sample: number, step: number, feature: number): number {
  const noise = Math.sin(12.9898 * (sample * 53 + step * 7 + feature)) * 43758.5453;
  return noise - Math.floor(noise) - 0.5 + (sample % 3 === feature ? 1.5 : 0);
}
const kept = (classes: readonly number[]) =>
  Array.from({ length: SAMPLES }, (_, sample) => sample).filter((sample) => classes.includes(sample % 3));
/** Series of the samples of some classes as an array. */
const arrayOf = (samples: readonly number[]) => ({
  shape: [samples.length, TIME, FEATURES],
  data: Float32Array.from(
    samples.flatMap((sample) =>
      Array.from({ length: TIME * FEATURES }, (_, at) => levelOf(sample, Math.floor(at / FEATURES), at % FEATURES)),
    ),
  ),
});
/** A wide table of some samples, whose classes are called so. */
function table(name: string, samples: readonly number[], labels: readonly string[], channels = CHANNELS): void {
  const rows = samples.flatMap((sample) =>
    Array.from({ length: TIME }, (_, step) => {
      const values = channels.map((channel) => levelOf(sample, step, CHANNELS.indexOf(channel.normalize('NFC'))));
      return [`s${sample}`, step, ...values, labels[sample % 3]].join(',');
    }),
  );
  writeFileSync(join(folder, name), `sample,time,${channels},label\n${rows.join('\n')}\n`);
}

async function accuracy(run: string, data: string, ...args: string[]): Promise<number> {
  const { code, stdout, stderr } = await unvanish(folder, 'explain', run, data, '--json', ...args, '--out', 'maps.npz');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout).accuracy;
}
const told = async (...args: string[]) => (await unvanish(folder, ...args, '--quiet', '--out', 'none.npz')).stderr;

describe('classes by name', () => {
  beforeAll(async () => {
    const all = kept([0, 1, 2]);
    writeNpz(folder, 'train.npz', {
      x: arrayOf(all),
      y: { shape: [SAMPLES], data: Int8Array.from(all, (sample) => (sample % 3) - 1) },
    });
    table('named.csv', all, ['rest', 'task', 'sleep']);
    await unvanish(folder, 'train', 'train.npz', ...QUICK, '--out', 'signed');
    await unvanish(folder, 'train', 'named.csv', ...QUICK, '--out', 'named');
  });

  it('are those of an array, and a test file may hold only some', async () => {
    expect(jsonOf(folder, 'signed/run.json').data).toMatchObject({ classNames: ['-1', '0', '1'] });
    const some = kept([1, 2]);
    writeNpy(folder, 'some.npy', arrayOf(some));
    writeNpy(folder, 'some-y.npy', {
      shape: [some.length],
      data: Float64Array.from(some, (sample) => (sample % 3) - 1),
    });
    expect(await accuracy('signed', 'some.npy', '--labels', 'some-y.npy')).toBe(1);
    table('some.csv', some, ['-1', '0.0', '1.0']);
    expect(await accuracy('signed', 'some.csv')).toBe(1);
  });

  it.each([
    ['1 to K', ['1', '2', '3']],
    ['codes', ['511', '401', '402']],
    ['with zeros before', ['01', '02', '10']],
    ['numbers and a word', ['1', '2', 'rest']],
  ])('agree in inspect, train and a test of some of them: %s', async (_, labels) => {
    table('train.csv', kept([0, 1, 2]), labels);
    table('test.csv', kept([0, 1]), labels);
    const inspected = await unvanish(folder, 'inspect', 'train.csv', '--json');
    const { samples, findings } = JSON.parse(inspected.stdout);
    expect([inspected.code, findings]).toEqual([0, []]);
    const args = ['train', 'train.csv', '--test', 'test.csv', ...QUICK, '--json', '--overwrite', '--out', 'run'];
    const { test, data } = JSON.parse((await unvanish(folder, ...args)).stdout);
    expect(data.classNames).toEqual([...labels].sort());
    expect(samples.classes.map(({ name }: { name: string }) => name)).toEqual(data.classNames);
    expect(test.accuracy).toBe(1);
  });

  it('of a .ts file are those that it declares; one that no sample is of is refused by inspect and by train', async () => {
    const lines = kept([0, 1]).map((sample) => {
      const series = CHANNELS.map((_, feature) =>
        Array.from({ length: TIME }, (__, step) => levelOf(sample, step, feature)).join(','),
      );
      return [...series, ['rest', 'task'][sample % 3]].join(':');
    });
    const ts = (classes: string) =>
      `@dimensions ${FEATURES}\n@classLabel true ${classes}\n@data\n${lines.join('\n')}\n`;
    writeFileSync(join(folder, 'some.ts'), ts('sleep task nap rest'));
    expect(await accuracy('named', 'some.ts')).toBe(1);
    const { code, stdout } = await unvanish(folder, 'inspect', 'some.ts');
    expect(code).toBe(2);
    expect(stdout).toContain('error: no sample is of class "sleep", "nap"');
    expect(await unvanish(folder, 'train', 'some.ts', '--out', 'no')).toMatchObject({ code: 2 });
  });

  it('are what --class and --target take, and a number that is none is refused with the names', async () => {
    const json = async (...args: string[]) =>
      JSON.parse((await unvanish(folder, 'explain', ...args, '--json', '--quiet', '--out', 'maps.npz')).stdout);
    expect(await json('signed', 'train.npz', '--target', '-1')).toMatchObject({ maps: { target: 0 } });
    expect(await json('signed', 'train.npz', '--class', '1')).toMatchObject({ maps: { shape: [12, TIME, FEATURES] } });
    expect((await decodeMaps({ name: 'maps.npz', bytes: bytesOf(folder, 'maps.npz') })).target).toEqual(
      new Int32Array(12).fill(2),
    );
    const { stdout } = await unvanish(folder, 'explain', 'named', 'named.csv', '--target', 'task', '--out', 'maps.npz');
    expect(stdout).toContain('S the probability of class "task": maps.npz');
    const names = '"rest", "sleep", "task"';
    expect(await told('explain', 'named', 'named.csv', '--target', '1')).toContain(`a class of the model: ${names}\n`);
    expect(await told('explain', 'named', 'named.csv', '--class', '1')).toContain(`no class of the model: ${names}\n`);
    expect(await told('explain', 'signed', 'train.npz', '--class', '2')).toContain('of the model: "-1", "0", "1"\n');
    expect(await told('explain', 'named', 'train.npz')).toContain(
      `train.npz: class "-1" is none of the model’s: ${names}`,
    );
  });

  it('are numbers where a model has none, as runs of before had', async () => {
    const model = await decodeModel(bytesOf(folder, 'signed/model.safetensors'), 'model');
    const classNames = ['class 0', 'class 1', 'class 2'];
    writeFileSync(join(folder, 'before.safetensors'), encodeModel({ ...model, classNames }));
    writeFileSync(join(folder, 'bare.safetensors'), encodeModel({ ...model, classNames: undefined }));
    const some = kept([1, 2]);
    writeNpz(folder, 'indices.npz', {
      x: arrayOf(some),
      y: { shape: [some.length], data: Int32Array.from(some, (sample) => sample % 3) },
    });
    for (const weights of ['before.safetensors', 'bare.safetensors']) {
      expect(await accuracy(weights, 'indices.npz', '--class', '2', '--target', '1')).toBe(1);
      expect(await told('explain', weights, 'named.csv')).toContain(
        'is none of the model’s: "0", "1", "2" (the model’s',
      );
    }
  });
});

describe('features by name', () => {
  it('come in any order, also with accents of another encoding', async () => {
    const shuffled = ['Cz', 'gro\u0308ße', 'Fp2', 'Fp1'];
    table('shuffled.csv', kept([0, 1, 2]), ['rest', 'task', 'sleep'], shuffled);
    expect(await accuracy('named', 'shuffled.csv')).toBe(1);
    const args = ['train', 'named.csv', '--test', 'shuffled.csv', ...QUICK, '--json', '--out', 'tested'];
    expect(JSON.parse((await unvanish(folder, ...args)).stdout).test.accuracy).toBe(1);
    const chosen = ['--feature-columns', 'größe,Cz,Fp1,Fp2'];
    expect(await accuracy('named', 'shuffled.csv', ...chosen)).toBe(1);
    const other = ['Cz', 'größe', 'Fp2', 'Pz'];
    writeFileSync(join(folder, 'other.csv'), `sample,${other}\na,1,2,3,4\n`);
    expect(await told('explain', 'named', 'other.csv')).toBe(
      'unvanish: other.csv: has no feature "Fp1", which the model was trained with (its features are "Cz", "größe", "Fp2", "Pz")\n',
    );
  });
});

describe('samples by position', () => {
  it('keep the order of the file: labels, groups, lengths and maps fall on theirs', async () => {
    const ids = kept([0, 1, 2]).map((sample) => (sample % 5 === 0 ? `x${sample}` : String(100 - sample)));
    const rows = (order: readonly number[]) =>
      order.flatMap((sample) =>
        Array.from({ length: TIME }, (_, step) =>
          CHANNELS.map((channel, feature) => `${ids[sample]},${step},${channel},${levelOf(sample, step, feature)}`),
        ).flat(),
      );
    const inOrder = ids.map((_, sample) => sample);
    writeFileSync(join(folder, 'ids.csv'), `sample,time,feature,value\n${rows(inOrder).join('\n')}\n`);
    writeFileSync(join(folder, 'ids-y.csv'), inOrder.map((sample) => ['rest', 'task', 'sleep'][sample % 3]).join('\n'));
    writeFileSync(join(folder, 'ids-g.csv'), inOrder.map((sample) => `g${Math.floor(sample / 6)}`).join('\n'));
    expect(await accuracy('named', 'ids.csv', '--labels', 'ids-y.csv')).toBe(1);
    const args = [
      'train',
      'ids.csv',
      '--labels',
      'ids-y.csv',
      '--groups',
      'ids-g.csv',
      ...QUICK,
      '--json',
      '--out',
      'ids',
    ];
    expect(JSON.parse((await unvanish(folder, ...args)).stdout).validation.accuracy).toBe(1);
    const chosen = await unvanish(folder, 'explain', 'named', 'ids.csv', '--sample', '99', '--out', 'one.csv');
    expect(chosen.code).toBe(0);
    expect((await decodeMaps({ name: 'one.csv', bytes: bytesOf(folder, 'one.csv') })).sampleNames).toEqual(['99']);
    expect(await told('explain', 'named', 'ids.csv', '--sample', '1')).toContain('has no sample of this name');

    // Maps whose rows another program has sorted.
    writeNpy(folder, 'truth.npy', {
      shape: [SAMPLES, TIME, FEATURES],
      data: Uint8Array.from({ length: SAMPLES * TIME * FEATURES }, (_, at) =>
        Math.floor(at / TIME / FEATURES) % 3 === at % FEATURES ? 1 : 0,
      ),
    });
    await unvanish(folder, 'explain', 'named', 'ids.csv', '--out', 'ids-maps.csv');
    const [header, ...lines] = bytesOf(folder, 'ids-maps.csv').toString().trim().split('\n');
    writeFileSync(join(folder, 'sorted.csv'), [header, ...lines.sort()].join('\n'));
    const measured = async (maps: string) => {
      const args = ['evaluate', maps, '--truth', 'truth.npy', '--data', 'ids.csv', '--json', '--quiet'];
      return JSON.parse((await unvanish(folder, ...args)).stdout).measurements;
    };
    expect(await measured('sorted.csv')).toEqual(await measured('ids-maps.csv'));
  });
});
