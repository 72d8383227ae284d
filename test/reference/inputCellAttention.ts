import { add, addOuter, dot, type Matrix, matvec, transpose, type Vector, zeros } from './matrix.js';

/** W_1 [d_a, N], b_1 [d_a], W_2 [r, d_a], b_2 [r]. */
export interface AttentionWeights {
  w1: Matrix;
  b1: Vector;
  w2: Matrix;
  b2: Vector;
}

/** What one series leaves: u = tanh(W_1 x + b_1) [T, d_a], a [t, hop, i <= t] and M [t, hop, N]. */
export interface AttentionPass {
  u: Matrix;
  a: Matrix[];
  m: Matrix[];
}

/** s_i = W_2 u_i + b_2 with u_i = tanh(W_1 x_i + b_1): scores [T, r]. */
export function attentionScores(x: Matrix, { w1, b1, w2, b2 }: AttentionWeights): { u: Matrix; s: Matrix } {
  const u = x.map((xi) => add(matvec(w1, xi), b1).map(Math.tanh));
  return { u, s: u.map((ui) => add(matvec(w2, ui), b2)) };
}

/**
 * By the definition, every prefix anew: a_{k,i}(t) = exp(s_{k,i}) / sum_{j<=t} exp(s_{k,j}), the softmax of the prefix's
 * scores (less their maximum), and M_t[k] = sum_{i<=t} a_{k,i}(t) x_i.
 */
export function attentionForward(x: Matrix, weights: AttentionWeights): AttentionPass {
  const { u, s } = attentionScores(x, weights);
  const a = x.map((_, t) => weights.b2.map((_, k) => softmax(s.slice(0, t + 1).map((scores) => scores[k]))));
  const m = a.map((hops, t) => hops.map((share) => matvec(transpose(x.slice(0, t + 1)), share)));
  return { u, a, m };
}

/** From dM [t, hop, N], prefix by prefix: the gradients of x [T, N] and of the four weights. */
export function attentionBackward(
  x: Matrix,
  weights: AttentionWeights,
  { u, a }: AttentionPass,
  dM: Matrix[],
): { dx: Matrix; gradients: AttentionWeights } {
  const { w1, w2 } = weights;
  const dx = zeros(x.length, x[0].length);
  const ds = zeros(x.length, w2.length);
  a.forEach((hops, t) => {
    hops.forEach((share, k) => {
      const da = share.map((_, i) => dot(dM[t][k], x[i]));
      const mean = dot(share, da);
      share.forEach((value, i) => {
        ds[i][k] += value * (da[i] - mean);
        dx[i] = add(
          dx[i],
          dM[t][k].map((gradient) => value * gradient),
        );
      });
    });
  });
  const gradients: AttentionWeights = {
    w1: zeros(w1.length, w1[0].length),
    b1: new Array(w1.length).fill(0),
    w2: zeros(w2.length, w2[0].length),
    b2: new Array(w2.length).fill(0),
  };
  x.forEach((xi, i) => {
    addOuter(gradients.w2, ds[i], u[i]);
    gradients.b2 = add(gradients.b2, ds[i]);
    const dPre = matvec(transpose(w2), ds[i]).map((value, j) => value * (1 - u[i][j] ** 2));
    addOuter(gradients.w1, dPre, xi);
    gradients.b1 = add(gradients.b1, dPre);
    dx[i] = add(dx[i], matvec(transpose(w1), dPre));
  });
  return { dx, gradients };
}

function softmax(scores: Vector): Vector {
  const most = Math.max(...scores);
  const e = scores.map((score) => Math.exp(score - most));
  const sum = e.reduce((total, value) => total + value, 0);
  return e.map((value) => value / sum);
}
