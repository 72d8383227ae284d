import { add, addOuter, type Matrix, matvec, transpose, type Vector } from './matrix.js';

/** W x + b, with W [C, H]. */
export function denseForward(x: Vector, weight: Matrix, bias: Vector): Vector {
  return add(matvec(weight, x), bias);
}

/** dx = W^T dout; adds dW += dout x^T and db += dout. */
export function denseBackward(x: Vector, weight: Matrix, dout: Vector, dWeight: Matrix, dBias: Vector): Vector {
  addOuter(dWeight, dout, x);
  dout.forEach((value, j) => {
    dBias[j] += value;
  });
  return matvec(transpose(weight), dout);
}
