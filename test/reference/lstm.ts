import { add, addOuter, type Matrix, matvec, transpose, type Vector, zeros } from './matrix.js';

/** One step's activated gates and states, each [H]. */
export interface LstmStep {
  i: Vector;
  f: Vector;
  g: Vector;
  o: Vector;
  c: Vector;
  h: Vector;
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/**
 * One series through the LSTM: (i, f, g, o)_t = (sigma, sigma, tanh, sigma)(z_t + W_hh h_{t-1}),
 * c_t = f c_{t-1} + i g, h_t = o tanh(c_t), from z [T, 4H] (the input's part and the biases) and W_hh [4H, H].
 */
export function lstmForward(z: Matrix, weight: Matrix): LstmStep[] {
  const hidden = weight[0].length;
  let h: Vector = new Array(hidden).fill(0);
  let c: Vector = new Array(hidden).fill(0);
  return z.map((zt) => {
    const gates = add(zt, matvec(weight, h));
    const i = gates.slice(0, hidden).map(sigmoid);
    const f = gates.slice(hidden, 2 * hidden).map(sigmoid);
    const g = gates.slice(2 * hidden, 3 * hidden).map(Math.tanh);
    const o = gates.slice(3 * hidden).map(sigmoid);
    c = c.map((before, j) => f[j] * before + i[j] * g[j]);
    h = c.map((ct, j) => o[j] * Math.tanh(ct));
    return { i, f, g, o, c, h };
  });
}

/** From dh [T, H], the gradient of every h_t but through the recurrence: dz [T, 4H] and dW_hh [4H, H]. */
export function lstmBackward(steps: LstmStep[], weight: Matrix, dh: Matrix): { dz: Matrix; dWeight: Matrix } {
  const hidden = weight[0].length;
  const dWeight = zeros(4 * hidden, hidden);
  const dz: Matrix = [];
  let dhNext: Vector = new Array(hidden).fill(0);
  let dcNext: Vector = new Array(hidden).fill(0);
  for (let t = steps.length - 1; t >= 0; t--) {
    const { i, f, g, o, c } = steps[t];
    const before = t > 0 ? steps[t - 1] : undefined;
    const dht = add(dh[t], dhNext);
    const dc = dcNext.map((value, j) => value + dht[j] * o[j] * (1 - Math.tanh(c[j]) ** 2));
    dz[t] = [
      ...dc.map((value, j) => value * g[j] * i[j] * (1 - i[j])),
      ...dc.map((value, j) => value * (before?.c[j] ?? 0) * f[j] * (1 - f[j])),
      ...dc.map((value, j) => value * i[j] * (1 - g[j] ** 2)),
      ...dht.map((value, j) => value * Math.tanh(c[j]) * o[j] * (1 - o[j])),
    ];
    if (before) addOuter(dWeight, dz[t], before.h);
    dhNext = matvec(transpose(weight), dz[t]);
    dcNext = dc.map((value, j) => value * f[j]);
  }
  return { dz, dWeight };
}
