import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fastKernelsBase64 } from '../../backend/fastKernels.generated.js';
import { kernelsBase64 } from '../../backend/kernels.generated.js';
import { decodeNpz, encodeNpz } from '../../formats/numpy/npz.js';
import { putTogether, takeApart } from '../plainData.js';
import type { Task } from '../study.js';

/** The kernels' bytes decide results as much as the version does, and change more often while one works on them. */
const kernels = createHash('sha256').update(kernelsBase64).update(fastKernelsBase64).digest('hex');

/** The array of a stored result that holds its JSON, as UTF-8; the others are the typed arrays that this names. */
const JSON_ARRAY = 'json';
/** Most bytes of a result; the maps of a fold are the largest. */
const MOST_BYTES = 4 * 2 ** 30;

/** Results of finished tasks in a folder, an .npz each, until the study that they belong to is complete. */
export class ResultStore {
  constructor(
    private readonly folder: string,
    /** Results of another version of the program, or of other kernels, are not taken over. */
    private readonly version: string,
  ) {}

  /** The stored result of exactly this task, or undefined. */
  async get(task: Task): Promise<unknown> {
    try {
      const arrays = decodeNpz(await readFile(this.fileOf(task)), task.id, { totalBytes: MOST_BYTES });
      const json = new TextDecoder().decode(arrays.get(JSON_ARRAY)?.data as Uint8Array);
      const data = new Map([...arrays].map(([name, array]) => [name, array.data]));
      const { key, result } = putTogether({ json, arrays: data }) as { readonly key: string; readonly result: unknown };
      return key === this.keyOf(task) ? result : undefined;
    } catch {
      return undefined;
    }
  }

  /** Written aside and renamed, so that an interruption leaves no half of it. */
  async put(task: Task, result: unknown): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const file = this.fileOf(task);
    const { json, arrays } = takeApart({ key: this.keyOf(task), result });
    const parts = [[JSON_ARRAY, new TextEncoder().encode(json)] as const, ...arrays];
    const bytes = encodeNpz(parts.map(([name, data]) => [name, { shape: [data.length], data }]));
    await writeFile(`${file}.partial`, bytes);
    await rename(`${file}.partial`, file);
  }

  /** Removes the results, once the study is complete, and the folder where nothing else is in it. */
  async clear(): Promise<void> {
    const names = await readdir(this.folder).catch((): string[] => []);
    const own = names.filter((name) => /-[0-9a-f]{16}\.npz(\.partial)?$/.test(name));
    await Promise.all(own.map((name) => rm(join(this.folder, name), { force: true })));
    await rmdir(this.folder).catch(() => undefined);
  }

  private keyOf(task: Task): string {
    return JSON.stringify([this.version, kernels, task]);
  }

  private fileOf(task: Task): string {
    const hash = createHash('sha256').update(this.keyOf(task)).digest('hex').slice(0, 16);
    return join(this.folder, `${task.id}-${hash}.npz`);
  }
}
