import type { NumberArray } from '../../data/array.js';
import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import type { ElementType } from '../elements.js';
import { checkContent } from '../namedFile.js';
import { gunzipWhole, isGzip } from '../packed/gzip.js';
import { childrenNamed, type XmlElement } from '../xml.js';
import { type DataLayout, DataReader } from './giftiData.js';
import { readGiftiDocument } from './giftiDocument.js';

/** A GIFTI file: arrays of numbers, most of them one number a vertex, and what they mean. */
export interface Gifti {
  /** The file's name, for errors. */
  readonly name: string;
  /** What the file says of itself, by name. */
  readonly metadata: ReadonlyMap<string, string>;
  /** What the keys in arrays of labels stand for. */
  readonly labels: ReadonlyMap<number, GiftiLabel>;
  readonly arrays: readonly GiftiArray[];
}

export interface GiftiLabel {
  readonly name: string;
  /** From 0 to 1, where the file has one. */
  readonly colour?: Colour | undefined;
}

export type Colour = readonly [red: number, green: number, blue: number, alpha: number];

export interface GiftiArray {
  /** What the numbers are: `NIFTI_INTENT_POINTSET`. */
  readonly intent: string;
  readonly metadata: ReadonlyMap<string, string>;
  readonly shape: readonly number[];
  /** Row-major, whatever the file was. */
  readonly data: NumberArray;
  readonly transforms: readonly GiftiTransform[];
}

/** Takes points from one space to another. `surfaceOf` leaves them where they are. */
export interface GiftiTransform {
  /** `NIFTI_XFORM_UNKNOWN`, `NIFTI_XFORM_SCANNER_ANAT`, ... */
  readonly from: string;
  readonly to: string;
  /** 4 by 4, row-major. */
  readonly matrix: readonly number[];
}

const TYPES: ReadonlyMap<string, ElementType> = new Map([
  ['NIFTI_TYPE_UINT8', 'u1'],
  ['NIFTI_TYPE_INT32', 'i4'],
  ['NIFTI_TYPE_FLOAT32', 'f4'],
  // The format has the three above; nibabel and others write these too.
  ['NIFTI_TYPE_INT8', 'i1'],
  ['NIFTI_TYPE_INT16', 'i2'],
  ['NIFTI_TYPE_UINT16', 'u2'],
  ['NIFTI_TYPE_UINT32', 'u4'],
  ['NIFTI_TYPE_INT64', 'i8'],
  ['NIFTI_TYPE_UINT64', 'u8'],
  ['NIFTI_TYPE_FLOAT64', 'f8'],
]);

// Early files have the names of the C library.
const ENCODINGS: ReadonlyMap<string, DataLayout['encoding'] | 'external'> = new Map([
  ['ASCII', 'ascii'],
  ['GIFTI_ENCODING_ASCII', 'ascii'],
  ['Base64Binary', 'base64'],
  ['GIFTI_ENCODING_B64BIN', 'base64'],
  // In spite of the name it is no gzip.
  ['GZipBase64Binary', 'zlib'],
  ['GIFTI_ENCODING_B64GZ', 'zlib'],
  ['ExternalFileBinary', 'external'],
  ['GIFTI_ENCODING_EXTBIN', 'external'],
]);
const ORDERS: ReadonlyMap<string, DataLayout['order']> = new Map([
  ['LittleEndian', 'little'],
  ['GIFTI_ENDIAN_LITTLE', 'little'],
  ['BigEndian', 'big'],
  ['GIFTI_ENDIAN_BIG', 'big'],
]);
/** The format has up to six. */
const MOST_DIMENSIONS = 6;

/**
 * Reads a GIFTI file, packed with gzip or not (told by its first bytes): `.surf.gii`, `.label.gii`, `.shape.gii`, `.func.gii` and
 * others, data as text, as base64 and as packed base64, in either byte order and either order of the dimensions; integers of 8 to
 * 64 bits, float32 and float64. `surfaceOf`, `labelsOf` and `vertexMaps` say what is in it.
 *
 * Format: https://www.nitrc.org/projects/gifti/ (version 1.0)
 *
 * @param name the name that errors give.
 * @throws UnvanishError `format` where the bytes are no such file, broken or cut short; `dtype` for numbers of other types;
 *   `missing` where the numbers are in another file; `not-finite` for a number in text that is beyond its type; `size` where a packed
 *   file claims more than it can hold, and as `parseXml`.
 */
export function decodeGifti(bytes: Uint8Array, name: string): Gifti {
  checkContent(bytes, name);
  const file = isGzip(bytes) ? gunzipWhole(bytes, name) : bytes;
  const { root, contents } = readGiftiDocument(file, name);
  if (root.name !== 'GIFTI') {
    throw new UnvanishError('format', `${name}: is XML of ${quoted(root.name)}; GIFTI was expected`);
  }
  const reader = new DataReader(file.length);
  const arrays = childrenNamed(root, 'DataArray').map((element, position) => {
    const intent = element.attributes.get('Intent') ?? '';
    const where = `${name}: data array ${position} (${quoted(intent)})`;
    return { intent, ...readArray(element, { contents, reader, where }) };
  });
  const tables = childrenNamed(root, 'LabelTable').flatMap((table) => childrenNamed(table, 'Label'));
  return { name, metadata: metadataOf(root), labels: new Map(tables.map((label) => readLabel(label, name))), arrays };
}

/** What the arrays of a file are, for errors: `POINTSET, TRIANGLE`. */
export function intentsOf({ arrays }: Gifti): string {
  const names = arrays.map(({ intent }) => /^NIFTI_INTENT_([A-Z0-9_]{1,30})$/.exec(intent)?.[1] ?? quoted(intent));
  const [first = 'nothing', ...others] = new Set(names);
  return [first, ...others.slice(0, 5), ...(others.length > 5 ? ['…'] : [])].join(', ');
}

interface Reading {
  readonly contents: readonly Uint8Array[];
  readonly reader: DataReader;
  readonly where: string;
}

function readArray(element: XmlElement, { contents, reader, where }: Reading): Omit<GiftiArray, 'intent'> {
  const layout = layoutOf(element, where);
  const [data, another] = childrenNamed(element, 'Data');
  const content = data && contents[Number(data.text)];
  if (!content || another) throw broken(where, `has ${another ? 'more than one' : 'no'} Data`);
  return {
    metadata: metadataOf(element),
    shape: layout.shape,
    data: reader.read(content, layout, where),
    transforms: childrenNamed(element, 'CoordinateSystemTransformMatrix').map((transform) =>
      readTransform(transform, where),
    ),
  };
}

function layoutOf(element: XmlElement, where: string): DataLayout {
  const dimensions = integer(element, 'Dimensionality', where);
  if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
    throw broken(where, `has ${dimensions} dimensions; 1 to ${MOST_DIMENSIONS} were expected`);
  }
  const shape = Array.from({ length: dimensions }, (_, dimension) => integer(element, `Dim${dimension}`, where));
  const typeName = attribute(element, 'DataType', where);
  const type = TYPES.get(typeName);
  if (!type) {
    throw new UnvanishError(
      'dtype',
      `${where}: holds ${quoted(typeName)}; integers of 8 to 64 bits, float32 or float64 were expected`,
    );
  }
  const encodingName = attribute(element, 'Encoding', where);
  const encoding = ENCODINGS.get(encodingName);
  if (encoding === undefined) throw broken(where, `has the encoding ${quoted(encodingName)}`);
  if (encoding === 'external') {
    const other = quoted(element.attributes.get('ExternalFileName') ?? '');
    throw new UnvanishError(
      'missing',
      `${where}: has its numbers in another file, ${other} (ExternalFileBinary)`,
      'put them into one: wb_command -gifti-convert GZIP_BASE64_BINARY in.gii out.gii',
    );
  }
  const indexing = element.attributes.get('ArrayIndexingOrder') ?? 'RowMajorOrder';
  if (indexing !== 'RowMajorOrder' && indexing !== 'ColumnMajorOrder') {
    throw broken(where, `has the ArrayIndexingOrder ${quoted(indexing)}`);
  }
  const order = ORDERS.get(element.attributes.get('Endian') ?? '');
  if (!order && encoding !== 'ascii')
    throw broken(where, `has the Endian ${quoted(element.attributes.get('Endian') ?? '')}`);
  return { shape, type, encoding, order: order ?? 'little', columnMajor: indexing === 'ColumnMajorOrder' };
}

function readTransform(element: XmlElement, where: string): GiftiTransform {
  const text = (name: string) => childrenNamed(element, name)[0]?.text.trim() ?? '';
  const matrix = text('MatrixData').split(/\s+/, 17).map(Number);
  if (matrix.length !== 16 || !matrix.every(Number.isFinite))
    throw broken(where, 'has a MatrixData that is no 16 numbers');
  return { from: text('DataSpace'), to: text('TransformedSpace'), matrix };
}

function readLabel(element: XmlElement, name: string): [number, GiftiLabel] {
  // Early files have Index.
  const key = Number((element.attributes.get('Key') ?? element.attributes.get('Index') ?? '').trim() || 'none');
  if (!Number.isSafeInteger(key)) throw broken(name, `has a label without a whole number as its Key`);
  const parts = ['Red', 'Green', 'Blue', 'Alpha'].map((part) => element.attributes.get(part));
  const [red, green, blue, alpha = '1'] = parts;
  if (red === undefined && green === undefined && blue === undefined) return [key, { name: element.text.trim() }];
  const colour = [red, green, blue, alpha].map((part = '') => Number(part.trim() || 'none'));
  if (!colour.every((part) => part >= 0 && part <= 255)) {
    throw broken(name, `has a label of key ${key} whose colour is none`);
  }
  // The format has parts from 0 to 1; some have bytes.
  const most = colour.some((part) => part > 1) ? 255 : 1;
  return [key, { name: element.text.trim(), colour: colour.map((part) => part / most) as unknown as Colour }];
}

function metadataOf(element: XmlElement): ReadonlyMap<string, string> {
  const pairs = childrenNamed(element, 'MetaData').flatMap((metadata) => childrenNamed(metadata, 'MD'));
  const text = (pair: XmlElement, name: string) => childrenNamed(pair, name)[0]?.text.trim() ?? '';
  return new Map(pairs.map((pair) => [text(pair, 'Name'), text(pair, 'Value')]));
}

function attribute(element: XmlElement, name: string, where: string): string {
  const value = element.attributes.get(name);
  if (value === undefined) throw broken(where, `has no ${name}`);
  return value;
}

function integer(element: XmlElement, name: string, where: string): number {
  const text = attribute(element, name, where).trim();
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw broken(where, `has ${quoted(text)} as ${name}; a whole number was expected`);
}

function broken(where: string, problem: string): UnvanishError {
  return new UnvanishError('format', `${where}: ${problem}`);
}
