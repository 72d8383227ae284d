import { basename } from 'node:path';
import type { Dataset } from '../data/dataset.js';
import { labelledFeatures } from '../data/space/labelledFeatures.js';
import type { Surface } from '../data/space/surface.js';
import type { Cortex, SurfaceFeatures } from '../data/space/surfaceFeatures.js';
import { UnvanishError } from '../errors.js';
import { featuresOnSurface } from '../formats/images/featuresOnSurface.js';
import { inFile } from '../formats/namedFile.js';
import type { Hemisphere } from '../formats/surfaces/hemisphere.js';
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

/** A cortex as it was read, and what a report says of it. */
export interface ReadCortex {
  readonly cortex: Cortex;
  readonly facts: readonly (readonly [term: string, value: string])[];
}

type PerHemisphere<Read> = ReadonlyMap<Hemisphere, Read & { readonly file: string }>;

/**
 * Reads the surfaces of one hemisphere or both, and finds out where the features lie on them: by the labels of the vertices where
 * these are given, else by the space of the features, a volume or a CIFTI-2 file. Undefined where no surface is named.
 *
 * @throws UnvanishError naming the file that is wrong: `option` where there are labels or a relief and no surface, three surfaces or
 *   two of one hemisphere, `missing` where nothing says where the features lie, `shape` where files are of different meshes, and as
 *   `decodeSurface`, `decodeSurfaceLabels`, `decodeVertexMaps` and `featuresOnSurface`.
 */
export async function readCortex(options: CortexOptions, data: Dataset): Promise<ReadCortex | undefined> {
  const { surface: files = [], surfaceLabels = [], surfaceLabelMap: map, surfaceRelief = [] } = options;
  checkOptions(options);
  if (files.length === 0) return undefined;
  const surfaces = await byHemisphere('surface', files, (bytes, file) => ({ surface: decodeSurface(bytes, file) }));
  const labels = await byHemisphere('surfaceLabels', surfaceLabels, (bytes, file) => ({
    labels: oneArray(decodeSurfaceLabels(bytes, file, map), map, file),
  }));
  const reliefs = await byHemisphere('surfaceRelief', surfaceRelief, (bytes, file) => reliefOf(bytes, file, options));
  for (const [option, others] of [
    ['surfaceLabels', labels],
    ['surfaceRelief', reliefs],
  ] as const) {
    checkSameHemispheres(option, others, surfaces);
  }
  const unmatched = new Set<string>();
  const placed = [...surfaces].map(([hemisphere, { surface, file }]): SurfaceFeatures => {
    const labelled = labels.get(hemisphere);
    const relief = reliefs.get(hemisphere);
    if (relief) checkVertices(relief.file, relief.values.length, surface, file);
    if (!labelled) return { surface, featureOf: byPlace(surface, data, file), relief: relief?.values };
    const { keys, names, unnamed } = labelled.labels;
    checkVertices(labelled.file, keys.length, surface, file);
    const found = labelledFeatures(keys, names, data.featureNames);
    for (const name of found.unmatched) if (!NO_REGION.test(name)) unmatched.add(name);
    for (const key of unnamed) unmatched.add(`${key}, which has no name`);
    return { surface, featureOf: found.featureOf, relief: relief?.values };
  });
  checkDrawn(placed, data, surfaceLabels);
  const list = (names: readonly string[]) => names.map((name) => basename(name)).join(', ');
  const listed = someOf([...unmatched], 8);
  const bothSides = onBothSides(placed).map((feature) => data.featureNames[feature]);
  return {
    cortex: {
      surfaces: placed,
      ...(unmatched.size > 0 && { note: `Labels of the surface that are no feature’s, left grey: ${listed}.` }),
    },
    facts: [
      ['surfaces', list(files)],
      ...(surfaceLabels.length > 0 ? [['labels of the surfaces', list(surfaceLabels)] as const] : []),
      ...(unmatched.size > 0 ? [['labels that are no feature’s', listed] as const] : []),
      ...(labels.size > 0 && bothSides.length > 0
        ? [['features on both hemispheres', someOf(bothSides, 8)] as const]
        : []),
      ...(surfaceRelief.length > 0 ? [['relief of the surfaces', list(surfaceRelief)] as const] : []),
    ],
  };
}

/** What atlases call vertices of no region. */
const NO_REGION = /^(?:\?\?\?|unknown|background|none|)$|medial.?wall|^corpuscallosum$/i;

function checkOptions({ surface = [], ...others }: CortexOptions): void {
  const [option] = Object.entries(others).find(([key, value]) => value !== undefined && cortexKeys.has(key)) ?? [];
  if (surface.length === 0 && option !== undefined) {
    throw new UnvanishError(
      'option',
      `\`${option}\`: there is no \`surface\` that it is of`,
      'name one with `surface`',
    );
  }
  if (others.surfaceLabelMap !== undefined && others.surfaceLabels === undefined) {
    throw new UnvanishError('option', '`surfaceLabelMap`: there are no `surfaceLabels`');
  }
  if (others.reliefPositive !== undefined && others.surfaceRelief === undefined) {
    throw new UnvanishError('option', '`reliefPositive`: there is no `surfaceRelief`');
  }
}

const cortexKeys: ReadonlySet<string> = new Set([
  'surfaceLabels',
  'surfaceLabelMap',
  'surfaceRelief',
  'reliefPositive',
]);

async function byHemisphere<Read extends object>(
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
    const hemisphere = hemisphereIn(one, file);
    const other = found.get(hemisphere);
    if (other) throw new UnvanishError('option', `${file}: is of the ${hemisphere} hemisphere, as ${other.file} is`);
    found.set(hemisphere, { ...one, file });
  }
  return found;
}

/** The hemisphere that a surface, labels or maps are of. */
function hemisphereIn(read: object, file: string): Hemisphere {
  const parts: readonly { hemisphere?: Hemisphere | undefined }[] = [read, ...Object.values(read)];
  const found = parts.find((part) => part?.hemisphere !== undefined)?.hemisphere;
  if (found) return found;
  throw new UnvanishError(
    'missing',
    `${file}: neither the file (AnatomicalStructurePrimary) nor its name says which hemisphere it is`,
    'put .L. or .R. into its name, or say it: wb_command -set-structure FILE CORTEX_LEFT',
  );
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

function reliefOf(bytes: Uint8Array, file: string, { reliefPositive = 'sulci' }: CortexOptions) {
  const { maps, values, hemisphere } = decodeVertexMaps(bytes, file);
  if (maps !== 1) {
    throw new UnvanishError('shape', `${file}: holds ${maps} maps where one of sulcal depth or curvature was expected`);
  }
  // NaN stands where there is no cortex, which is as deep as the mean.
  const known = values.filter(Number.isFinite);
  const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
  const sign = reliefPositive === 'sulci' ? 1 : -1;
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

function checkVertices(file: string, count: number, { points }: Surface, surface: string): void {
  if (count === points.length / 3) return;
  throw new UnvanishError(
    'shape',
    `${file}: is of ${count} vertices; ${surface} has ${points.length / 3}`,
    'take files of the same mesh',
  );
}

function byPlace(surface: Surface, { space }: Dataset, file: string): Int32Array {
  if (space) return inFile(file, () => featuresOnSurface(surface, space));
  throw new UnvanishError(
    'missing',
    `${file}: the features are of no image, so that nothing says where they lie on a surface`,
    'give labels of its vertices that are named as the features are, with `surfaceLabels`',
  );
}

/** Features that vertices of both hemispheres have. */
function onBothSides([one, other]: readonly SurfaceFeatures[]): number[] {
  if (!other) return [];
  const own = new Set(one.featureOf);
  return [...new Set(other.featureOf)].filter((feature) => feature >= 0 && own.has(feature)).sort((a, b) => a - b);
}

function checkDrawn(surfaces: readonly SurfaceFeatures[], data: Dataset, labels: readonly string[]): void {
  if (surfaces.some(({ featureOf }) => featureOf.some((feature) => feature >= 0))) return;
  const [file] = labels;
  if (file === undefined) {
    throw new UnvanishError(
      'shape',
      'no vertex of the surfaces has a feature: none lies within 3 mm of a voxel of the data',
      'take surfaces in the space of the images (a pial or midthickness one, not one that is inflated), or give `surfaceLabels`',
    );
  }
  throw new UnvanishError(
    'labels',
    `${file}: none of its labels is the name of a feature`,
    `features are named ${someOf(data.featureNames.map(quoted), 4)}`,
  );
}
