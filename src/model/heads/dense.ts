import type { Engine } from '../../backend/engine.js';
import type { Pointer } from '../../backend/kernels.js';
import { addProduct, matrix, multiply, transposed } from '../../backend/matrix.js';
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

  forward(engine: Engine, parameters: ParameterPointers, x: Pointer, out: Pointer, rows: number): void {
    const { inputs, outputs } = this;
    const { weight, bias } = this.of(parameters);
    multiply(engine, matrix(x, rows, inputs), transposed(weight), matrix(out, rows, outputs), bias);
  }

  /** dx = dout W; adds dW += dout^T x and db += sum dout where they are wanted. */
  backward(
    engine: Engine,
    parameters: ParameterPointers,
    x: Pointer,
    dout: Pointer,
    dx: Pointer,
    rows: number,
    gradients: ParameterPointers | undefined,
  ): void {
    const { inputs, outputs } = this;
    const d = matrix(dout, rows, outputs);
    multiply(engine, d, this.of(parameters).weight, matrix(dx, rows, inputs));
    if (!gradients) return;
    const { weight, bias } = this.of(gradients);
    addProduct(engine, transposed(d), matrix(x, rows, inputs), weight);
    engine.kernels.sumRows(dout, rows, outputs, bias, outputs);
  }

  private of(pointers: ParameterPointers) {
    return { weight: matrix(pointers[WEIGHT], this.outputs, this.inputs), bias: pointers[BIAS] };
  }
}
