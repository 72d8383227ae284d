import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import type { ElementType } from '../elements.js';
import { brainVisionSections, partsOf, type Sections } from './brainVisionText.js';
import type { Channel } from './signals.js';

/** What a `.vhdr` says. */
export interface BrainVisionHeader {
  /** Names of the files beside it. */
  readonly dataFile: string;
  readonly markerFile: string | undefined;
  /** One channel after the other, or one time step. */
  readonly isVectorized: boolean;
  readonly type: ElementType;
  readonly order: 'little' | 'big';
  /** Seconds. */
  readonly samplingInterval: number;
  /** Numbers are multiplied by the resolution of their channel. */
  readonly channels: readonly (Channel & { readonly resolution: number })[];
}

const TYPES: Readonly<Record<string, ElementType>> = { int_16: 'i2', uint_16: 'u2', int_32: 'i4', ieee_float_32: 'f4' };
const MOST_CHANNELS = 10_000;

/**
 * Reads the header of a BrainVision recording.
 *
 * Format: https://www.brainproducts.com/support-resources/brainvision-core-data-format-1-0/
 *
 * @param file the name that errors give.
 * @throws UnvanishError `format`, naming the entry.
 */
export function decodeBrainVisionHeader(bytes: Uint8Array, file: string): BrainVisionHeader {
  const entries = new Entries(brainVisionSections(bytes, file, 'Header'), file);
  entries.oneOf('DataFormat', { binary: true });
  entries.oneOf('DataType', { timedomain: true }, 'timedomain');
  const isVectorized = entries.oneOf('DataOrientation', { multiplexed: false, vectorized: true });
  const type = entries.oneOf('BinaryFormat', TYPES, 'int_16', 'binary infos');
  const order = entries.oneOf('UseBigEndianOrder', { no: 'little', yes: 'big' } as const, 'no', 'binary infos');
  const count = entries.number('NumberOfChannels');
  if (!(Number.isInteger(count) && count >= 1 && count <= MOST_CHANNELS)) {
    throw entries.wrong(`NumberOfChannels is ${count}; 1 to ${MOST_CHANNELS} may be`);
  }
  const microseconds = entries.number('SamplingInterval');
  if (!(microseconds > 0)) throw entries.wrong(`SamplingInterval is ${microseconds}; microseconds were expected`);
  return {
    dataFile: entries.fileName('DataFile') ?? `${stemOf(file)}.eeg`,
    markerFile: entries.fileName('MarkerFile'),
    isVectorized,
    type,
    order,
    samplingInterval: microseconds / 1e6,
    channels: Array.from({ length: count }, (_, position) => entries.channel(position)),
  };
}

function stemOf(file: string): string {
  return file.replace(/^.*[/\\]/s, '').replace(/\.[^.]*$/, '');
}

class Entries {
  constructor(
    private readonly sections: Sections,
    private readonly file: string,
  ) {}

  private entry(key: string, section: string): string | undefined {
    return this.sections.get(section)?.get(key.toLowerCase());
  }

  oneOf<Value>(key: string, known: Readonly<Record<string, Value>>, usual?: string, section = 'common infos'): Value {
    const value = (this.entry(key, section) ?? usual ?? '').toLowerCase();
    if (Object.hasOwn(known, value)) return known[value] as Value;
    throw this.wrong(`${key} is ${quoted(value)}; ${Object.keys(known).join(', ').toUpperCase()} is read`);
  }

  number(key: string): number {
    const value = this.entry(key, 'common infos') ?? '';
    if (/^\d+(?:\.\d*)?(?:e[+-]?\d+)?$/i.test(value)) return Number(value);
    throw this.wrong(`${key} is ${quoted(value)}; a number was expected`);
  }

  /** A file beside this one: `$b` stands for its own name. */
  fileName(key: string): string | undefined {
    const name = this.entry(key, 'common infos')?.replaceAll('$b', stemOf(this.file));
    if (name === undefined || name === '') return undefined;
    if (!/[/\\\0]/.test(name) && name !== '.' && name !== '..') return name;
    throw this.wrong(`${key} is ${quoted(name)}; the name of a file beside it was expected`);
  }

  channel(position: number): BrainVisionHeader['channels'][number] {
    const value = this.entry(`Ch${position + 1}`, 'channel infos');
    if (value === undefined) throw this.wrong(`there is no Ch${position + 1}`);
    const [name, , resolution = ''] = partsOf(value);
    const factor = resolution === '' ? 1 : Number(resolution);
    if (name !== '' && Number.isFinite(factor) && factor !== 0) return { name, position, resolution: factor };
    throw this.wrong(`Ch${position + 1} is ${quoted(value)}; name, reference, resolution, unit were expected`);
  }

  wrong(problem: string): UnvanishError {
    return new UnvanishError('format', `${this.file}: ${problem}`);
  }
}
