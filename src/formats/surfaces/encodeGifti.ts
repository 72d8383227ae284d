import type { NumberArray } from '../../data/array.js';
import { UnvanishError } from '../../errors.js';
import { encodeBase64Bytes } from '../base64.js';
import { elementBytes } from '../elements.js';
import { zlib } from '../packed/zlib.js';
import { attributes, escapeXml } from '../xml.js';
import type { Hemisphere } from './hemisphere.js';
import type { SurfaceLabels } from './surfaceLabels.js';

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
 * Connectome Workbench read it. The time step is written in milliseconds, as by FreeSurfer.
 *
 * @throws UnvanishError `shape` where the values are not as many for each name.
 */
export function encodeVertexMaps({
  hemisphere,
  values,
  names,
  isSeries = false,
  timeStep,
}: WrittenVertexMaps): Uint8Array {
  const vertices = values.length / names.length;
  if (!Number.isInteger(vertices) || vertices === 0) {
    throw new UnvanishError('shape', `${values.length} values cannot be ${names.length} maps of vertices`);
  }
  const arrays = names.map((name, map) => ({
    intent: isSeries ? 'TIME_SERIES' : 'SHAPE',
    type: 'FLOAT32',
    metadata: { Name: name, ...(isSeries && timeStep !== undefined && { TimeStep: (1000 * timeStep).toFixed(6) }) },
    data: values.subarray(map * vertices, (map + 1) * vertices),
  }));
  return encode(hemisphere, '', arrays);
}

/** Writes labels of vertices as a GIFTI file (`.label.gii`), with their names and colours. */
export function encodeSurfaceLabels(labels: Omit<SurfaceLabels, 'unnamed' | 'arrays'>): Uint8Array {
  const table = Array.from(labels.names, ([key, name]) => {
    const colour = labels.colours.get(key) ?? [];
    const parts = Object.fromEntries(colour.map((part, at) => [COLOUR_PARTS[at], part]));
    return `<Label${attributes({ Key: key, ...parts })}>${escapeXml(name)}</Label>`;
  });
  const metadata = labels.name === undefined ? {} : { Name: labels.name };
  return encode(labels.hemisphere, table.join(''), [{ intent: 'LABEL', type: 'INT32', metadata, data: labels.keys }]);
}

interface WrittenArray {
  readonly intent: string;
  readonly type: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** [vertex] */
  readonly data: NumberArray;
}

function encode(hemisphere: Hemisphere | undefined, table: string, arrays: readonly WrittenArray[]): Uint8Array {
  const structure = hemisphere && { AnatomicalStructurePrimary: hemisphere === 'left' ? 'CortexLeft' : 'CortexRight' };
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
