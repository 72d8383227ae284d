import { formatShape } from '../../data/array.js';
import type { Surface } from '../../data/space/surface.js';
import { UnvanishError } from '../../errors.js';
import { toFloat32 } from '../numberConversion.js';
import { decodeGifti, type Gifti, type GiftiArray, intentsOf } from './gifti.js';
import { hemisphereOf, noHemisphere } from './hemisphere.js';

/**
 * Reads the mesh of one hemisphere from a GIFTI file (`.surf.gii`, `.gii`, `.gii.gz`).
 *
 * Format: https://www.nitrc.org/projects/gifti/ (version 1.0)
 *
 * @param name the file's name, for errors, and for the hemisphere where the file does not say it.
 * @throws UnvanishError as `decodeGifti` and `surfaceOf`.
 */
export function decodeSurface(bytes: Uint8Array, name: string): Surface {
  return surfaceOf(decodeGifti(bytes, name));
}

/**
 * The mesh of a file: points in millimetres and triangles.
 *
 * Points are where the file has them. The transforms that come with them (`CoordinateSystemTransformMatrix`) are not applied,
 * nor do nibabel, nilearn and the Connectome Workbench: FreeSurfer puts there what takes its points to Talairach space. FreeSurfer's
 * offset from scanner space is kept as `scannerOffset`, not applied.
 *
 * @throws UnvanishError `format` where it holds no mesh, or not one of a hemisphere; `shape` where points or triangles are not
 *   three numbers each, or a triangle has a vertex that does not exist; `not-finite` for a point at NaN or infinity; `missing` where
 *   neither the file nor its name says which hemisphere it is.
 */
export function surfaceOf(gifti: Gifti): Surface {
  const array = theArray(gifti, 'POINTSET', 'points');
  const points = readPoints(array, gifti.name);
  const triangles = readTriangles(theArray(gifti, 'TRIANGLE', 'triangles'), points.length / 3, gifti.name);
  const hemisphere = hemisphereOf(gifti);
  if (!hemisphere) throw noHemisphere(gifti.name);
  const scannerOffset = offsetOf(gifti, array);
  return { hemisphere, points, triangles, ...(scannerOffset && { scannerOffset }) };
}

const OFFSET = ['VolGeomC_R', 'VolGeomC_A', 'VolGeomC_S'] as const;

/**
 * Where the middle of FreeSurfer's volume lies, whence its points are measured; undefined where they are in scanner space.
 * `mris_convert --to-scanner` moves the points and says so in their data space, but leaves the rest as it was.
 */
function offsetOf({ metadata }: Gifti, array: GiftiArray): Surface['scannerOffset'] {
  if (array.transforms.some(({ from }) => from === 'NIFTI_XFORM_SCANNER_ANAT')) return undefined;
  const [x, y, z] = OFFSET.map((key) => Number(array.metadata.get(key) ?? metadata.get(key) ?? 0) || 0);
  return x === 0 && y === 0 && z === 0 ? undefined : [x, y, z];
}

function theArray(gifti: Gifti, intent: string, what: string): GiftiArray {
  const { name, arrays } = gifti;
  const [array, another] = arrays.filter((one) => one.intent === `NIFTI_INTENT_${intent}`);
  if (array && !another) {
    if (array.shape.length === 2 && array.shape[1] === 3) return array;
    throw new UnvanishError('shape', `${name}: has ${what} of shape ${formatShape(array.shape)}; [n, 3] was expected`);
  }
  const problem = array ? `holds ${what} more than once` : `is no mesh: it holds no ${what}, but ${intentsOf(gifti)}`;
  throw new UnvanishError('format', `${name}: ${problem}`, array ? undefined : 'a mesh is a .surf.gii');
}

function readPoints(array: GiftiArray, name: string): Float32Array {
  const points = toFloat32(array, `${name}: the points`);
  const wrong = points.findIndex((coordinate) => !Number.isFinite(coordinate));
  if (wrong < 0) return points;
  throw new UnvanishError('not-finite', `${name}: vertex ${Math.floor(wrong / 3)} lies at ${points[wrong]}`);
}

function readTriangles({ data }: GiftiArray, vertices: number, name: string): Uint32Array {
  const triangles = new Uint32Array(data.length);
  for (let at = 0; at < triangles.length; at++) {
    const vertex = Number(data[at]);
    if (!Number.isInteger(vertex) || vertex < 0 || vertex >= vertices) {
      throw new UnvanishError(
        'shape',
        `${name}: triangle ${Math.floor(at / 3)} has the vertex ${vertex}; there are ${vertices}`,
      );
    }
    triangles[at] = vertex;
  }
  return triangles;
}
