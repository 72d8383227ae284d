import { parcelsOf } from '../../data/space/meshParcels.js';
import type { Surface } from '../../data/space/surface.js';
import type { SurfaceFeatures } from '../../data/space/surfaceFeatures.js';
import { type Mesh, vertexNormals } from '../../data/space/surfaceMesh.js';
import { RandomIntegers } from '../../statistics/randomIntegers.js';
import { Folding } from './cortexFolds.js';
import { cortexForm } from './cortexForm.js';
import { type CortexMarks, drawnSulci, mainSulci, marksOf } from './cortexMarks.js';

/** A hemisphere that was made, not measured. */
export interface SchematicHemisphere {
  readonly surface: Surface;
  /** Sulcal depth of each vertex, from 0 on gyri to 1 in sulci, [vertex]. */
  readonly relief: Float32Array;
  /** 1 where there is no cortex: the corpus callosum and what lies below it. [vertex]. */
  readonly medialWall: Uint8Array;
}

/** Both hemispheres, and what cuts them into parcels. */
export interface SchematicCortex {
  readonly left: SchematicHemisphere;
  readonly right: SchematicHemisphere;
  /**
   * The parcel of each vertex of a hemisphere, -1 on the medial wall: `count` parcels of about equal area that each hang together,
   * numbered from front to back, whose borders lie in the main sulci where they can. They are the same ones on both sides. [vertex].
   *
   * @throws UnvanishError `size` where there are fewer vertices than parcels.
   */
  parcels(count: number): Int32Array;
}

/** Vertices are 10 times its square, and two. */
const FREQUENCY = 33;
/** Millimetres from the crown of a gyrus to the bottom of a sulcus, and how much a crown bulges. */
const DEPTH = 3.8;
const BULGE = 1.4;

/**
 * A cortex for simulated data: the form of a brain out of ellipsoids, folds as they grow on it, the main sulci where they are in
 * people. It is nobody's, and no atlas fits it. In millimetres, about as large as an adult's; 10,892 vertices a hemisphere. The
 * folds of the two hemispheres differ. The same seed gives the same bits everywhere.
 *
 * @throws UnvanishError `option` where the seed is not a whole number from 0 to 4294967295.
 */
export function schematicCortex(seed = 0): SchematicCortex {
  const random = new RandomIntegers(seed, 'data');
  const form = cortexForm(FREQUENCY);
  const folding = new Folding(form);
  const normals = vertexNormals(form);
  const count = form.points.length / 3;
  const grown = (hemisphere: Surface['hemisphere'], position: number): SchematicHemisphere => {
    const marks = marksOf(form, normals, drawnSulci(random, position));
    const noise = Float64Array.from(random.uniform(count, position + 1), (value) => 0.6 * (value - 0.5));
    const folds = folding.grow(noise, marks.force, marks.medialWall);
    return folded(form, normals, folds, marks, hemisphere);
  };
  const left = grown('left', 0);
  const inside = left.medialWall.map((one) => 1 - one);
  const parcels = (count: number) => parcelsOf(form, count, inside, marksOf(form, normals, mainSulci).barrier);
  return { left, right: grown('right', 2), parcels };
}

/**
 * Regions of a simulation on the cortex: region 0 on the foremost parcel of the left hemisphere, region 1 on that of the right one, and so on to the
 * back.
 *
 * @throws UnvanishError `size` as `parcels`.
 */
export function regionsOnCortex(cortex: SchematicCortex, regions: number): SurfaceFeatures[] {
  return [cortex.left, cortex.right].map(({ surface, relief }, side) => {
    const parcels = cortex.parcels(Math.floor((regions + 1 - side) / 2));
    return { surface, relief, featureOf: parcels.map((parcel) => (parcel < 0 ? -1 : 2 * parcel + side)) };
  });
}

/** The form with its folds: vertices moved along their normals, and the left hemisphere turned into its mirror form. */
function folded(
  { points, triangles }: Mesh,
  normals: Float32Array,
  folds: Float64Array,
  { hollow, wallShade, medialWall }: CortexMarks,
  hemisphere: Surface['hemisphere'],
): SchematicHemisphere {
  const relief = new Float32Array(folds.length);
  const moved = new Float32Array(points.length);
  const sign = hemisphere === 'left' ? -1 : 1;
  for (let vertex = 0; vertex < folds.length; vertex++) {
    // Crowns are wide and sulci narrow: a smooth step that is 1 long before a fold is at its highest.
    const crown = Math.min(1, Math.max(0, (folds[vertex] + 1.05) / 0.95));
    const low = (1 - crown) * (1 - crown) * (1 + 2 * crown);
    const bulge = Math.min(0.9, Math.max(0, folds[vertex]));
    const inward = hollow[vertex] + (medialWall[vertex] ? 0 : DEPTH * low - BULGE * bulge);
    relief[vertex] = medialWall[vertex] ? wallShade[vertex] : low;
    for (let axis = 0; axis < 3; axis++) {
      const at = 3 * vertex + axis;
      moved[at] = (points[at] - inward * normals[at]) * (axis === 0 ? sign : 1);
    }
  }
  // A mirror image turns triangles over: the second and the third corner change places.
  const wound = sign > 0 ? triangles : triangles.map((_, at) => triangles[at - (at % 3) + ((3 - (at % 3)) % 3)]);
  return { surface: { hemisphere, points: moved, triangles: wound }, relief, medialWall };
}
