import type { Node, Tape } from './autodiff.js';
import type { Lookup } from './classifier.js';

/**
 * By the definition, every prefix anew: scores s_i = W_2 tanh(W_1 x_i + b_1) + b_2, a_{k,i}(t) = exp(s_{k,i}) /
 * sum_{j<=t} exp(s_{k,j}), and M_t[k] = sum_{i<=t} a_{k,i}(t) x_i. Gives the scores [T][r] and M [t][hop][N].
 */
export function prefixAttention(
  tape: Tape,
  x: readonly Node[],
  of: Lookup,
  suffix: string,
): { scores: readonly Node[]; attended: readonly (readonly Node[])[] } {
  const [first, second] = [`rnn.linear_first${suffix}`, `rnn.linear_second${suffix}`];
  const scores = x.map((step) => {
    const u = tape.tanh(tape.add(tape.product(of(`${first}.weight`), step), of(`${first}.bias`)[0]));
    return tape.add(tape.product(of(`${second}.weight`), u), of(`${second}.bias`)[0]);
  });
  const attended = x.map((_, t) => {
    const prefix = x.slice(0, t + 1);
    return scores[0].value.map((_, hop) =>
      tape.combined(tape.softmax(tape.column(scores.slice(0, t + 1), hop)), prefix),
    );
  });
  return { scores, attended };
}
