import type { Matrix, Vector } from './matrix.js';

/** exp(z_j) / sum exp(z). */
export function softmax(logits: Vector): Vector {
  const most = Math.max(...logits);
  const e = logits.map((value) => Math.exp(value - most));
  const sum = e.reduce((total, value) => total + value, 0);
  return e.map((value) => value / sum);
}

/** sum_b w_{y_b} (-log softmax(z_b)_{y_b}) / sum_b w_{y_b}; w is 1 where no class weights are given. */
export function crossEntropy(logits: Matrix, labels: ArrayLike<number>, classWeights?: ArrayLike<number>): number {
  let sum = 0;
  let weight = 0;
  logits.forEach((row, b) => {
    const w = classWeights?.[labels[b]] ?? 1;
    sum -= w * Math.log(softmax(row)[labels[b]]);
    weight += w;
  });
  return sum / weight;
}

/** d loss / d logits: w_y (softmax(z) - onehot(y)) / sum w. */
export function crossEntropyGradient(
  logits: Matrix,
  labels: ArrayLike<number>,
  classWeights?: ArrayLike<number>,
): Matrix {
  const weights = logits.map((_, b) => classWeights?.[labels[b]] ?? 1);
  const total = weights.reduce((sum, w) => sum + w, 0);
  return logits.map((row, b) => softmax(row).map((p, j) => (weights[b] / total) * (p - (j === labels[b] ? 1 : 0))));
}

/** What an attribution differentiates: a class's probability or its logit. */
export function classOutput(logits: Vector, target: number, output: 'probability' | 'logit'): number {
  return output === 'logit' ? logits[target] : softmax(logits)[target];
}

/** d S / d logits: onehot(k) for the logit; p_k (onehot(k) - p) for the probability, 1 - p_k as the sum of the others. */
export function classOutputGradient(logits: Vector, target: number, output: 'probability' | 'logit'): Vector {
  const p = softmax(logits);
  const others = p.reduce((sum, pj, j) => (j === target ? sum : sum + pj), 0);
  return p.map((pj, j) => {
    if (output === 'logit') return j === target ? 1 : 0;
    return p[target] * (j === target ? others : -pj);
  });
}
