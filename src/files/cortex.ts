import { basename } from 'node:path';
import type { Dataset } from '../data/dataset.js';
import { labelledFeatures } from '../data/space/labelledFeatures.js';
import type { CiftiSpace } from '../data/space/space.js';
import type { Surface } from '../data/space/surface.js';
import type { Cortex, SurfaceFeatures } from '../data/space/surfaceFeatures.js';
import { UnvanishError } from '../errors.js';
import { parseFeatureMapping } from '../formats/images/ciftiMapping.js';
import { featuresOnSurface, REACH } from '../formats/images/featuresOnSurface.js';
import { inFile } from '../formats/namedFile.js';
import { CIFTI_STRUCTURE, hemisphereOfStructure } from '../formats/surfaces/hemisphere.js';
import { quoted, someOf } from '../quoted.js';
import type { CortexFiles, CortexOptions } from './cortexFiles.js';

/** A cortex as it was read, and what a report says of it. */
export interface ReadCortex {
  readonly cortex: Cortex;
  readonly facts: readonly (readonly [term: string, value: string])[];
  /** The files, and how they were read, for run.json. */
  readonly settings: CortexOptions;
}

/** Names that are told of many. */
const TOLD = 8;

/**
 * Finds out where the features lie on surfaces: by the labels of the vertices where these are given, else by the space of the
 * features, a volume or a CIFTI-2 file. Undefined where there are no surfaces.
 *
 * @throws UnvanishError naming the file that is wrong: `missing` where nothing says where the features lie, `labels` or `shape` where
 *   no vertex of a hemisphere has a feature, and as `featuresOnSurface`.
 */
export function featuresOnCortex(files: CortexFiles | undefined, data: Dataset): ReadCortex | undefined {
  if (!files) return undefined;
  const { surfaces, labels, reliefs, settings } = files;
  const unmatched = new Set<string>();
  const placed = [...surfaces].map(([hemisphere, { surface, file }]): SurfaceFeatures => {
    const relief = reliefs.get(hemisphere)?.values;
    const labelled = labels.get(hemisphere)?.labels;
    if (!labelled) return { surface, featureOf: byPlace(surface, data, file), relief };
    // Keys without a name are of no region, as those are whose name says so.
    const found = labelledFeatures(labelled.keys, labelled.names, data.featureNames);
    for (const name of found.unmatched) if (!NO_REGION.test(name)) unmatched.add(name);
    return { surface, featureOf: found.featureOf, relief };
  });
  checkDrawn(placed, files, data);
  const listed = someOf([...unmatched], TOLD);
  return {
    cortex: {
      surfaces: placed,
      ...(unmatched.size > 0 && { note: `Labels of the surface that are no feature’s, drawn pale: ${listed}.` }),
    },
    facts: [
      ...filesFacts(files),
      ...(unmatched.size > 0 ? [['labels that are no feature’s', listed] as const] : []),
      ...placeFacts(placed, files, data),
    ],
    settings,
  };
}

/** The files, and how they were read. */
function filesFacts({ labels, settings }: CortexFiles): ReadCortex['facts'] {
  const { surface = [], surfaceLabels = [], surfaceRelief = [], surfaceLabelMap, reliefPositive } = settings;
  const list = (names: readonly string[]) => names.map((name) => basename(name)).join(', ');
  const maps = new Set([...labels.values()].flatMap((one) => surfaceLabelMap ?? one.labels.name ?? []));
  return [
    ['surfaces', list(surface)],
    ...(surfaceLabels.length > 0 ? [['labels of the surfaces', list(surfaceLabels)] as const] : []),
    ...(maps.size > 0 ? [['array of the labels', [...maps].join(', ')] as const] : []),
    ...(surfaceRelief.length > 0
      ? [['relief of the surfaces', `${list(surfaceRelief)}; positive ${positive[reliefPositive ?? 'sulci']}`] as const]
      : []),
  ];
}

const positive = { sulci: 'in sulci', gyri: 'on gyri' } as const;

/** How much of the surfaces has a feature, and which features are on them twice or not at all. */
function placeFacts(placed: readonly SurfaceFeatures[], { labels }: CortexFiles, data: Dataset): ReadCortex['facts'] {
  const drawn = placed.map(({ surface, featureOf }) => {
    const own = featureOf.reduce((count, feature) => count + (feature < 0 ? 0 : 1), 0);
    return `${surface.hemisphere} ${own} of ${featureOf.length}`;
  });
  const found = new Set(placed.flatMap(({ featureOf }) => [...new Set(featureOf)]));
  const nowhere = data.featureNames.filter((_, feature) => !found.has(feature));
  const twice = labels.size > 0 ? onBothSides(placed).map((feature) => data.featureNames[feature]) : [];
  return [
    ['vertices with a feature', drawn.join(', ')],
    ...(nowhere.length > 0
      ? [[labels.size > 0 ? 'features that no label has' : 'features on no surface', someOf(nowhere, TOLD)] as const]
      : []),
    ...(twice.length > 0 ? [['features on both hemispheres', someOf(twice, TOLD)] as const] : []),
  ];
}

/** What atlases call vertices of no region. */
const NO_REGION = /^(?:\?\?\?|unknown|background|none|)$|medial.?wall|^corpuscallosum$/i;

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

/** Refuses a hemisphere on which nothing would be drawn. */
function checkDrawn(placed: readonly SurfaceFeatures[], files: CortexFiles, data: Dataset): void {
  const hasFeature = ({ featureOf }: SurfaceFeatures) => featureOf.some((feature) => feature >= 0);
  const empty = placed.find((one) => !hasFeature(one));
  if (!empty) return;
  const { hemisphere } = empty.surface;
  const other = placed.find(hasFeature)?.surface.hemisphere;
  const labels = files.labels.get(hemisphere)?.file;
  if (labels !== undefined) {
    throw new UnvanishError(
      'labels',
      `${labels}: none of its labels is the name of a feature`,
      `features are named ${someOf(data.featureNames.map(quoted), 4)}${other ? `; or name the files of the ${other} hemisphere only` : ''}`,
    );
  }
  const file = files.surfaces.get(hemisphere)?.file;
  if (data.space?.kind === 'cifti') throw notThere(`${file}: is of the ${hemisphere} hemisphere`, data.space);
  throw new UnvanishError(
    'shape',
    `${file}: no vertex lies within ${REACH} mm of a voxel of the data`,
    `take a surface in the space of the images, a pial or midthickness one and not an inflated one, or give \`surfaceLabels\`${other ? `; or name the surface of the ${other} hemisphere only` : ''}`,
  );
}

/** Of a hemisphere that features of a CIFTI-2 or GIFTI file do not lie on. */
function notThere(problem: string, { map }: CiftiSpace): UnvanishError {
  const structures = structuresOf(map);
  const hemispheres = structures.flatMap((structure) => hemisphereOfStructure(structure) ?? []);
  const names = structures.map((structure) => structure.slice(CIFTI_STRUCTURE.length));
  return new UnvanishError(
    'shape',
    `${problem}; the features lie on ${names.length > 0 ? someOf(names, 4) : 'no surface'}`,
    hemispheres.length > 0
      ? `name the surface of the ${hemispheres.join(' and the ')} hemisphere only`
      : 'leave `surface` out',
  );
}

/** The structures that features lie on. */
function structuresOf(map: string): string[] {
  const mapping = parseFeatureMapping(map, 'the space of the features');
  const all =
    mapping.kind === 'parcels'
      ? mapping.parcels.flatMap(({ vertices }) => [...vertices.keys()])
      : mapping.models.map(({ structure }) => structure);
  return [...new Set(all)];
}
