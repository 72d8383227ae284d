import type { Engine } from '../../../backend/engine.js';
import { type Matrix, matrix } from '../../../backend/matrix.js';
import { type ParameterDeclaration, type ParameterPointers, xavier } from '../../parameters.js';
import type { SumsShape } from './runningSums.js';
import type { RecurrentConfig } from './settings.js';

/** Norms below it count as so much, as in PyTorch's `F.normalize`. */
export const LEAST_NORM = 1e-12;

type HopSteps = readonly [nStep: number, gStep: number, groupStep: number, kStep: number];

/**
 * W_iBarh [N or r N, G], which makes gates of what is attended to. The product with it goes before the running sums or after them,
 * wherever rows are shorter: with fewer gates than features, x is projected first and never expanded to hops times features.
 */
export class AttendedWeight {
  readonly parameter: ParameterDeclaration;
  /** Whether the product goes before the running sums. */
  readonly projectFirst: boolean;
  /** The running sums that go with it. */
  readonly sums: SumsShape;
  /** Numbers of a time step between the product and the running sums: all hops of the matrix feed. */
  readonly between: number;
  /** Whether what is attended to is divided by its Euclidean norm, all hops of a step at once. */
  readonly normalised: boolean;
  /** Whether the weight has rows for every hop. */
  private readonly matrixFeed: boolean;
  private readonly n: number;
  /** Where hop k goes, in elements, for feature n and gate g: to columns [hops / 4, G, 4], or rows [hops / 4, N, 4]. */
  private readonly hopSteps: HopSteps;

  constructor(
    { inputSize: n, hops, inputCellAttention }: RecurrentConfig,
    private readonly gateRows: number,
    hopRow: number,
    name: string,
  ) {
    this.n = n;
    this.normalised = inputCellAttention === 'normalised';
    this.matrixFeed = inputCellAttention === 'matrix' || this.normalised;
    // A norm is of M_t itself, which has to be formed.
    this.projectFirst = gateRows <= n && !this.normalised;
    const seen = this.matrixFeed ? hops * n : n;
    this.parameter = { name, shape: [seen, gateRows], bound: xavier(seen, gateRows) };
    const width = this.projectFirst ? gateRows : n;
    const kind = !this.matrixFeed ? 'shared, summed' : this.projectFirst ? 'own, summed' : 'shared, own';
    this.sums = { kind, scale: this.matrixFeed ? 1 : 1 / hops, width, hops, hopRow };
    this.between = width * (this.matrixFeed ? hopRow : 1);
    this.hopSteps = this.projectFirst
      ? [gateRows * hopRow, 4, 4 * gateRows, 1]
      : [4 * gateRows, 1, 4 * n * gateRows, gateRows];
  }

  /** As the product takes it: [N, between] before the running sums, [between, G] after them; hops in the order of the sums. */
  ordered(engine: Engine, parameters: ParameterPointers): Matrix {
    const { n, gateRows, sums, parameter } = this;
    const stored = parameters[parameter.name];
    if (!this.matrixFeed) return this.view(stored);
    const weight = engine.allocate(sums.hopRow * n * gateRows);
    engine.kernels.spreadHops(stored, weight, sums.hops, sums.hopRow, n, gateRows, ...this.hopSteps);
    return this.view(weight);
  }

  /** Where the gradient of the ordered weight is added up; `endGradient` brings it to its parameter. */
  beginGradient(engine: Engine, gradients: ParameterPointers): Matrix {
    const { n, gateRows, sums, parameter } = this;
    return this.view(this.matrixFeed ? engine.allocateZeros(sums.hopRow * n * gateRows) : gradients[parameter.name]);
  }

  endGradient({ kernels }: Engine, { at }: Matrix, gradients: ParameterPointers): void {
    if (!this.matrixFeed) return;
    kernels.gatherHops(at, gradients[this.parameter.name], this.sums.hops, this.n, this.gateRows, ...this.hopSteps);
  }

  /** What one step's attention [hops, N] makes of the weight's rows: all hops, over their norm or not, or their mean. */
  seenBy(attended: Float64Array): Float32Array {
    const seen = new Float32Array(this.parameter.shape[0]);
    const scale = this.normalised ? 1 / Math.max(norm(attended), LEAST_NORM) : this.sums.scale;
    attended.forEach((value, i) => {
      seen[i % seen.length] += value * scale;
    });
    return seen;
  }

  private view(at: number): Matrix {
    return this.projectFirst ? matrix(at, this.n, this.between) : matrix(at, this.between, this.gateRows);
  }
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
