import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '../../data/dataset.js';
import { UnvanishError } from '../../errors.js';
import { exists, readNamed, writeWhole } from '../../files/files.js';
import { crc32 } from '../../formats/packed/crc32.js';
import type { ClassifierConfig } from '../../model/config.js';
import type { StopSignal } from '../../stopSignal.js';
import { mayBecome, type TrainingConfig, trainingSchema } from '../../training/options.js';
import { decodeTrainingState, encodeTrainingState, type TrainingState } from '../../training/state.js';
import { version } from '../../version.node.js';
import type { ChosenGroups } from './groupsOption.js';

/** Milliseconds between two checkpoints on disk, unless writing them takes a noticeable share of the time. */
const INTERVAL = 1000;
const MOST_SHARE = 0.05;

/** Everything that the bytes of the result depend on. */
export interface Recipe {
  readonly config: ClassifierConfig;
  readonly training: TrainingConfig;
  readonly fastMath: boolean;
  readonly validation: number;
  readonly standardise: string;
  readonly data: Dataset;
  readonly groups: ChosenGroups | undefined;
}

/** The state of an unfinished training in its run folder. */
export class Checkpoint {
  readonly file: string;
  /** Whether there is one on disk. */
  written = false;
  private readonly recipe: Readonly<Record<string, string | number | boolean | undefined>>;
  private next = performance.now() + INTERVAL;

  constructor(folder: string, { config, training, data, groups, ...rest }: Recipe) {
    this.file = join(folder, 'checkpoint.safetensors');
    this.recipe = {
      'version of unvanish': version,
      data: fingerprint(data, groups?.names),
      ...rest,
      ...config,
      encoder: config.encoder && JSON.stringify(config.encoder),
      head: config.head && JSON.stringify(config.head),
      ...training,
    };
  }

  /**
   * The state to go on from, if there is one. That of another training is refused, or passed over: then the first
   * checkpoint of this training takes its place.
   *
   * @throws UnvanishError `option` where it belongs to another training, saying what differs.
   */
  async read(another: 'refuse' | 'pass over'): Promise<TrainingState | undefined> {
    if (!(await exists(this.file))) return undefined;
    const { state, recipe } = decodeTrainingState((await readNamed(this.file)).bytes, this.file);
    const found = new Map<string, unknown>(Object.entries(parsed(recipe)));
    const differing = Object.keys(this.recipe).find((key) => !mayBecome(key, found.get(key), this.recipe[key]));
    if (differing === undefined) {
      this.written = true;
      return state;
    }
    if (another === 'pass over') return undefined;
    throw new UnvanishError(
      'option',
      differing === 'data'
        ? `${this.file}: the interrupted run had other data`
        : `${this.file}: the interrupted run had ${Object.hasOwn(trainingSchema.shape, differing) ? `\`${differing}\`` : differing} ${found.get(differing)}, not ${this.recipe[differing]}`,
      'go on with the same, choose another --out, or give --overwrite',
    );
  }

  /** Writes the state away where it is time to, or where training is about to stop. */
  async offer(state: () => TrainingState, signal: StopSignal): Promise<void> {
    const started = performance.now();
    if (!signal.aborted && started < this.next) return;
    await writeWhole(this.file, encodeTrainingState(state(), JSON.stringify(this.recipe)));
    this.written = true;
    const ended = performance.now();
    this.next = ended + Math.max(INTERVAL, (ended - started) / MOST_SHARE);
  }

  async remove(): Promise<void> {
    await rm(this.file, { force: true });
    this.written = false;
  }
}

/** A few characters that differ where series, labels, lengths or groups do. */
function fingerprint({ x, labels, lengths }: Dataset, groups: readonly string[] | undefined): string {
  const names = groups && new TextEncoder().encode(JSON.stringify(groups));
  return [x, labels, lengths, names].map((numbers) => (numbers ? checksum(numbers) : '')).join(' ');
}

function checksum({ buffer, byteOffset, byteLength }: Float32Array | Int32Array | Uint8Array): string {
  return crc32(new Uint8Array(buffer, byteOffset, byteLength)).toString(16);
}

function parsed(recipe: string): object {
  try {
    return Object(JSON.parse(recipe));
  } catch {
    return {};
  }
}
