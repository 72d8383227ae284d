import { checkArgument } from '../../options.js';

/** A triangle mesh of one hemisphere of the cortex. */
export interface Surface {
  readonly hemisphere: 'left' | 'right';
  /** Where each vertex lies, in millimetres: right, anterior and superior are positive. [vertex, 3]. */
  readonly points: Float32Array;
  /** The three vertices of each triangle, [triangle, 3]. */
  readonly triangles: Uint32Array;
  /**
   * How far FreeSurfer's points lie from scanner space, in millimetres: to be added to them, where the volume is not oblique. Left out
   * where they lie in scanner space, or nothing is known.
   */
  readonly scannerOffset?: readonly [right: number, anterior: number, superior: number];
}

/**
 * Checks that a value names a hemisphere.
 *
 * @param name what it is called, for errors.
 * @throws UnvanishError `option`.
 */
export function checkHemisphere(hemisphere: unknown, name: string): void {
  checkArgument(hemisphere === 'left' || hemisphere === 'right', name, hemisphere, 'left or right');
}
