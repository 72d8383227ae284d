import type { Engine } from '../../backend/engine.js';
import type { Pointer } from '../../backend/kernels.js';
import type { ParameterDeclaration, ParameterPointers } from '../parameters.js';

const WEIGHT = 'fc.weight';
const BIAS = 'fc.bias';

/** The last layer, as PyTorch's nn.Linear: out [rows, C] = x [rows, F] W^T + b. */
export class Dense {
  readonly parameters: readonly ParameterDeclaration[];

  constructor(
    private readonly inputs: number,
    private readonly outputs: number,
  ) {
    const bound = 1 / Math.sqrt(inputs);
    this.parameters = [
      { name: WEIGHT, shape: [outputs, inputs], bound },
      { name: BIAS, shape: [outputs], bound },
    ];
  }

  forward({ kernels }: Engine, parameters: ParameterPointers, x: Pointer, out: Pointer, rows: number): void {
    const { inputs, outputs } = this;
    const [weight, bias] = [parameters[WEIGHT], parameters[BIAS]];
    kernels.products(1, x, 0, inputs, 1, weight, 0, 1, inputs, out, 0, outputs, rows, outputs, inputs, bias);
  }

  /** dx = dout W; adds dW += dout^T x and db += sum dout where they are wanted. */
  backward(
    { kernels }: Engine,
    parameters: ParameterPointers,
    x: Pointer,
    dout: Pointer,
    dx: Pointer,
    rows: number,
    gradients: ParameterPointers | undefined,
  ): void {
    const { inputs, outputs } = this;
    kernels.matmul(dout, outputs, 1, parameters[WEIGHT], inputs, 1, dx, inputs, rows, inputs, outputs, 0);
    if (!gradients) return;
    kernels.matmul(dout, 1, outputs, x, inputs, 1, gradients[WEIGHT], inputs, outputs, inputs, rows, 1);
    kernels.sumRows(dout, rows, outputs, gradients[BIAS], outputs);
  }
}
