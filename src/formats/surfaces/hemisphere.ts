import type { Surface } from '../../data/space/surface.js';
import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import type { Gifti } from './gifti.js';

export type Hemisphere = Surface['hemisphere'];

const HEMISPHERES = ['left', 'right'] as const;
const STRUCTURE = 'AnatomicalStructurePrimary';
/** What the cortex of each hemisphere is called in GIFTI. */
export const GIFTI_CORTEX = { left: 'CortexLeft', right: 'CortexRight' } as const;
const STRUCTURES: ReadonlyMap<string, Hemisphere> = new Map(HEMISPHERES.map((one) => [GIFTI_CORTEX[one], one]));
/** How CIFTI-2 begins the name of a structure. */
export const CIFTI_STRUCTURE = 'CIFTI_STRUCTURE_';
/** What the cortex of each hemisphere is called in CIFTI-2. */
export const CIFTI_CORTEX = { left: `${CIFTI_STRUCTURE}CORTEX_LEFT`, right: `${CIFTI_STRUCTURE}CORTEX_RIGHT` } as const;
/** What programs write where they do not know. */
const UNKNOWN = ['', 'Unknown', 'Invalid'];

/**
 * Which hemisphere of the cortex a file is of: as its metadata say (`AnatomicalStructurePrimary`, of its arrays or of itself), else
 * its name (`sub-01_hemi-L_pial.surf.gii`, `100307.L.inflated.surf.gii`, `lh.pial.gii`, `pial_left.gii.gz`); undefined where neither does.
 *
 * @throws UnvanishError `format` where the metadata say another structure, or both hemispheres.
 */
export function hemisphereOf({ name, metadata, arrays }: Gifti): Hemisphere | undefined {
  const said = [metadata, ...arrays.map((array) => array.metadata)].map((each) => each.get(STRUCTURE) ?? '');
  const structures = [...new Set(said)].filter((structure) => !UNKNOWN.includes(structure));
  const [structure, another] = structures;
  if (structure === undefined) return hemisphereOfName(name);
  const hemisphere = another === undefined ? STRUCTURES.get(structure) : undefined;
  if (hemisphere) return hemisphere;
  throw new UnvanishError(
    'format',
    `${name}: is of ${structures.map(quoted).join(' and ')} (${STRUCTURE}); CortexLeft or CortexRight was expected`,
  );
}

/** The hemisphere whose cortex a structure of CIFTI-2 is. */
export function hemisphereOfStructure(structure: string): Hemisphere | undefined {
  return HEMISPHERES.find((one) => CIFTI_CORTEX[one] === structure);
}

/** Of a file that has to be of a hemisphere and does not say of which. */
export function noHemisphere(name: string): UnvanishError {
  return new UnvanishError(
    'missing',
    `${name}: neither the file (${STRUCTURE}) nor its name says which hemisphere it is`,
    'put .L. or .R. into its name, or say it: wb_command -set-structure FILE CORTEX_LEFT',
  );
}

/** The hemisphere that a file's name says. */
export function hemisphereOfName(name: string): Hemisphere | undefined {
  const file = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  // What BIDS has for it goes before anything else that may stand in a name.
  const entity = /(?:^|_)hemi-([LR])(?=[_.])/.exec(file)?.[1];
  const parts = entity === undefined ? file.split(/[._-]/) : [entity];
  const left = parts.some((part) => part === 'L' || /^(?:lh|left)$/i.test(part));
  const right = parts.some((part) => part === 'R' || /^(?:rh|right)$/i.test(part));
  if (left === right) return undefined;
  return left ? 'left' : 'right';
}
