import type { Mesh } from '../../data/space/surfaceMesh.js';
import type { RandomIntegers } from '../../statistics/randomIntegers.js';
import { fissureAt } from './cortexForm.js';

/** Anterior and superior, in millimetres. */
type Spot = readonly [y: number, z: number];

/** A main sulcus: a line on the lateral or the medial side, and by how many millimetres it is deeper than others. */
interface Sulcus {
  readonly side: 'lateral' | 'medial';
  readonly line: readonly Spot[];
  readonly depth: number;
}

/** What is marked out on the form before folds grow. */
export interface CortexMarks {
  /** Pulls folds down into sulci, [vertex]. */
  readonly force: Float64Array;
  /** Millimetres by which main sulci and the medial wall lie deeper, [vertex]. */
  readonly hollow: Float64Array;
  /** How much harder it is for a parcel to spread, so that borders lie in main sulci, [vertex]. */
  readonly barrier: Float64Array;
  /** 1 where there is no cortex, [vertex]. */
  readonly medialWall: Uint8Array;
  /** Grey of the medial wall, as a sulcal depth, [vertex]. */
  readonly wallShade: Float32Array;
}

/** The main sulci where they lie on average. */
export const mainSulci: readonly Sulcus[] = [
  // The hind part of the lateral sulcus, whose fore part is the fissure of the form.
  sulcus('lateral', 4, [-20, 2], [-40, 10], [-52, 20]),
  // Central, precentral, superior temporal, intraparietal, superior frontal.
  sulcus('lateral', 2, [-30, 84], [-18, 64], [-10, 44], [-2, 22]),
  sulcus('lateral', 1, [10, 66], [12, 44], [20, 20]),
  sulcus('lateral', 2, [16, -32], [-12, -18], [-40, -4], [-62, 12], [-68, 26]),
  sulcus('lateral', 1.5, [-34, 44], [-56, 48], [-76, 34]),
  sulcus('lateral', 1, [14, 54], [36, 42], [52, 26]),
  // Cingulate, parieto-occipital, calcarine.
  sulcus('medial', 2, [36, -12], [50, 6], [44, 28], [22, 42], [-8, 46], [-36, 46], [-50, 62], [-52, 80]),
  sulcus('medial', 2, [-54, 2], [-66, 18], [-74, 42]),
  sulcus('medial', 2, [-50, -2], [-70, 4], [-94, 0]),
];
/** Millimetres from the middle of a main sulcus to where it pulls no more, and how far it lies from person to person. */
const WIDTH = 4;
const SPREAD = 6;

/** The corpus callosum: an arch about a spot on the medial side, its half axes, and where its lower edge is as a share of them. */
const ARCH = { y: -7, z: 3, along: 41, up: 25, inner: 0.76 };
/** The arch ends here, and the medial wall here. */
const [ARCH_END, WALL_END] = [-5, -15];

function sulcus(side: Sulcus['side'], depth: number, ...line: Spot[]): Sulcus {
  return { side, line, depth };
}

/** The main sulci, each moved a little. */
export function drawnSulci(random: RandomIntegers, position: number): readonly Sulcus[] {
  const moves = random.uniform(2 * mainSulci.length, position);
  return mainSulci.map((one, index) => {
    const [along, up] = [SPREAD * (moves[2 * index] - 0.5), SPREAD * (moves[2 * index + 1] - 0.5)];
    return { ...one, line: one.line.map(([y, z]) => [y + along, z + up] as const) };
  });
}

/** Marks on the smooth form, whose lateral side is positive. */
export function marksOf({ points }: Mesh, normals: Float32Array, lines: readonly Sulcus[]): CortexMarks {
  const count = points.length / 3;
  const [force, hollow, barrier] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  const medialWall = new Uint8Array(count);
  const wallShade = new Float32Array(count);
  for (let vertex = 0; vertex < count; vertex++) {
    const [x, y, z] = [points[3 * vertex], points[3 * vertex + 1], points[3 * vertex + 2]];
    const outward = normals[3 * vertex];
    const fissure = bump(fissureAt(x, y, z) / 4) * clamp((y + 50) / 20);
    barrier[vertex] += 4 * fissure;
    force[vertex] -= 1.1 * fissure;
    hollow[vertex] += 3 * fissure;
    for (const { side, line, depth } of lines) {
      if (side === 'lateral' ? outward < 0.1 : outward > -0.6) continue;
      const near = bump(distance([y, z], line) / WIDTH);
      force[vertex] -= 0.9 * near;
      hollow[vertex] += depth * near;
      barrier[vertex] += 0.25 * depth * near;
    }
    if (outward > -0.2 || x > 20 || z < WALL_END) continue;
    const around = aroundArch(y, z);
    // The sulcus along the corpus callosum.
    if (z > ARCH_END - 2) force[vertex] -= 1.5 * bump((around - 1.09) / 0.09);
    if (around >= (z > ARCH_END ? 1 : 0.8)) continue;
    medialWall[vertex] = 1;
    const band = z > ARCH_END ? 1 - clamp((ARCH.inner - around) / 0.12) : 0;
    const inside = clamp(3 * (1 - around / ARCH.inner)) * clamp((z - WALL_END) / 12);
    hollow[vertex] = 1.5 + 5 * (1 - band) * inside;
    wallShade[vertex] = 0.45 - 0.4 * band;
  }
  return { force, hollow, barrier, medialWall, wallShade };
}

/** 0 in the middle of the arch of the corpus callosum, 1 on its upper edge; below the middle the arch is drawn out. */
function aroundArch(y: number, z: number): number {
  const along = (y - ARCH.y) / ARCH.along;
  const up = (z - ARCH.z) / (z > ARCH.z ? ARCH.up : 2.2 * ARCH.up);
  return Math.sqrt(along * along + up * up);
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

/** 1 at 0, falling smoothly to 0 at 1 and beyond. */
function bump(at: number): number {
  const inside = Math.max(0, 1 - at * at);
  return inside * inside;
}

function distance([y, z]: Spot, line: readonly Spot[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 1; i < line.length; i++) {
    const [[ay, az], [by, bz]] = [line[i - 1], line[i]];
    const [dy, dz] = [by - ay, bz - az];
    const share = Math.min(1, Math.max(0, ((y - ay) * dy + (z - az) * dz) / (dy * dy + dz * dz)));
    const [ey, ez] = [y - ay - share * dy, z - az - share * dz];
    least = Math.min(least, ey * ey + ez * ez);
  }
  return Math.sqrt(least);
}
