import type { Surface } from '../../data/space/surface.js';
import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import type { Gifti } from './gifti.js';

export type Hemisphere = Surface['hemisphere'];

const STRUCTURE = 'AnatomicalStructurePrimary';
const STRUCTURES: ReadonlyMap<string, Hemisphere> = new Map([
  ['CortexLeft', 'left'],
  ['CortexRight', 'right'],
]);
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
