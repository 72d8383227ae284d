import { existsSync, mkdirSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, deflateRawSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import type { NumberArray } from '../../src/data/array.js';
import { temporaryFolder, unvanish } from './command.js';
import { bytesOf, FEATURES, SAMPLES, sampleArrays, TIME, writeNpy, writeNpz, writeSampleFiles } from './sampleFiles.js';

const folder = temporaryFolder();
const fixtures = join(import.meta.dirname, '../fixtures/formats');
const { x, y, mask } = sampleArrays();

/** What stands in the folder before each command, and must stand there after it. */
let before: string[];

function labels(name: string, values: ArrayLike<number>, type: { from(values: ArrayLike<number>): NumberArray }): void {
  writeNpy(folder, name, { shape: [values.length], data: type.from(values) });
}

/** A small archive whose x.npy unpacks to 2 GiB of zeros, whatever its directory says. */
function zipBomb(): Uint8Array {
  // Flushed, 16 MiB of zeros are whole DEFLATE blocks, which can be repeated; the last two bytes are an empty final one.
  const zeros = deflateRawSync(Buffer.alloc(2 ** 24), { finishFlush: constants.Z_FULL_FLUSH });
  const compressed = Buffer.concat([...new Array<Buffer>(128).fill(zeros), Buffer.of(3, 0)]);
  // An honest archive of these bytes as they are, whose headers are then made to say that they are deflated.
  const archive = Buffer.from(zipSync({ 'x.npy': [compressed, { level: 0 }] }));
  archive.writeUInt16LE(8, archive.indexOf('PK\x03\x04', 0, 'latin1') + 8);
  archive.writeUInt16LE(8, archive.indexOf('PK\x01\x02', 0, 'latin1') + 10);
  return archive;
}

function writeBadFiles(): void {
  writeSampleFiles(folder);
  mkdirSync(join(folder, 'folder'));
  writeNpy(folder, 'flat.npy', { shape: [SAMPLES, TIME * FEATURES], data: x.data });
  writeFileSync(join(folder, 'complex.npy'), bytesOf(fixtures, 'complex.npy'));
  writeFileSync(join(folder, 'text.npy'), bytesOf(fixtures, 'text.npy'));
  writeNpy(folder, 'short.npy', x);
  truncateSync(join(folder, 'short.npy'), 5000);
  writeFileSync(join(folder, 'bomb.npz'), zipBomb());
  writeNpy(folder, 'nan.npy', { shape: x.shape, data: x.data.with((3 * TIME + 7) * FEATURES + 2, Number.NaN) });
  labels('fewer.npy', y.data.subarray(1), Int32Array);
  labels('halves.npy', Array.from(y.data).with(4, 0.5), Float64Array);
  labels('one.npy', new Int32Array(SAMPLES), Int32Array);
  labels('third.npy', y.data.with(9, 2), Int32Array);
  const narrow = { shape: [SAMPLES, TIME, 3], data: new Float32Array(SAMPLES * TIME * 3) };
  writeNpz(folder, 'narrow.npz', { x: narrow, y });
  writeNpy(folder, 'maps.npy', x);
  writeNpy(folder, 'small-mask.npy', { shape: [TIME - 1, FEATURES], data: mask.data.slice(FEATURES) });
  writeNpy(folder, 'greys.npy', { shape: [TIME, FEATURES], data: mask.data.map((value) => 3 * value) });
  writeNpy(folder, 'lengths.npy', { shape: [2], data: Int32Array.of(3, 4) });
  writeFileSync(join(folder, 'words.safetensors'), 'these are no weights');
  writeFileSync(join(folder, 'doubled.csv'), 'sample,time,feature,value\n0,0,0,1\n0,0,0,2\n');
  writeFileSync(join(folder, 'unknown.csv'), `${'rest\n'.repeat(59)}sleep\n`);
}

const train = ['train', 'x.npy', '--labels', 'y.npy', '--out', 'new'];
const explain = ['explain', 'run', 'x.npy', '--out', 'new.npy'];
const evaluate = ['evaluate', 'maps.npy', '--truth', 'mask.npy'];
const withData = (name: string) => ['train', name, '--labels', 'y.npy', '--out', 'new'];
const withLabels = (name: string) => ['train', 'x.npy', '--labels', name, '--out', 'new'];

/** What is wrong, the command, and what its one line on stderr says. */
const cases: readonly (readonly [what: string, args: readonly string[], says: RegExp])[] = [
  ['a missing file', withData('none.npy'), /none\.npy: cannot read: there is no such file/],
  ['labels of a folder', withData('folder'), /--labels: of folders and images, events say what the samples are/],
  ['an unknown kind of file', withData('words.safetensors'), /words\.safetensors: .*\.npy, \.npz, \.csv/],
  ['two dimensions', withData('flat.npy'), /flat\.npy: has shape \[60, 48\]; series are \[sample, time, feature\]/],
  ['complex numbers', withData('complex.npy'), /complex\.npy: /],
  ['strings', withData('text.npy'), /text\.npy: /],
  ['a truncated .npy', withData('short.npy'), /short\.npy: shape \[60, 12, 4\] .* cut short/],
  ['a zip bomb', withData('bomb.npz'), /bomb\.npz: "x\.npy" unpacks to more than the \d+ bytes it claims/],
  ['NaN', withData('nan.npy'), /nan\.npy: x is NaN at sample 3, time 7, feature 2/],
  ['a value given twice', withData('doubled.csv'), /doubled\.csv.*row 3/],
  ['too few labels', withLabels('fewer.npy'), /fewer\.npy: holds 59 labels for 60 samples/],
  ['no labels', ['train', 'x.npy', '--out', 'new'], /x\.npy: the data have no labels \(.*--labels/],
  ['labels that are series', withLabels('x.npy'), /x\.npy: has shape \[60, 12, 4\]; labels are \[sample\]/],
  ['labels that are no whole numbers', withLabels('halves.npy'), /halves\.npy: entry 4 is 0\.5; a whole number/],
  ['one class', withLabels('one.npy'), /one\.npy: all samples are of one class, "0": there is nothing/],
  ['lengths of other samples', [...train, '--lengths', 'lengths.npy'], /2 lengths for 60 samples/],
  ['test data of other features', [...train, '--test', 'narrow.npz'], /narrow\.npz: has 3 features where .* 4/],
  ['test data without labels', [...train, '--test', 'x.npy'], /x\.npy: the test data have no labels/],
  [
    'a test class that was not trained',
    [...train, '--test', 'x.npy', '--test-labels', 'third.npy'],
    /third\.npy: class "2" is none of the model’s: "0", "1"\n/,
  ],
  [
    'a test class of an unknown name',
    [...withLabels('labels.csv'), '--test', 'x.npy', '--test-labels', 'unknown.csv'],
    /unknown\.csv: class "sleep" is none of the model’s: "rest", "task"\n/,
  ],
  ['an unknown option', [...train, '--hiden', '4'], /unknown option '--hiden'.*--hidden/],
  ['an unknown command', ['trian', 'x.npy'], /unknown command 'trian'.*train/],
  ['an unknown experiment', ['reproduce', 'cifar'], /unknown experiment 'cifar'.*boxes/],
  ['an unknown box', ['reproduce', 'boxes', '--boxes', 'upper', '--out', 'new'], /'--boxes <names>'.*'upper'.*earlier/],
  ['a choice that there is not', [...train, '--cell', 'perceptron'], /'--cell <name>'.*'perceptron'.*lstm/],
  ['a number that is none', [...train, '--epochs', 'many'], /'--epochs <n>'.*'many'.*whole number/],
  ['no hidden units', [...train, '--hidden', '0'], /'--hidden <n>'.*'0'.*at least 1/],
  ['nothing left to train on', [...train, '--validation', '1.5'], /'--validation <share>'.*'1\.5'.*below 1/],
  ['more dropped than there is', [...train, '--input-dropout', '2'], /'--input-dropout <share>'.*'2'.*at most 0\.95/],
  ['a seed that is too large', [...train, '--seed', '4294967296'], /'--seed <n>'.*at most 4294967295/],
  ['an option that is missing', ['train', 'x.npy'], /required option '--out <folder>'/],
  ['a finished run', ['train', 'x.npy', '--labels', 'y.npy', '--out', 'run'], /run: already holds a finished run/],
  ['a run within a file', [...train, '--out', 'x.npy/run'], /x\.npy\/run: cannot write/],
  ['a run where a file is', [...train, '--out', 'x.npy'], /x\.npy: cannot write/],
  ['a study within a file', ['reproduce', 'boxes', '--out', 'x.npy/boxes'], /x\.npy\/boxes: cannot write/],
  ['maps in a place that takes none', [...explain.slice(0, 3), '--out', 'x.npy/m.npy'], /x\.npy: cannot write/],
  ['maps over the data', [...explain.slice(0, 3), '--out', './x.npy'], /x\.npy: would be written over what is read/],
  ['maps of an unknown kind', [...explain.slice(0, 3), '--out', 'maps.mat'], /maps\.mat: ends in "\.mat"/],
  [
    'a model that is none',
    ['explain', 'words.safetensors', ...explain.slice(2)],
    /words\.safetensors: is no safetensors/,
  ],
  ['a truncated model', ['explain', 'short.safetensors', ...explain.slice(2)], /short\.safetensors: .*cut short/],
  ['a folder without a model', ['explain', 'folder', ...explain.slice(2)], /folder: holds no model\.safetensors/],
  [
    'series of other features',
    ['explain', 'run', 'narrow.npz', '--out', 'new.npy'],
    /narrow\.npz: has 3 features .* 4/,
  ],
  [
    'a target that is no class',
    [...explain, '--target', '2'],
    /--target 2: is neither true nor predicted nor a class of the model: "0", "1"\n/,
  ],
  [
    'a class that there is not',
    [...explain, '--labels', 'y.npy', '--class', '2'],
    /--class 2: is no class of the model: "0", "1"\n/,
  ],
  ['the true class without labels', [...explain, '--target', 'true'], /x\.npy: --target true needs labels/],
  [
    'a label that is no class',
    [...explain, '--labels', 'third.npy'],
    /third\.npy: class "2" is none of the model’s: "0", "1"\n/,
  ],
  [
    'labels of other names',
    [...explain, '--labels', 'labels.csv'],
    /labels\.csv: class "(rest|task)" is none of the model’s: "0", "1"\n/,
  ],
  [
    'a mask of another shape',
    [...evaluate, '--truth', 'small-mask.npy'],
    /small-mask\.npy: the mask has shape \[11, 4\]/,
  ],
  ['a mask of other numbers', [...evaluate, '--truth', 'greys.npy'], /greys\.npy: 3 at \[8, 0\]; a mask holds 0 and 1/],
  [
    'maps of two dimensions',
    ['evaluate', 'flat.npy', '--truth', 'mask.npy'],
    /flat\.npy: has shape \[60, 48\]; maps are/,
  ],
  [
    'maps of other series',
    [...evaluate, '--data', 'narrow.npz'],
    /narrow\.npz: the series have shape \[60, 12, 3\] where the maps of maps\.npy/,
  ],
  ['more last steps than steps', [...evaluate, '--last', '13'], /--last 13: the maps of maps\.npy have 12 time steps/],
];

describe('bad input', () => {
  beforeAll(async () => {
    writeBadFiles();
    await unvanish(folder, 'train', 'x.npy', '--labels', 'y.npy', '--epochs', '1', '--out', 'run');
    const weights = bytesOf(folder, 'run/model.safetensors');
    writeFileSync(join(folder, 'short.safetensors'), weights.subarray(0, weights.length - 40));
    before = readdirSync(folder, { recursive: true }).map(String).sort();
  });

  it.concurrent.each(cases)('%s: one line says where, exit code 2, nothing is written', async (_, args, says) => {
    const { code, stdout, stderr } = await unvanish(folder, ...args);
    expect(stderr).toMatch(/^unvanish: [^\n]+\n$/);
    expect(stderr).toMatch(says);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(readdirSync(folder, { recursive: true }).map(String).sort()).toEqual(before);
  });

  it('is refused before a gigabyte is unpacked', () => {
    expect(statSync(join(folder, 'bomb.npz')).size).toBeLessThan(2 ** 22);
  });

  it('cannot make the terminal obey what stands in a file’s name', async () => {
    const { code, stderr } = await unvanish(folder, 'info', 'a\u001b[2J\nb.npy');
    expect(code).toBe(2);
    expect(stderr).toBe('unvanish: a [2J b.npy: cannot read: there is no such file\n');
  });

  it('shows a stack trace where --debug asks for it', async () => {
    const { stderr } = await unvanish(folder, 'info', 'none.npy', '--debug');
    expect(stderr).toMatch(/^ {4}at /m);
    expect(existsSync(join(folder, 'new'))).toBe(false);
  });
});
