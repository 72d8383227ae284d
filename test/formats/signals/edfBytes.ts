/** A signal to write: its physical numbers, of which each record has `rate`. */
export interface WrittenSignal {
  readonly name: string;
  readonly values: readonly number[];
  readonly rate: number;
  /** Physical and digital minimum and maximum: 1 is one step where left out. */
  readonly range?: readonly [low: number, high: number, lowest: number, highest: number];
}

/** What else is in a file. */
interface Written {
  readonly bits?: 16 | 24;
  /** Seconds a record. */
  readonly duration?: number;
  /** Of each record its annotations, with their separators. */
  readonly annotations?: readonly string[];
  readonly reserved?: string;
  /** What the header says in place of how many records there are. */
  readonly records?: number;
}

const NOTES = 64;

/** An EDF file, or with 24 bits a BDF file. */
export function edfBytes(
  signals: readonly WrittenSignal[],
  { bits = 16, duration = 1, annotations, reserved = '', records: said }: Written = {},
): Uint8Array {
  const width = bits / 8;
  const [{ values, rate }] = signals;
  const records = values.length / rate;
  const edge = 2 ** (bits - 1);
  const rows = signals.map(({ name, rate: samples, range = [-edge, edge - 1, -edge, edge - 1] }) => ({
    name,
    samples,
    range,
  }));
  const notes = annotations && {
    name: `${width === 2 ? 'EDF' : 'BDF'} Annotations`,
    samples: NOTES / width,
    range: [-1, 1, -edge, edge - 1],
  };
  const all = notes ? [...rows, notes] : rows;
  const column = (size: number, of: (row: (typeof all)[number]) => string | number) =>
    all.map((row) => String(of(row)).padEnd(size).slice(0, size)).join('');
  const fixed = [
    [width === 2 ? '0' : '\xffBIOSEMI', 8],
    ['patient', 80],
    ['recording', 80],
    ['01.01.24', 8],
    ['10.00.00', 8],
    [256 * (all.length + 1), 8],
    [reserved, 44],
    [said ?? records, 8],
    [duration, 8],
    [all.length, 4],
  ] as const;
  const header =
    fixed.map(([value, size]) => String(value).padEnd(size)).join('') +
    column(16, ({ name }) => name) +
    column(80, () => '') +
    column(8, () => 'uV') +
    [0, 1, 2, 3].map((limit) => column(8, ({ range }) => range[limit])).join('') +
    column(80, () => '') +
    column(8, ({ samples }) => samples) +
    column(32, () => '');
  const size = all.reduce((sum, { samples }) => sum + samples, 0) * width;
  const bytes = new Uint8Array(header.length + records * size);
  bytes.set(Array.from(header, (character) => character.charCodeAt(0)));
  let at = header.length;
  for (let record = 0; record < records; record++) {
    signals.forEach((signal, row) => {
      const [low, high, lowest, highest] = rows[row].range;
      for (const value of signal.values.slice(record * signal.rate, (record + 1) * signal.rate)) {
        const digital = Math.round(((value - low) / (high - low)) * (highest - lowest) + lowest);
        for (let byte = 0; byte < width; byte++) bytes[at++] = (digital >> (8 * byte)) & 255;
      }
    });
    if (annotations) {
      bytes.set(new TextEncoder().encode(annotations[record] ?? ''), at);
      at += NOTES;
    }
  }
  return bytes;
}
