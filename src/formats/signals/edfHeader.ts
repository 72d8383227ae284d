import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';

/** A signal of an EDF or BDF file. */
export interface EdfSignal {
  readonly name: string;
  readonly position: number;
  /** Numbers in each record, and where the first of them stands in it. */
  readonly samples: number;
  readonly first: number;
  /** Physical = digital × gain + offset. */
  readonly gain: number;
  readonly offset: number;
  readonly isAnnotations: boolean;
}

/** What the header says. */
export interface EdfHeader {
  /** Bytes a number: 2 of EDF, 3 of BDF. */
  readonly width: 2 | 3;
  /** Where the records begin, how many there are, how many numbers each has, and how many seconds it lasts. */
  readonly start: number;
  readonly records: number;
  readonly size: number;
  readonly duration: number;
  readonly signals: readonly EdfSignal[];
}

const FIXED = 256;
const MOST_SIGNALS = 10_000;

/**
 * Reads the header of EDF, EDF+, BDF or BDF+, and checks that its records fill the file.
 *
 * Format: https://www.edfplus.info/specs/edf.html, https://www.biosemi.com/faq/file_format.htm
 *
 * @throws UnvanishError `format`, naming the field.
 */
export function edfHeader(bytes: Uint8Array, file: string): EdfHeader {
  const fields = new Fields(bytes, file);
  const width = fields.width();
  const start = fields.whole(184, 8, 'the bytes of the header');
  const count = fields.whole(252, 4, 'the number of signals');
  if (count < 1 || count > MOST_SIGNALS) {
    throw fields.wrong(`${count} signals; 1 to ${MOST_SIGNALS} may be`);
  }
  if (start !== FIXED * (count + 1)) {
    throw fields.wrong(`a header of ${start} bytes where ${count} signals need ${FIXED * (count + 1)}`);
  }
  if (bytes.length < start) throw fields.wrong(`${bytes.length} bytes where the header alone has ${start}`);
  const duration = fields.number(244, 8, 'the duration of a record');
  const signals = signalsOf(fields, count);
  const size = signals.reduce((sum, { samples }) => sum + samples, 0);
  const said = fields.whole(236, 8, 'the number of records');
  const there = (bytes.length - start) / (size * width);
  // While a file is written the number is -1.
  const records = said === -1 ? Math.floor(there) : said;
  if (!(duration > 0) || records < 1) throw fields.wrong(`${records} records of ${duration} s: no signals over time`);
  if (records !== there && said !== -1) {
    throw new UnvanishError(
      'format',
      `${file}: says that it has ${records} records of ${size * width} bytes where there are ${Number(there.toFixed(2))}`,
      records > there ? 'the file is cut short: copy it again' : 'the number in its header is wrong',
    );
  }
  return { width, start, records, size, duration, signals };
}

function signalsOf(fields: Fields, count: number): EdfSignal[] {
  // Each field stands for all signals before the next field does.
  const at = (offset: number, width: number, signal: number) => FIXED + count * offset + width * signal;
  let first = 0;
  return Array.from({ length: count }, (_, position) => {
    const name = fields.text(at(0, 16, position), 16) || `signal ${position + 1}`;
    const what = (field: string) => `${field} of signal ${quoted(name)}`;
    const samples = fields.whole(at(216, 8, position), 8, what('the samples in a record'));
    if (samples < 0 || samples > 2 ** 31) throw fields.wrong(`${samples} as ${what('the samples in a record')}`);
    const isAnnotations = /^(?:EDF|BDF) Annotations$/.test(name);
    const [low, high, lowest, highest] = isAnnotations
      ? [0, 1, 0, 1]
      : [104, 112, 120, 128].map((offset, index) => fields.number(at(offset, 8, position), 8, what(LIMITS[index])));
    if (highest <= lowest || high === low) {
      throw fields.wrong(`${lowest} to ${highest} for ${low} to ${high} as the range of signal ${quoted(name)}`);
    }
    const gain = (high - low) / (highest - lowest);
    const signal = { name, position, samples, first, gain, offset: low - lowest * gain, isAnnotations };
    first += samples;
    return signal;
  });
}

const LIMITS = ['the physical minimum', 'the physical maximum', 'the digital minimum', 'the digital maximum'];

/** Fields of the header, which are text. */
class Fields {
  constructor(
    private readonly bytes: Uint8Array,
    private readonly file: string,
  ) {}

  width(): 2 | 3 {
    if (this.bytes.length >= FIXED) {
      if (this.text(0, 8) === '0') return 2;
      if (this.bytes[0] === 255 && this.text(1, 7) === 'BIOSEMI') return 3;
    }
    throw new UnvanishError('format', `${this.file}: is no EDF or BDF file: it does not begin as one`);
  }

  text(at: number, length: number): string {
    return String.fromCharCode(...this.bytes.subarray(at, at + length))
      .replace(/\0.*$/s, '')
      .trim();
  }

  number(at: number, length: number, what: string): number {
    const text = this.text(at, length);
    if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return Number(text);
    throw this.wrong(`${quoted(text)} as ${what}`);
  }

  whole(at: number, length: number, what: string): number {
    const number = this.number(at, length, what);
    if (Number.isInteger(number)) return number;
    throw this.wrong(`${number} as ${what}`);
  }

  wrong(found: string): UnvanishError {
    return new UnvanishError('format', `${this.file}: its header has ${found}`);
  }
}
