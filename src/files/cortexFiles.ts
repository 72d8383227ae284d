import type { Surface } from '../data/space/surface.js';
import { UnvanishError } from '../errors.js';
import { type Hemisphere, noHemisphere } from '../formats/surfaces/hemisphere.js';
import { decodeSurface } from '../formats/surfaces/surface.js';
import { decodeSurfaceLabels, type SurfaceLabels } from '../formats/surfaces/surfaceLabels.js';
import { decodeVertexMaps } from '../formats/surfaces/vertexMaps.js';
import { quoted, someOf } from '../quoted.js';
import { readNamed } from './files.js';

/** The surfaces that maps are to be drawn on; each list has one file a hemisphere. */
export interface CortexOptions {
  readonly surface?: readonly string[] | undefined;
  /** A label for each vertex, named as the features are. */
  readonly surfaceLabels?: readonly string[] | undefined;
  /** Which of several arrays of labels. */
  readonly surfaceLabelMap?: string | undefined;
  /** Sulcal depth or curvature, drawn as shade. */
  readonly surfaceRelief?: readonly string[] | undefined;
  /** Where the numbers of the relief are positive: FreeSurfer has sulci, the Human Connectome Project gyri. */
  readonly reliefPositive?: 'sulci' | 'gyri' | undefined;
}

/** What was read of each hemisphere, and the file that it is from. */
type PerHemisphere<Read> = ReadonlyMap<Hemisphere, Read & { readonly file: string }>;

/** Surfaces as they were read, with what lies on them. */
export interface CortexFiles {
  readonly surfaces: PerHemisphere<{ readonly surface: Surface }>;
  readonly labels: PerHemisphere<{ readonly labels: SurfaceLabels }>;
  /** Larger in sulci, [vertex]. */
  readonly reliefs: PerHemisphere<{ readonly values: Float32Array }>;
  /** How they were read. */
  readonly settings: CortexOptions;
}

/** The first option that is given of a cortex. */
export function firstCortexOption(options: CortexOptions): keyof CortexOptions | undefined {
  return cortexKeys.find((key) => options[key] !== undefined);
}

const cortexKeys = [
  'surface',
  'surfaceLabels',
  'surfaceLabelMap',
  'surfaceRelief',
  'reliefPositive',
] as const satisfies readonly (keyof CortexOptions)[];

/**
 * Reads the surfaces of one hemisphere or both, their labels and their relief. Undefined where no surface is named.
 *
 * @throws UnvanishError naming the file that is wrong: `option` where there are labels or a relief and no surface, three surfaces or
 *   two of one hemisphere, `shape` where files are of different meshes, and as `decodeSurface`, `decodeSurfaceLabels` and
 *   `decodeVertexMaps`.
 */
export async function readCortexFiles(options: CortexOptions): Promise<CortexFiles | undefined> {
  checkOptions(options);
  const { surface, surfaceLabels = [], surfaceLabelMap: map, surfaceRelief = [], reliefPositive = 'sulci' } = options;
  if (surface === undefined) return undefined;
  const surfaces = await byHemisphere('surface', surface, (bytes, file) => {
    const surface = decodeSurface(bytes, file);
    return { hemisphere: surface.hemisphere, surface };
  });
  const labels = await byHemisphere('surfaceLabels', surfaceLabels, (bytes, file) => {
    const labels = oneArray(decodeSurfaceLabels(bytes, file, map), map, file);
    return { hemisphere: labels.hemisphere, labels };
  });
  const reliefs = await byHemisphere('surfaceRelief', surfaceRelief, (bytes, file) =>
    reliefOf(bytes, file, reliefPositive),
  );
  checkSameHemispheres('surfaceLabels', labels, surfaces);
  checkSameHemispheres('surfaceRelief', reliefs, surfaces);
  for (const [hemisphere, one] of surfaces) {
    const [labelled, relief] = [labels.get(hemisphere), reliefs.get(hemisphere)];
    if (labelled) checkVertices(labelled.file, labelled.labels.keys.length, one);
    if (relief) checkVertices(relief.file, relief.values.length, one);
  }
  const settings = {
    surface,
    ...(labels.size > 0 && { surfaceLabels, surfaceLabelMap: map }),
    ...(reliefs.size > 0 && { surfaceRelief, reliefPositive }),
  };
  return { surfaces, labels, reliefs, settings };
}

function checkOptions(options: CortexOptions): void {
  const { surface = [], surfaceLabels, surfaceRelief } = options;
  const option = firstCortexOption({ ...options, surface: undefined });
  if (surface.length === 0 && option !== undefined) {
    throw new UnvanishError(
      'option',
      `\`${option}\`: there is no \`surface\` that it is of`,
      'name one with `surface`',
    );
  }
  if (options.surfaceLabelMap !== undefined && surfaceLabels === undefined) {
    throw new UnvanishError(
      'option',
      '`surfaceLabelMap`: there are no `surfaceLabels`',
      'name labels with `surfaceLabels`',
    );
  }
  if (options.reliefPositive !== undefined && surfaceRelief === undefined) {
    throw new UnvanishError(
      'option',
      '`reliefPositive`: there is no `surfaceRelief`',
      'name sulcal depth or curvature with `surfaceRelief`',
    );
  }
}

async function byHemisphere<Read extends { readonly hemisphere: Hemisphere | undefined }>(
  option: string,
  files: readonly string[],
  read: (bytes: Uint8Array, file: string) => Read,
): Promise<PerHemisphere<Read>> {
  if (files.length > 2) {
    throw new UnvanishError(
      'option',
      `\`${option}\`: one file a hemisphere was expected, and there are ${files.length}: ${files.join(', ')}`,
      'name data before such options',
    );
  }
  const found = new Map<Hemisphere, Read & { readonly file: string }>();
  for (const file of files) {
    const one = read((await readNamed(file)).bytes, file);
    const { hemisphere } = one;
    if (!hemisphere) throw noHemisphere(file);
    const other = found.get(hemisphere);
    if (other) throw new UnvanishError('option', `${file}: is of the ${hemisphere} hemisphere, as ${other.file} is`);
    found.set(hemisphere, { ...one, file });
  }
  return found;
}

/** Refuses to choose among several arrays of labels. */
function oneArray(labels: SurfaceLabels, map: string | undefined, file: string): SurfaceLabels {
  const { arrays } = labels;
  if (map !== undefined || arrays.length === 1) return labels;
  throw new UnvanishError(
    'option',
    `${file}: holds ${arrays.length} arrays of labels`,
    `say which with \`surfaceLabelMap\`: ${someOf(arrays.map(quoted), 8)}`,
  );
}

function reliefOf(bytes: Uint8Array, file: string, positive: 'sulci' | 'gyri') {
  const { maps, values, hemisphere } = decodeVertexMaps(bytes, file);
  if (maps !== 1) {
    throw new UnvanishError('shape', `${file}: holds ${maps} maps where one of sulcal depth or curvature was expected`);
  }
  // NaN stands where there is no cortex, which is as deep as the mean.
  const known = values.filter(Number.isFinite);
  const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
  const sign = positive === 'sulci' ? 1 : -1;
  return { hemisphere, values: values.map((value) => sign * (Number.isFinite(value) ? value : mean)) };
}

function checkSameHemispheres(option: string, files: PerHemisphere<object>, surfaces: PerHemisphere<object>): void {
  for (const [hemisphere, { file }] of files) {
    if (!surfaces.has(hemisphere)) {
      throw new UnvanishError(
        'option',
        `${file}: is of the ${hemisphere} hemisphere, of which there is no \`surface\``,
      );
    }
  }
  const without = [...surfaces.keys()].find((hemisphere) => files.size > 0 && !files.has(hemisphere));
  if (without) throw new UnvanishError('option', `\`${option}\`: there is none of the ${without} hemisphere`);
}

function checkVertices(
  file: string,
  count: number,
  { surface, file: of }: { readonly surface: Surface; readonly file: string },
): void {
  const vertices = surface.points.length / 3;
  if (count === vertices) return;
  throw new UnvanishError(
    'shape',
    `${file}: is of ${count} vertices; ${of} has ${vertices}`,
    'take files of the same mesh',
  );
}
