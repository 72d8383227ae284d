import { join } from 'node:path';
import type { Dataset } from '../../data/dataset.js';
import { UnvanishError } from '../../errors.js';
import { exists, readNamed, removeFile, writeWhole } from '../../files/files.js';
import { CHECKPOINT_FILE } from '../../files/writeRun.js';
import { crc32 } from '../../formats/packed/crc32.js';
import type { ClassifierConfig } from '../../model/config.js';
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
  /** The state after the last whole epoch, where it is not on disk. */
  private latest: TrainingState | undefined;

  constructor(folder: string, { config, training, data, groups, ...rest }: Recipe) {
    this.file = join(folder, CHECKPOINT_FILE);
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

  /** Differs where trainings come to other results. */
  get key(): string {
    return JSON.stringify(this.recipe);
  }

  /**
   * The state to go on from, if there is one that is sound: `note` is told of one that is not. That of another training is
   * refused, or passed over: then the first checkpoint of this training takes its place.
   *
   * @throws UnvanishError `option` where it belongs to another training, saying what differs; `io`.
   */
  async read(another: 'refuse' | 'pass over', note: (text: string) => void): Promise<TrainingState | undefined> {
    if (!(await exists(this.file))) return undefined;
    const stored = decoded((await readNamed(this.file)).bytes, this.file);
    if (!stored) {
      note(`${this.file}: is damaged, and is not gone on from`);
      return undefined;
    }
    const found = new Map<string, unknown>(Object.entries(stored.recipe));
    const differing = Object.keys(this.recipe).find((key) => !mayBecome(key, found.get(key), this.recipe[key]));
    if (differing === undefined) {
      this.written = true;
      return stored.state;
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

  /** Takes the state after an epoch, and writes it away where it is time to. */
  async offer(state: () => TrainingState): Promise<void> {
    this.latest = state();
    if (performance.now() < this.next) return;
    const started = performance.now();
    await this.save();
    const ended = performance.now();
    this.next = ended + Math.max(INTERVAL, (ended - started) / MOST_SHARE);
  }

  /** Writes the state after the last whole epoch away, where it is not on disk: nothing but the running epoch is lost. */
  async save(): Promise<void> {
    if (!this.latest) return;
    await writeWhole(this.file, encoded(this.latest, this.recipe));
    this.written = true;
    this.latest = undefined;
  }

  async remove(): Promise<void> {
    await removeFile(this.file);
    this.written = false;
    this.latest = undefined;
  }
}

/** A training state with the recipe that it is of, and a checksum of both among it. */
function encoded(state: TrainingState, recipe: object): Uint8Array {
  return encodeTrainingState(state, JSON.stringify({ ...recipe, checksum: sumOf(state, recipe) }));
}

/** What was encoded; undefined where that is not what the bytes hold now. */
function decoded(
  bytes: Uint8Array,
  file: string,
): { readonly state: TrainingState; readonly recipe: object } | undefined {
  try {
    const stored = decodeTrainingState(bytes, file);
    const { checksum: sum, ...recipe } = JSON.parse(stored.recipe) as { readonly checksum?: string };
    return sum === sumOf(stored.state, recipe) ? { state: stored.state, recipe } : undefined;
  } catch {
    return undefined;
  }
}

function sumOf(state: TrainingState, recipe: object): string {
  return checksum(encodeTrainingState(state, JSON.stringify(recipe)));
}

/** A few characters that differ where series, labels, lengths or groups do. */
export function fingerprint({ x, labels, lengths }: Dataset, groups: readonly string[] | undefined): string {
  const names = groups && new TextEncoder().encode(JSON.stringify(groups));
  return [x, labels, lengths, names].map((numbers) => (numbers ? checksum(numbers) : '')).join(' ');
}

function checksum({ buffer, byteOffset, byteLength }: Float32Array | Int32Array | Uint8Array): string {
  return crc32(new Uint8Array(buffer, byteOffset, byteLength)).toString(16);
}
