import { type FileMetaData, parquetMetadata, type RowGroup, type SchemaElement } from 'hyparquet';
import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { type ColumnType, columnTypeOf } from './columnType.js';
import { checkThrift } from './thrift.js';

/** A column of a table, as its file describes it. */
export interface ParquetColumn {
  readonly name: string;
  /** Position among the columns that are stored: a nested one is stored as several. */
  readonly stored: number;
  readonly isOptional: boolean;
  /** How its values are read; where they are not, what it is: `a list`. */
  readonly type: ColumnType | string;
}

/** What a file says of itself. */
export interface ParquetFooter {
  readonly rows: number;
  readonly columns: readonly ParquetColumn[];
  readonly groups: readonly RowGroup[];
}

const MAGIC = 'PAR1';
/** The length of the description and the format's name stand at the end. */
const END = 8;

/**
 * Reads the description at the end of a file.
 *
 * @throws UnvanishError `format` where it is no Parquet file, encrypted, damaged, or has no columns.
 */
export function readFooter(bytes: Uint8Array, file: string): ParquetFooter {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (at: number) => String.fromCharCode(...bytes.subarray(at, at + MAGIC.length));
  const end = bytes.length - END;
  if (end >= MAGIC.length && text(end + 4) === 'PARE') {
    throw new UnvanishError('format', `${file}: is encrypted, which is not read`, 'save it again without encryption');
  }
  if (end < MAGIC.length || text(end + 4) !== MAGIC) {
    const isBegun = text(0) === MAGIC;
    throw new UnvanishError(
      'format',
      `${file}: is no Parquet file${isBegun ? ', or cut short: its end is missing' : ''}`,
    );
  }
  const length = view.getUint32(end, true);
  if (length === 0 || length > end - MAGIC.length) throw damaged(file, `its description would be ${length} bytes long`);
  const metadata = described(file, () => {
    checkThrift(view, end - length, end, file);
    return parquetMetadata(bytes, { geoparquet: false, parsers: AS_THEY_ARE });
  });
  const columns = columnsOf(metadata.schema, file);
  if (columns.length === 0) throw new UnvanishError('format', `${file}: has no columns`);
  return { rows: Number(metadata.num_rows), columns, groups: metadata.row_groups };
}

/** What statistics hold is not used, and is left as it is. */
const same = <Value>(value: Value) => value;
const AS_THEY_ARE = {
  timestampFromMilliseconds: same,
  timestampFromMicroseconds: same,
  timestampFromNanoseconds: same,
  dateFromDays: same,
  stringFromBytes: same,
};

/** Reads a description; what hyparquet trips over is a damaged one. */
function described(file: string, read: () => FileMetaData): FileMetaData {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnvanishError) throw error;
    throw damaged(file, 'its description cannot be read');
  }
}

/** The columns of a schema, whose elements stand in order, each group before what is in it. */
function columnsOf(schema: readonly SchemaElement[], file: string): ParquetColumn[] {
  const columns: ParquetColumn[] = [];
  let stored = 0;
  for (let at = 1; at < schema.length; ) {
    const element = schema[at];
    const first = stored;
    for (let open = 1; open > 0; open--, at++) {
      const { name, type, num_children: children = 0 } = schema[at] ?? {};
      if (typeof name !== 'string' || !Number.isInteger(children) || children < 0)
        throw damaged(file, 'its list of columns does not end');
      if (type || !isGroup(schema[at])) stored++;
      else open += children;
    }
    columns.push({
      name: element.name,
      stored: first,
      isOptional: element.repetition_type === 'OPTIONAL',
      type: nestedTypeOf(element) ?? typeOf(element),
    });
  }
  return columns;
}

function isGroup({ type, num_children: children }: SchemaElement): boolean {
  return type === undefined && children !== undefined;
}

/** What a column is that holds no single values; undefined for one that does. */
function nestedTypeOf(element: SchemaElement): string | undefined {
  const meaning = element.logical_type?.type ?? element.converted_type ?? '';
  if (element.repetition_type === 'REPEATED') return 'a list';
  if (!isGroup(element)) return undefined;
  if (meaning === 'LIST') return 'a list';
  if (meaning.startsWith('MAP')) return 'a map';
  return meaning === '' ? 'nested' : `nested, of type ${meaning}`;
}

function typeOf(element: SchemaElement): ColumnType | string {
  const type = columnTypeOf(element);
  return typeof type === 'string' ? `of type ${type}` : type;
}

/** Refuses a column that is not read. */
export function refused(file: string, { name, type }: ParquetColumn): UnvanishError {
  return new UnvanishError(
    'format',
    `${file}: column ${quoted(name)} is ${type}; flat columns of numbers, text, truth values, dates and times are read`,
    'leave it out with `ignoreColumns`',
  );
}

function damaged(file: string, problem: string): UnvanishError {
  return new UnvanishError('format', `${file}: is damaged: ${problem}`);
}
