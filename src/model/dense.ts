import type { Engine } from '../backend/engine.js';
import type { Pointer } from '../backend/kernels.js';
import type { ParameterPointers } from './parameters.js';

/** The last layer, as PyTorch's nn.Linear: out [rows, C] = x [rows, H] W^T + b, with `fc.weight` [C, H]. */
export function denseForward(
  { kernels }: Engine,
  parameters: ParameterPointers,
  x: Pointer,
  out: Pointer,
  { rows, inputs, outputs }: DenseShape,
): void {
  kernels.fillRows(out, rows, outputs, parameters['fc.bias'], outputs);
  kernels.matmul(x, inputs, 1, parameters['fc.weight'], 1, inputs, out, outputs, rows, outputs, inputs, 1);
}

/** dx = dout W; adds dW += dout^T x and db += sum dout where they are wanted. */
export function denseBackward(
  { kernels }: Engine,
  parameters: ParameterPointers,
  x: Pointer,
  dout: Pointer,
  dx: Pointer,
  { rows, inputs, outputs }: DenseShape,
  gradients: ParameterPointers | undefined,
): void {
  kernels.matmul(dout, outputs, 1, parameters['fc.weight'], inputs, 1, dx, inputs, rows, inputs, outputs, 0);
  if (!gradients) return;
  kernels.matmul(dout, 1, outputs, x, inputs, 1, gradients['fc.weight'], inputs, outputs, inputs, rows, 1);
  kernels.sumRows(dout, rows, outputs, gradients['fc.bias'], outputs);
}

export interface DenseShape {
  readonly rows: number;
  readonly inputs: number;
  readonly outputs: number;
}
