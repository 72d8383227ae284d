import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readRun } from '../../src/files/runFolder.js';
import { pathInRun, placeRun } from '../../src/files/runPlacing.js';
import { checkUnfinished, writeRun } from '../../src/files/writeRun.js';

const root = mkdtempSync(join(tmpdir(), 'unvanish-runs-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
const newFolder = () => join(root, `${folders++}`);
const put = (folder: string, name: string, text = '') => {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), text);
};
const text = (...path: string[]) => readFileSync(join(...path), 'utf8');
const listed = (folder: string) => readdirSync(folder, { recursive: true }).map(String).sort();
const content = (command: string, names: readonly string[]) => async () => ({
  document: { command },
  files: names.map((name) => ({ name, bytes: command })),
});
const write = (out: string, command: string, names: readonly string[], overwrite = false) =>
  writeRun({ out, overwrite, key: command }, content(command, names));

/** A run folder in which a new run is whole, and one of its files is in place. */
function cutShort(key = 'new', remove: readonly string[] = ['old.npz']): string {
  const folder = newFolder();
  put(folder, 'model.safetensors', 'new');
  put(folder, 'report.html', 'old');
  put(folder, 'old.npz', 'old');
  put(folder, '.unvanish-new/files/report.html', 'new');
  put(folder, '.unvanish-new/files/run.json', '{"command":"new"}');
  const files = ['model.safetensors', 'report.html', 'run.json'];
  put(folder, '.unvanish-new/journal.json', JSON.stringify({ key, files, remove }));
  return folder;
}

describe('writeRun', () => {
  it('leaves the run, which names its files, and nothing else', async () => {
    const out = join(newFolder(), 'deep');
    expect(await write(out, 'a', ['model.safetensors', 'models/b.safetensors'])).toEqual({
      command: 'a',
      files: ['model.safetensors', 'models/b.safetensors'],
    });
    expect(listed(out)).toEqual(['model.safetensors', 'models', 'models/b.safetensors', 'run.json']);
    expect(await readRun(out)).toMatchObject({ command: 'a', files: ['model.safetensors', 'models/b.safetensors'] });
  });

  it('refuses a folder with a finished run, and with overwrite leaves none of its files, but what is not of it', async () => {
    const out = newFolder();
    await write(out, 'a', ['model.safetensors', 'models/b.safetensors', 'predictions.csv']);
    put(out, 'maps.npz', 'of somebody');
    await expect(write(out, 'b', ['model.safetensors'])).rejects.toThrow(`${out}: already holds a finished run`);
    await write(out, 'b', ['model.safetensors'], true);
    expect(listed(out)).toEqual(['maps.npz', 'model.safetensors', 'run.json']);
    expect(text(out, 'model.safetensors')).toBe('b');
  });

  it('knows the files of runs that did not list them', async () => {
    const out = newFolder();
    const models = [{ key: 'lstm', label: 'LSTM', file: 'models/lstm.safetensors' }];
    put(out, 'run.json', JSON.stringify({ command: 'train', models }));
    for (const { file } of models) put(out, file);
    for (const name of ['held-out-maps-lstm.npz', 'predictions.csv', 'notes.txt']) put(out, name);
    await write(out, 'b', ['model.safetensors'], true);
    expect(listed(out)).toEqual(['model.safetensors', 'notes.txt', 'run.json']);
  });

  it('keeps the run before where the new one fails, and no folder where there was none', async () => {
    const out = newFolder();
    await write(out, 'a', ['model.safetensors']);
    const fails = () => writeRun({ out, overwrite: true, key: 'b' }, () => Promise.reject(new Error('diverged')));
    await expect(fails()).rejects.toThrow('diverged');
    expect(listed(out)).toEqual(['model.safetensors', 'run.json']);
    const fresh = newFolder();
    await expect(writeRun({ out: join(fresh, 'a'), key: 'b' }, () => Promise.reject(new Error()))).rejects.toThrow();
    expect(existsSync(fresh)).toBe(false);
  });

  it('sweeps what an ended process left, and nothing of one that is running', async () => {
    const out = newFolder();
    const left = ['checkpoint.safetensors', 'model.safetensors.partial-999999999', '.unvanish-new/files/run.json'];
    for (const name of [...left, '.unvanish-trials/a-0.npz.partial-999999999']) put(out, name, 'half');
    const kept = [`maps.npz.partial-${process.ppid}`, 'my.partial', '.unvanish-trials/another-study.npz'];
    for (const name of kept) put(out, name);
    await write(out, 'a', ['model.safetensors']);
    expect(listed(out)).toEqual([...kept, '.unvanish-trials', 'model.safetensors', 'run.json'].sort());
  });
});

describe('a run whose putting in place was cut short', () => {
  it('is read as the new one', async () => {
    const folder = cutShort();
    expect(await readRun(folder)).toEqual({ command: 'new' });
    expect(text(await pathInRun(folder, 'report.html'))).toBe('new');
    expect(text(await pathInRun(folder, 'model.safetensors'))).toBe('new');
  });

  it('is put in place by the same command, which makes nothing anew', async () => {
    const folder = cutShort();
    await checkUnfinished({ out: folder });
    const made = writeRun({ out: folder, key: 'new' }, () => Promise.reject(new Error('made anew')));
    expect(await made).toEqual({ command: 'new' });
    expect(listed(folder)).toEqual(['model.safetensors', 'report.html', 'run.json']);
    expect(text(folder, 'report.html')).toBe('new');
  });

  it('is put in place by another command, which then refuses the folder, or makes its own', async () => {
    const folder = cutShort();
    await expect(write(folder, 'other', ['model.safetensors'])).rejects.toThrow('already holds a finished run');
    expect(listed(folder)).toEqual(['model.safetensors', 'report.html', 'run.json']);
    await write(folder, 'other', ['report.html'], true);
    expect(text(folder, 'report.html')).toBe('other');
  });

  it('never leads out of its folder', async () => {
    const folder = cutShort('new', ['../precious', 'a/../../precious']);
    put(folder, '../precious', 'mine');
    await write(folder, 'other', ['model.safetensors']);
    expect(text(folder, '../precious')).toBe('mine');
    for (const name of ['../precious', '/tmp/precious', '..']) {
      const run = newFolder();
      put(run, 'run.json', JSON.stringify({ command: 'train', files: [name] }));
      await write(run, 'other', ['model.safetensors'], true);
      expect(text(folder, '../precious')).toBe('mine');
    }
  });

  it('may be cut short anywhere, and again', async () => {
    const folder = newFolder();
    await write(folder, 'a', ['model.safetensors', 'report.html']);
    // A folder in the way of one file: the others are there by then.
    mkdirSync(join(folder, 'predictions.csv/of'), { recursive: true });
    const files = ['model.safetensors', 'predictions.csv'].map((name) => ({ name, bytes: 'b' }));
    const run = { name: 'run.json', bytes: '{"command":"b"}' };
    const placed = () => placeRun(folder, [...files, run], { key: 'b', remove: ['report.html'] });
    await expect(placed()).rejects.toThrow(`${join(folder, 'predictions.csv')}: cannot write: `);
    await expect(write(folder, 'b', [])).rejects.toThrow('predictions.csv: cannot write: ');
    expect(await readRun(folder)).toEqual({ command: 'b' });
    rmSync(join(folder, 'predictions.csv'), { recursive: true });
    expect(await write(folder, 'b', [])).toEqual({ command: 'b' });
    expect(listed(folder)).toEqual(['model.safetensors', 'predictions.csv', 'run.json']);
  });
});

describe('a run folder that somebody writes', () => {
  const lock = (folder: string) => readdirSync(folder).find((name) => name.startsWith('.unvanish-lock-')) as string;

  it('is refused to a second writer, who is told of the first', async () => {
    const out = newFolder();
    const second = writeRun({ out, key: 'a' }, async () => {
      await expect(write(out, 'b', ['model.safetensors'])).rejects.toMatchObject({
        code: 'io',
        message: `${out}: process ${process.pid} on ${JSON.stringify(hostname())} is writing a run there`,
      });
      return { document: { command: 'a' }, files: [] };
    });
    expect(await second).toMatchObject({ command: 'a' });
    expect(listed(out)).toEqual(['run.json']);
  });

  it('is free where that process has ended, however it did', async () => {
    const out = newFolder();
    let name = '';
    await writeRun({ out, key: 'a' }, async () => {
      name = lock(out);
      return { document: {}, files: [] };
    });
    const gone = name.replace(`-${process.pid}-`, '-999999999-');
    // Its number was given to another process since.
    const again = name.replace(/-\d+-(\d+)-/, (_, began) => `-${process.ppid}-${Number(began) - 1}-`);
    for (const each of process.platform === 'linux' ? [gone, again] : [gone]) put(out, each);
    await write(out, 'b', ['model.safetensors'], true);
    expect(listed(out)).toEqual(['model.safetensors', 'run.json']);
  });

  it('on another machine is refused as long as that gives signs of life', async () => {
    const out = newFolder();
    const file = '.unvanish-lock-7-1-another%20machine~12';
    put(out, file);
    await expect(write(out, 'a', [])).rejects.toMatchObject({
      message: `${out}: process 7 on "another%20machine" is writing a run there`,
      remedy: expect.stringContaining(join(out, file)),
    });
    const past = Date.now() / 1000 - 600;
    utimesSync(join(out, file), past, past);
    await write(out, 'a', []);
    expect(listed(out)).toEqual(['run.json']);
  });

  it('is not put in place by who lost it meanwhile', async () => {
    const out = newFolder();
    const lost = writeRun({ out, key: 'a' }, async () => {
      rmSync(join(out, lock(out)));
      return { document: {}, files: [] };
    });
    await expect(lost).rejects.toThrow(`${out}: another process has taken over this folder`);
  });

  it('has one of those that ask at the same time', async () => {
    // Each keeps what it has until its input ends.
    const code = `
      const { FolderLock } = await import(${JSON.stringify(join(import.meta.dirname, '../../dist/files/folderLock.js'))});
      const lock = await FolderLock.take(process.argv[1]).catch(({ message }) => console.log(message));
      if (lock) console.log('has it');
      for await (const _ of process.stdin);
      await lock?.release();`;
    const out = newFolder();
    const children = Array.from({ length: 4 }, () => spawn(process.execPath, ['--input-type=module', '-e', code, out]));
    const said = await Promise.all(
      children.map((child) => new Promise<string>((settle) => child.stdout.once('data', (text) => settle(`${text}`)))),
    );
    const ended = children.map((child) => new Promise((settle) => child.on('close', settle)));
    for (const child of children) child.stdin.end();
    await Promise.all(ended);
    expect(said.filter((text) => text === 'has it\n')).toHaveLength(1);
    expect(said.filter((text) => text.includes('is writing a run there'))).toHaveLength(3);
    expect(existsSync(out) ? listed(out) : []).toEqual([]);
  });
});
