import { formatShape } from '../../data/array.js';
import { UnvanishError } from '../../errors.js';
import { toFloat32 } from '../numberConversion.js';
import { decodeGifti, type Gifti, type GiftiArray, intentsOf } from './gifti.js';
import { type Hemisphere, hemisphereOf } from './hemisphere.js';

/** Numbers of the vertices of a surface: maps of it, or a series over time. */
export interface VertexMaps {
  /** Where the file or its name says it. */
  readonly hemisphere: Hemisphere | undefined;
  /** How many maps there are, or time steps. */
  readonly maps: number;
  readonly vertices: number;
  /** The numbers, [map, vertex], row-major. NaN stays: some write it where there is no cortex. */
  readonly values: Float32Array;
  /** One name a map; `map 0`, ... where the file has none. */
  readonly names: readonly string[];
  /** Whether the maps are time steps (NIFTI_INTENT_TIME_SERIES). */
  readonly isSeries: boolean;
  /** Seconds from one time step to the next, where the file says so. */
  readonly timeStep: number | undefined;
}

/** Arrays that are no numbers to show, one a vertex. */
const OTHERS =
  /^NIFTI_INTENT_(?:POINTSET|TRIANGLE|LABEL|NODE_INDEX|VECTOR|DISPVECT|RGBA?_VECTOR|QUATERNION|GENMATRIX|SYMMATRIX)$/;
const TIME_SERIES = 'NIFTI_INTENT_TIME_SERIES';
const NODE_INDEX = 'NIFTI_INTENT_NODE_INDEX';
/** The longest time step that is taken to be seconds, and the shortest that is taken to be milliseconds. */
const LONGEST_SECONDS = 30;
export const SHORTEST_MILLISECONDS = 100;

/**
 * Reads maps of the vertices of a surface, or a series of theirs over time, from a GIFTI file (`.shape.gii`, `.func.gii`, `.gii`,
 * `.gii.gz`).
 *
 * Format: https://www.nitrc.org/projects/gifti/ (version 1.0)
 *
 * @param name the file's name, for errors, and for the hemisphere where the file does not say it.
 * @throws UnvanishError as `decodeGifti` and `vertexMaps`.
 */
export function decodeVertexMaps(bytes: Uint8Array, name: string): VertexMaps {
  return vertexMaps(decodeGifti(bytes, name));
}

/**
 * The maps of a file: each of its arrays, of shape [vertex], or [vertex, map] where one array has several.
 *
 * The time step is `TimeStep` of the first map. GIFTI does not say its unit: FreeSurfer writes milliseconds, others seconds.
 * Repetition times tell them apart: up to 30 it is taken to be seconds, from 100 on milliseconds, else as not known.
 *
 * @throws UnvanishError `format` where it holds no maps, or of some vertices only; `shape` where they are of different numbers of
 *   vertices; `not-finite` for a number beyond float32.
 */
export function vertexMaps(gifti: Gifti): VertexMaps {
  const { name, arrays } = gifti;
  const found = arrays.filter(({ intent }) => !OTHERS.test(intent));
  const [first] = found;
  if (arrays.some(({ intent }) => intent === NODE_INDEX)) {
    throw new UnvanishError(
      'format',
      `${name}: holds numbers of some vertices only (${NODE_INDEX}), which are not read`,
    );
  }
  if (!first) {
    throw new UnvanishError(
      'format',
      `${name}: holds no maps of vertices, but ${intentsOf(gifti)}`,
      'maps are a .shape.gii or .func.gii',
    );
  }
  const vertices = first.shape[0] as number;
  const names: string[] = [];
  for (const { metadata, shape } of found) {
    const [own, maps = 1, ...others] = shape;
    if (own !== vertices || others.some((size) => size !== 1)) {
      throw new UnvanishError(
        'shape',
        `${name}: has a map of shape ${formatShape(shape)} where the first has ${vertices} vertices`,
      );
    }
    const given = metadata.get('Name');
    for (let map = 0; map < maps; map++)
      names.push(given ? (maps > 1 ? `${given} ${map}` : given) : `map ${names.length}`);
  }
  const values = new Float32Array(names.length * vertices);
  let filled = 0;
  for (const array of found) {
    fillMaps(values.subarray(filled, filled + array.data.length), array, name);
    filled += array.data.length;
  }
  return {
    hemisphere: hemisphereOf(gifti),
    maps: names.length,
    vertices,
    values,
    names,
    isSeries: found.every(({ intent }) => intent === TIME_SERIES),
    timeStep: timeStepOf(first),
  };
}

/** The maps of one array, one after the other. */
function fillMaps(values: Float32Array, array: GiftiArray, name: string): void {
  const numbers = toFloat32(array, `${name}: a map`);
  const [vertices = 0, maps = 1] = array.shape;
  for (let vertex = 0; vertex < vertices; vertex++) {
    for (let map = 0; map < maps; map++) values[map * vertices + vertex] = numbers[vertex * maps + map] as number;
  }
}

function timeStepOf({ intent, metadata }: GiftiArray): number | undefined {
  const step = intent === TIME_SERIES ? Number(metadata.get('TimeStep') || 'none') : Number.NaN;
  if (step > 0 && step <= LONGEST_SECONDS) return step;
  return step >= SHORTEST_MILLISECONDS && Number.isFinite(step) ? step / 1000 : undefined;
}
