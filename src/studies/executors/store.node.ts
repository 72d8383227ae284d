import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { fastKernelsBase64 } from '../../backend/fastKernels.generated.js';
import { kernelsBase64 } from '../../backend/kernels.generated.js';
import type { Task } from './task.node.js';

/** The kernels' bytes decide results as much as the version does, and change more often while one works on them. */
const kernels = createHash('sha256').update(kernelsBase64).update(fastKernelsBase64).digest('hex');

/** Results of finished tasks in a folder, until the study that they belong to is complete. */
export class ResultStore {
  constructor(
    private readonly folder: string,
    /** Results of another version of the program, or of other kernels, are not taken over. */
    private readonly version: string,
  ) {}

  /** The stored result of exactly this task, or undefined. */
  async get(task: Task): Promise<unknown> {
    try {
      const stored = deserialize(await readFile(this.fileOf(task)));
      return stored.key === this.keyOf(task) ? stored.result : undefined;
    } catch {
      return undefined;
    }
  }

  /** Written aside and renamed, so that an interruption leaves no half of it. */
  async put(task: Task, result: unknown): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const file = this.fileOf(task);
    await writeFile(`${file}.partial`, serialize({ key: this.keyOf(task), result }));
    await rename(`${file}.partial`, file);
  }

  /** Removes the results, once the study is complete, and the folder where nothing else is in it. */
  async clear(): Promise<void> {
    const names = await readdir(this.folder).catch((): string[] => []);
    const own = names.filter((name) => /-[0-9a-f]{16}\.result(\.partial)?$/.test(name));
    await Promise.all(own.map((name) => rm(join(this.folder, name), { force: true })));
    await rmdir(this.folder).catch(() => undefined);
  }

  private keyOf(task: Task): string {
    return JSON.stringify([this.version, kernels, task]);
  }

  private fileOf(task: Task): string {
    const hash = createHash('sha256').update(this.keyOf(task)).digest('hex').slice(0, 16);
    return join(this.folder, `${task.id}-${hash}.result`);
  }
}
