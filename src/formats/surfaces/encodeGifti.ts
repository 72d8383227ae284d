import type { NumberArray } from '../../data/array.js';
import { checkHemisphere } from '../../data/space/surface.js';
import { UnvanishError } from '../../errors.js';
import { checkArgument } from '../../options.js';
import { checkNames } from '../../statistics/numbers.js';
import { encodeBase64Bytes } from '../base64.js';
import { elementBytes } from '../elements.js';
import { zlib } from '../packed/zlib.js';
import { attributes, escapeXml } from '../xml.js';
import { GIFTI_CORTEX, type Hemisphere } from './hemisphere.js';
import type { SurfaceLabels } from './surfaceLabels.js';
import { SHORTEST_MILLISECONDS } from './vertexMaps.js';

/** Maps of the vertices of one hemisphere, to be written. */
export interface WrittenVertexMaps {
  readonly hemisphere: Hemisphere;
  /** The numbers, [map, vertex], row-major. */
  readonly values: Float32Array;
  /** One name a map. */
  readonly names: readonly string[];
  /** Whether the maps are steps of time. */
  readonly isSeries?: boolean;
  /** Seconds from one time step to the next, of a series. */
  readonly timeStep?: number | undefined;
}

const COLOUR_PARTS = ['Red', 'Green', 'Blue', 'Alpha'] as const;
const DOCUMENT_TYPE = '<!DOCTYPE GIFTI SYSTEM "http://www.nitrc.org/frs/download.php/115/gifti.dtd">';

/**
 * Writes maps of vertices as a GIFTI file (`.shape.gii`, `.func.gii`): an array a map, float32, packed. `decodeVertexMaps`, nibabel and the
 * Connectome Workbench read it. The time step is written in milliseconds, as by FreeSurfer; one below .1 s, which would be read as
 * seconds, in seconds.
 *
 * @throws UnvanishError `shape` where the values are not as many for each name; `option`.
 */
export function encodeVertexMaps(maps: WrittenVertexMaps): Uint8Array {
  checkArgument(typeof maps === 'object' && maps !== null, 'encodeVertexMaps: maps', maps, 'maps of vertices');
  const { hemisphere, values, names, isSeries = false, timeStep } = maps;
  checkHemisphere(hemisphere, 'encodeVertexMaps: hemisphere');
  checkArgument(values instanceof Float32Array, 'encodeVertexMaps: values', values, 'a Float32Array');
  checkNames('encodeVertexMaps: names', names);
  checkArgument(typeof isSeries === 'boolean', 'encodeVertexMaps: isSeries', isSeries, 'true or false');
  checkArgument(
    timeStep === undefined || (timeStep > 0 && Number.isFinite(1000 * timeStep)),
    'encodeVertexMaps: timeStep',
    timeStep,
    'a number above 0',
  );
  const vertices = values.length / names.length;
  if (!Number.isInteger(vertices) || vertices === 0) {
    throw new UnvanishError('shape', `${values.length} values cannot be ${names.length} maps of vertices`);
  }
  const arrays = names.map((name, map) => ({
    intent: isSeries ? 'TIME_SERIES' : 'SHAPE',
    type: 'FLOAT32',
    metadata: { Name: name, ...(isSeries && timeStep !== undefined && { TimeStep: timeStepText(timeStep) }) },
    data: values.subarray(map * vertices, (map + 1) * vertices),
  }));
  return encode(hemisphere, '', arrays);
}

function timeStepText(seconds: number): string {
  const milliseconds = 1000 * seconds;
  return milliseconds < SHORTEST_MILLISECONDS ? String(seconds) : String(Number(milliseconds.toPrecision(15)));
}

/**
 * Writes labels of vertices as a GIFTI file (`.label.gii`), with their names and colours.
 *
 * @throws UnvanishError `option`.
 */
export function encodeSurfaceLabels(labels: Omit<SurfaceLabels, 'unnamed' | 'arrays'>): Uint8Array {
  checkArgument(typeof labels === 'object' && labels !== null, 'encodeSurfaceLabels: labels', labels, 'labels');
  const { name, hemisphere, keys, names, colours } = labels;
  checkArgument(name === undefined || typeof name === 'string', 'encodeSurfaceLabels: name', name, 'a text');
  if (hemisphere !== undefined) checkHemisphere(hemisphere, 'encodeSurfaceLabels: hemisphere');
  checkArgument(keys instanceof Int32Array, 'encodeSurfaceLabels: keys', keys, 'an Int32Array');
  const isNames = names instanceof Map && [...names].every(([key, text]) => isKey(key) && typeof text === 'string');
  checkArgument(isNames, 'encodeSurfaceLabels: names', names, 'a Map from whole numbers to names');
  const isColours =
    colours instanceof Map && [...colours].every(([key, colour]) => isKey(key) && Array.isArray(colour));
  checkArgument(isColours, 'encodeSurfaceLabels: colours', colours, 'a Map from whole numbers to colours');
  const table = Array.from(names, ([key, text]) => {
    const colour = colours.get(key) ?? [];
    const parts = Object.fromEntries(colour.map((part, at) => [COLOUR_PARTS[at], part]));
    return `<Label${attributes({ Key: key, ...parts })}>${escapeXml(text)}</Label>`;
  });
  const metadata = name === undefined ? {} : { Name: name };
  return encode(hemisphere, table.join(''), [{ intent: 'LABEL', type: 'INT32', metadata, data: keys }]);
}

function isKey(key: unknown): boolean {
  return Number.isSafeInteger(key);
}

interface WrittenArray {
  readonly intent: string;
  readonly type: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** [vertex] */
  readonly data: NumberArray;
}

function encode(hemisphere: Hemisphere | undefined, table: string, arrays: readonly WrittenArray[]): Uint8Array {
  const structure = hemisphere && { AnatomicalStructurePrimary: GIFTI_CORTEX[hemisphere] };
  const start = attributes({ Version: '1.0', NumberOfDataArrays: arrays.length });
  const parts = [metadataElement(structure ?? {}), `<LabelTable>${table}</LabelTable>`, ...arrays.map(arrayElement)];
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n${DOCUMENT_TYPE}\n<GIFTI${start}>${parts.join('\n')}</GIFTI>\n`;
  return new TextEncoder().encode(xml);
}

function arrayElement({ intent, type, metadata, data }: WrittenArray): string {
  const start = attributes({
    Intent: `NIFTI_INTENT_${intent}`,
    DataType: `NIFTI_TYPE_${type}`,
    ArrayIndexingOrder: 'RowMajorOrder',
    Dimensionality: 1,
    Dim0: data.length,
    Encoding: 'GZipBase64Binary',
    Endian: 'LittleEndian',
    ExternalFileName: '',
    ExternalFileOffset: '',
  });
  const packed = encodeBase64Bytes(zlib(elementBytes(data)));
  return `<DataArray${start}>${metadataElement(metadata)}<Data>${packed}</Data></DataArray>`;
}

function metadataElement(metadata: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(metadata).map(
    ([name, value]) => `<MD><Name>${escapeXml(name)}</Name><Value>${escapeXml(value)}</Value></MD>`,
  );
  return `<MetaData>${pairs.join('')}</MetaData>`;
}
