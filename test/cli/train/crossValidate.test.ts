import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { interrupted, temporaryFolder, unvanish } from '../command.js';
import { bytesOf, jsonOf, SAMPLES, writeSampleFiles } from '../sampleFiles.js';

const folder = temporaryFolder();
writeSampleFiles(folder);
const runs = Array.from({ length: SAMPLES }, (_, sample) => `run-${Math.floor(sample / 12) + 1}`);
writeFileSync(join(folder, 'runs.csv'), `${runs.join('\n')}\n`);

const quick = ['--epochs', '12', '--learning-rate', '0.05', '--hops', '2', '--attention-size', '4'];
const models = ['--input-cell-attention', 'mean', '--compare', 'lstm'];
const data = ['train', 'x.npy', '--labels', 'labels.csv', '--groups', 'runs.csv'];
const files = [
  'held-out-maps-lstm.npz',
  'held-out-maps.npz',
  'lstm.safetensors',
  'model.safetensors',
  'predictions.csv',
  'report.html',
  'run.json',
];
const withoutProvenance = ({ provenance: _, run: __, ...rest }: Record<string, unknown>) => rest;

describe('train --cross-validate', () => {
  it('leaves one group out, says whether chance is beaten, and keeps models that explain takes', async () => {
    const { code, stdout } = await unvanish(
      folder,
      ...data,
      ...quick,
      ...models,
      '--cross-validate',
      '--out',
      'groups',
    );
    expect(code).toBe(0);
    expect(stdout).toContain('leaving one group out, 5 folds; samples by class: rest 30, task 30');
    expect(stdout).toMatch(
      /LSTM \+ input-cell attention \(mean\) predicts [\d.]+ \[.*\] % of 60 held-out samples right/,
    );
    expect(stdout).toContain('true \\ predicted');
    expect(stdout).toContain('unvanish explain groups x.npy --out maps.npz');
    expect(readdirSync(join(folder, 'groups')).sort()).toEqual(files);

    const { crossValidation } = jsonOf(folder, 'groups/run.json') as { crossValidation: CrossValidation };
    expect(crossValidation).toMatchObject({ groups: 5, samples: 60 });
    expect(crossValidation.folds.map(({ name }) => name)).toEqual(['run-1', 'run-2', 'run-3', 'run-4', 'run-5']);
    const [first, second] = crossValidation.models;
    expect([first.key, second.key]).toEqual(['mean', 'lstm']);
    expect(first.accuracy.mean).toBeGreaterThan(0.9);
    expect(first.chance.p).toBeLessThan(0.01);
    expect(second.comparison?.against).toBe('mean');
    expect(second.config).toMatchObject({ inputCellAttention: 'none', hiddenSize: 5 });

    const rows = readFileSync(join(folder, 'groups/predictions.csv'), 'utf8').trimEnd().split('\n');
    expect(rows[0]).toBe('model,sample,group,fold,class,predicted,probability of class');
    expect(rows).toHaveLength(1 + 2 * SAMPLES);
    expect(rows[1]).toMatch(/^LSTM \+ input-cell attention \(mean\),0,run-1,run-1,rest,/);

    const report = readFileSync(join(folder, 'groups/report.html'), 'utf8');
    for (const heading of ['Does it beat chance?', 'Which classes are told apart', 'Which features, and when'])
      expect(report).toContain(heading);

    for (const model of ['groups', 'groups/lstm.safetensors']) {
      const explained = await unvanish(folder, 'explain', model, 'x.npy', '--out', 'maps.npz');
      expect(explained).toMatchObject({ code: 0 });
    }
    const evaluated = await unvanish(folder, 'evaluate', 'groups/held-out-maps.npz', '--truth', 'mask.npy', '--json');
    expect(evaluated.code).toBe(0);
  });

  it('makes stratified folds without groups, five unless told, and prints one document with --json', async () => {
    const args = ['train', 'all.npz', ...quick, '--epochs', '2', '--cross-validate', '--json', '--out', 'plain'];
    const { code, stdout } = await unvanish(folder, ...args);
    expect(code).toBe(0);
    const document = JSON.parse(stdout);
    expect(document).toEqual(jsonOf(folder, 'plain/run.json'));
    expect(document.crossValidation).toMatchObject({ division: '5 stratified folds', groups: null });
    // The .npz has a truth mask: the maps of samples held out are measured against it.
    expect(document.crossValidation.models[0].measured.auroc.n).toBe(SAMPLES);
    const grouped = [...data, ...quick, '--epochs', '2', '--cross-validate', '2', '--json', '--out', 'two'];
    expect(JSON.parse((await unvanish(folder, ...grouped)).stdout).crossValidation.division).toBe(
      '2 folds of whole groups',
    );
  });

  it('with --removal says what is lost as salient inputs are removed, by whose maps, beside chance', async () => {
    const args = [...data, ...quick, '--cross-validate', '--removal', 'mean', '--json', '--quiet'];
    const removalOf = async (...more: string[]) => {
      const { stdout } = await unvanish(folder, ...args, ...more);
      return JSON.parse(stdout).crossValidation.removal as {
        fill: string;
        curves: { ranking: string; rankedBy: string | null; lost: { mean: number }[] }[];
      };
    };
    const two = await removalOf(...models, '--out', 'removal');
    expect(two.fill).toBe('mean');
    expect(two.curves.map(({ rankedBy }) => rankedBy)).toEqual(['mean', 'lstm', null, 'lstm', 'mean', null]);
    for (const { lost } of two.curves) {
      expect(lost).toHaveLength(6);
      expect(lost[0].mean).toBe(0);
    }
    expect(bytesOf(folder, 'removal/report.html').toString()).toContain('What is lost when salient inputs are removed');
    const one = await removalOf('--out', 'removal-one');
    expect(one.curves.map(({ ranking }) => ranking)).toEqual(['own', 'random']);
    const stray = await unvanish(folder, ...data, '--removal', 'zero', '--out', 'none');
    expect(stray).toMatchObject({ code: 2, stderr: 'unvanish: --removal: there is no --cross-validate\n' });
  });

  it('gives the same bytes and figures whatever the number of threads, also when it was interrupted', async () => {
    const args = [...data, ...quick, ...models, '--cross-validate', '--epochs', '150', '--stop-at-accuracy', '0'];
    expect(await unvanish(folder, ...args, '--quiet', '--out', 'whole')).toMatchObject({ code: 0, stderr: '' });
    const { code, stderr } = await interrupted(folder, [...args, '--threads', '1', '--quiet'], 'parts');
    expect(code).toBe(130);
    expect(stderr).toMatch(/^unvanish: .* was stopped \(the same command keeps the trials that were finished\)\n$/);
    expect(existsSync(join(folder, 'parts/run.json'))).toBe(false);

    expect(await unvanish(folder, ...args, '--threads', '1', '--quiet', '--out', 'parts')).toMatchObject({ code: 0 });
    expect(readdirSync(join(folder, 'parts')).sort()).toEqual(files);
    for (const name of files.filter((each) => !/report|run\.json/.test(each)))
      expect(bytesOf(folder, 'parts', name).equals(bytesOf(folder, 'whole', name))).toBe(true);
    const documents = ['parts', 'whole'].map((run) => withoutProvenance(jsonOf(folder, run, 'run.json')));
    expect(documents[0]).toEqual(documents[1]);
  });

  it.each([
    [['--test', 'test.npz'], '--test: with --cross-validate each fold is tested in its turn (leave one out)'],
    [['--groups', 'run'], '--groups run: x.npy does not tell of runs (give a file with the run of each sample'],
    [['--groups', 'missing.csv'], 'missing.csv: cannot read: there is no such file'],
    [['--groups', 'pure.csv'], 'class "rest" has no samples outside "a": with that held out there are none to train'],
    [['--groups', 'runs.csv', '--cross-validate', '6'], '5 groups make no 6 folds'],
  ])('says what is wrong with %j, before anything is trained', async (args, message) => {
    writeFileSync(
      join(folder, 'pure.csv'),
      Array.from({ length: SAMPLES }, (_, sample) => (sample % 2 ? 'b' : 'a')).join('\n'),
    );
    const common = ['train', 'x.npy', '--labels', 'labels.csv', '--cross-validate', '--out', 'wrong'];
    const { code, stderr } = await unvanish(folder, ...common, ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(existsSync(join(folder, 'wrong'))).toBe(false);
  });

  it('names the fold whose numbers explode', async () => {
    const args = [...data, ...quick, '--learning-rate', '10', '--standardise', 'none', '--cross-validate', '--quiet'];
    const { code, stderr } = await unvanish(
      folder,
      ...args,
      '--weight-decay',
      '10',
      '--epochs',
      '400',
      '--out',
      'explodes',
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(/^unvanish: LSTM, run-\d: .*epoch \d+/);
  });

  it('refuses a finished run, and what needs folds where there are none', async () => {
    const again = await unvanish(folder, ...data, '--cross-validate', '--out', 'plain');
    expect(again.stderr).toBe(
      'unvanish: plain: already holds a finished run (choose another --out, or give --overwrite)\n',
    );
    const stray = await unvanish(folder, ...data, '--compare', 'lstm', '--out', 'stray');
    expect(stray).toMatchObject({ code: 2, stderr: 'unvanish: --compare: there is no --cross-validate\n' });
  });
});

describe('train --groups', () => {
  it('takes whole groups for the validation part', async () => {
    const args = [...data, ...quick, '--epochs', '2', '--validation', '0.2', '--json', '--quiet', '--out', 'split'];
    const { code, stdout } = await unvanish(folder, ...args);
    expect(code).toBe(0);
    const other = await unvanish(folder, 'train', 'x.npy', '--labels', 'labels.csv', ...args.slice(6, -1), 'ungrouped');
    expect(JSON.parse(stdout).training.history).not.toEqual(JSON.parse(other.stdout).training.history);
  });
});

interface CrossValidation {
  readonly folds: readonly { readonly name: string }[];
  readonly models: readonly {
    readonly key: string;
    readonly config: object;
    readonly accuracy: { readonly mean: number };
    readonly chance: { readonly p: number };
    readonly comparison: { readonly against: string } | null;
  }[];
}
