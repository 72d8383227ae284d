import type { CiftiSpace } from '../../data/space/space.js';
import { UnvanishError } from '../../errors.js';
import { extensionOf } from '../namedFile.js';
import { attributes, escapeXml } from '../xml.js';
import { CIFTI_EXTENSION, featureCount, parseFeatureMapping, TYPE } from './ciftiMapping.js';
import { writeFeatureMapping } from './ciftiXml.js';
import { DATA_OFFSET, FLOAT32, MILLIMETRE, NiftiHeader, SECOND } from './niftiHeader.js';

/** Numbers of features that are parcels or grayordinates. */
export interface CiftiMaps {
  /** The numbers, [map, feature]; in a series, a map is a time step. */
  readonly values: Float32Array;
  readonly space: CiftiSpace;
  /** Seconds from one time step to the next, of a series; 1 where left out. */
  readonly timeStep?: number | undefined;
  /** One name a map, of scalars. */
  readonly mapNames?: readonly string[] | undefined;
  /** What the numbers are; the first 79 bytes are kept (descrip). */
  readonly description: string;
}

/** Each kind of file: what its features are, what its maps are, and its intent. */
const KINDS = {
  '.ptseries.nii': { features: 'parcels', maps: 'series', code: 3004, intent: 'ConnParcelSries' },
  '.pscalar.nii': { features: 'parcels', maps: 'scalars', code: 3008, intent: 'ConnParcelScalr' },
  '.dtseries.nii': { features: 'brainModels', maps: 'series', code: 3002, intent: 'ConnDenseSeries' },
  '.dscalar.nii': { features: 'brainModels', maps: 'scalars', code: 3006, intent: 'ConnDenseScalar' },
} as const;

type CiftiExtension = keyof typeof KINDS;
export const CIFTI_EXTENSIONS = Object.keys(KINDS) as CiftiExtension[];

/**
 * Checks that maps of features in a space can be written under a name: parcels as `.ptseries.nii` or `.pscalar.nii`,
 * grayordinates as `.dtseries.nii` or `.dscalar.nii`.
 *
 * @throws UnvanishError `missing` where they cannot.
 */
export function checkCiftiName(name: string, space: CiftiSpace): void {
  const found = parseFeatureMapping(space.map, name).kind;
  if (KINDS[extensionOf(name, CIFTI_EXTENSIONS, 'maps')].features === found) return;
  const what = found === 'parcels' ? 'parcels' : 'grayordinates';
  const fitting = CIFTI_EXTENSIONS.filter((extension) => KINDS[extension].features === found);
  throw new UnvanishError('missing', `${name}: the features are ${what}`, `write ${fitting.join(' or ')}`);
}

/** Whether a name of CIFTI-2 is one of a series over time, rather than of scalars. */
export function isCiftiSeries(name: string): boolean {
  return KINDS[extensionOf(name, CIFTI_EXTENSIONS, 'maps')].maps === 'series';
}

/**
 * Writes numbers of features back as the CIFTI-2 file that the name tells: a series over time (`.ptseries.nii`,
 * `.dtseries.nii`) or named maps (`.pscalar.nii`, `.dscalar.nii`), float32, with the parcels or grayordinates of the space.
 *
 * @throws UnvanishError `format` for another extension, `missing` where the space is of the other kind of features, `shape`
 *   where the values do not fit it.
 */
export function encodeCifti(name: string, maps: CiftiMaps): Uint8Array {
  const extension = extensionOf(name, CIFTI_EXTENSIONS, 'maps');
  checkCiftiName(name, maps.space);
  const { values, space, timeStep, description } = maps;
  const mapping = parseFeatureMapping(space.map, name);
  const features = featureCount(mapping);
  const count = values.length / features;
  if (!Number.isInteger(count) || count === 0) {
    throw new UnvanishError('shape', `${name}: ${values.length} values cannot be maps of ${features} features`);
  }
  const along = isCiftiSeries(name)
    ? writeSeriesMap(count, timeStep ?? 1)
    : writeScalarMap(Array.from({ length: count }, (_, map) => maps.mapNames?.[map] ?? `map ${map}`));
  const xml = new TextEncoder().encode(
    `<?xml version="1.0" encoding="UTF-8"?>\n<CIFTI Version="2"><Matrix>${along}${writeFeatureMapping(mapping)}</Matrix></CIFTI>`,
  );
  const extensionSize = Math.ceil((8 + xml.length) / 16) * 16;
  const start = DATA_OFFSET[2] + extensionSize;
  const bytes = new Uint8Array(start + 4 * values.length);
  bytes.set(headerOf(extension, [count, features], start, description).bytes);
  const view = new DataView(bytes.buffer);
  view.setUint8(DATA_OFFSET[2] - 4, 1);
  view.setInt32(DATA_OFFSET[2], extensionSize, true);
  view.setInt32(DATA_OFFSET[2] + 4, CIFTI_EXTENSION, true);
  bytes.set(xml, DATA_OFFSET[2] + 8);
  // The first dimension of a CIFTI-2 matrix runs fastest.
  const matrix = new Float32Array(bytes.buffer, start);
  for (let feature = 0; feature < features; feature++) {
    for (let map = 0; map < count; map++) matrix[feature * count + map] = values[map * features + feature] as number;
  }
  return bytes;
}

function headerOf(
  extension: CiftiExtension,
  [count, features]: readonly [number, number],
  start: number,
  description: string,
): NiftiHeader {
  const header = NiftiHeader.empty();
  header.set('dim', 6, 1, 1, 1, 1, count, features, 1);
  header.set('datatype', FLOAT32);
  header.set('bitpix', 32);
  header.set('vox_offset', start);
  header.set('scl', 1, 0);
  header.set('xyzt_units', MILLIMETRE | SECOND);
  header.set('intent_code', KINDS[extension].code);
  header.setText('intent_name', KINDS[extension].intent);
  header.setText('descrip', description);
  return header;
}

function writeSeriesMap(points: number, step: number): string {
  const map = attributes({
    AppliesToMatrixDimension: 0,
    IndicesMapToDataType: `${TYPE}SERIES`,
    NumberOfSeriesPoints: points,
    SeriesExponent: 0,
    SeriesStart: 0,
    SeriesStep: step,
    SeriesUnit: 'SECOND',
  });
  return `<MatrixIndicesMap${map}/>`;
}

function writeScalarMap(names: readonly string[]): string {
  const map = attributes({ AppliesToMatrixDimension: 0, IndicesMapToDataType: `${TYPE}SCALARS` });
  const maps = names.map((name) => `<NamedMap><MapName>${escapeXml(name)}</MapName></NamedMap>`);
  return `<MatrixIndicesMap${map}>${maps.join('')}</MatrixIndicesMap>`;
}
