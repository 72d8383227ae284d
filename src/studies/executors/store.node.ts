import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fastKernelsBase64 } from '../../backend/fastKernels.generated.js';
import { kernelsBase64 } from '../../backend/kernels.generated.js';
import type { NumberArray } from '../../data/array.js';
import { exists, readNamed, writeWhole } from '../../files/files.js';
import { decodeNpz, encodeNpz } from '../../formats/numpy/npz.js';
import { crc32 } from '../../formats/packed/crc32.js';
import { putTogether, takeApart } from '../plainData.js';
import type { Task } from '../study.js';

/** The kernels' bytes decide results as much as the version does, and change more often while one works on them. */
const kernels = createHash('sha256').update(kernelsBase64).update(fastKernelsBase64).digest('hex');

/** The array of a stored result that holds its JSON, as UTF-8; the others are the typed arrays that this names. */
const JSON_ARRAY = 'json';
/** The array that holds the checksum of the others and their names. */
const CHECKSUM = 'checksum';
/** Most bytes of a result; the maps of a fold are the largest. */
const MOST_BYTES = 4 * 2 ** 30;

type Arrays = readonly (readonly [name: string, data: NumberArray])[];

/** Results of finished tasks in a folder, an .npz each, until the study that they belong to is complete. */
export class ResultStore {
  constructor(
    private readonly folder: string,
    /** Results of another version of the program, or of other kernels, are not taken over. */
    private readonly version: string,
  ) {}

  /**
   * The stored result of exactly this task; undefined where there is none, or one that is not as it was written.
   *
   * @throws UnvanishError `io` where it cannot be read.
   */
  async get(task: Task): Promise<unknown> {
    const file = join(this.folder, this.nameOf(task));
    if (!(await exists(file))) return undefined;
    const { bytes } = await readNamed(file);
    try {
      const data = [...decodeNpz(bytes, file, { totalBytes: MOST_BYTES })].map(
        ([name, array]) => [name, array.data] as const,
      );
      const arrays = data.filter(([name]) => name !== CHECKSUM);
      const { [JSON_ARRAY]: json, [CHECKSUM]: checksum } = Object.fromEntries(data);
      if (checksum[0] !== checksumOf(arrays)) return undefined;
      const text = new TextDecoder().decode(json as Uint8Array);
      const stored = putTogether({ json: text, arrays: new Map(arrays) }) as {
        readonly key: string;
        readonly result: unknown;
      };
      return stored.key === this.keyOf(task) ? stored.result : undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * Keeps a result, whole or not at all.
   *
   * @throws UnvanishError `io`.
   */
  async put(task: Task, result: unknown): Promise<void> {
    const { json, arrays } = takeApart({ key: this.keyOf(task), result });
    const parts: Arrays = [[JSON_ARRAY, new TextEncoder().encode(json)], ...arrays];
    const summed: Arrays = [...parts, [CHECKSUM, Uint32Array.of(checksumOf(parts))]];
    const bytes = encodeNpz(summed.map(([name, data]) => [name, { shape: [data.length], data }]));
    await writeWhole(join(this.folder, this.nameOf(task)), bytes);
  }

  /** The file of a task's result. */
  nameOf(task: Task): string {
    const hash = createHash('sha256').update(this.keyOf(task)).digest('hex').slice(0, 16);
    return `${task.id}-${hash}.npz`;
  }

  private keyOf(task: Task): string {
    return JSON.stringify([this.version, kernels, task]);
  }
}

function checksumOf(arrays: Arrays): number {
  const texts = new TextEncoder();
  return arrays.reduce((sum, [name, { buffer, byteOffset, byteLength }]) => {
    return crc32(new Uint8Array(buffer, byteOffset, byteLength), crc32(texts.encode(name), sum));
  }, 0);
}
