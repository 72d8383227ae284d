import type { Pointer } from '../../backend/kernels.js';
import type { ParameterPointers } from '../parameters.js';

/** What a backward pass is to give: gradients of the parameters are added to, that of the input is written (of a path: added to). */
export interface Wanted {
  /** dL/dx [sample, time, feature], or, added up over the points of a path, [time, feature]; 0 where it is not wanted. */
  readonly dx: Pointer;
  /** Gradients to add to, by parameter name; undefined where they are not wanted. */
  readonly gradients: ParameterPointers | undefined;
  /** Leaves out whatever passes through a recurrence: every time step's cell by itself. */
  readonly direct?: boolean | undefined;
}
