import type { Node, Tape } from './autodiff.js';

/** What a cell works on: the input's part of the gates with the input's bias, one a step, and the recurrent part. */
interface CellInput {
  readonly input: readonly Node[];
  /** W_hh h. */
  readonly recurrent: (h: Node) => Node;
  /** b_hh, [G]. */
  readonly recurrentBias: Node;
  /** The states before the first step, [H] each. */
  readonly initial: readonly Node[];
}

/** The hidden states of one series. */
type RunCell = (tape: Tape, hidden: number, given: CellInput) => readonly Node[];

/** (i, f, g, o) = (sigma, sigma, tanh, sigma)(gates), c = f c + i g, h = o tanh(c). */
const lstm: RunCell = (tape, hidden, { input, recurrent, recurrentBias, initial: [h0, c0] }) => {
  let [h, c] = [h0, c0];
  return input.map((step) => {
    const gates = tape.add(tape.add(step, recurrentBias), recurrent(h));
    const gate = (k: number) => tape.slice(gates, k * hidden, (k + 1) * hidden);
    const [i, f, g, o] = [tape.sigmoid(gate(0)), tape.sigmoid(gate(1)), tape.tanh(gate(2)), tape.sigmoid(gate(3))];
    c = tape.add(tape.times(f, c), tape.times(i, g));
    h = tape.times(o, tape.tanh(c));
    return h;
  });
};

/** r, z = sigma(gates), n = tanh(input + r (W_hn h + b_hn)), h = (1 - z) n + z h. */
const gru: RunCell = (tape, hidden, { input, recurrent, recurrentBias, initial: [h0] }) => {
  let h = h0;
  return input.map((step) => {
    const through = tape.add(recurrent(h), recurrentBias);
    const part = (of: Node, k: number) => tape.slice(of, k * hidden, (k + 1) * hidden);
    const r = tape.sigmoid(tape.add(part(step, 0), part(through, 0)));
    const z = tape.sigmoid(tape.add(part(step, 1), part(through, 1)));
    const n = tape.tanh(tape.add(part(step, 2), tape.times(r, part(through, 2))));
    h = tape.add(tape.times(tape.affine(z, -1, 1), n), tape.times(z, h));
    return h;
  });
};

/** h = f(gates). */
const plain =
  (kind: 'tanh' | 'relu'): RunCell =>
  (tape, _hidden, { input, recurrent, recurrentBias, initial: [h0] }) => {
    let h = h0;
    return input.map((step) => {
      h = tape[kind](tape.add(tape.add(step, recurrentBias), recurrent(h)));
      return h;
    });
  };

export const cells: Readonly<Record<string, RunCell>> = {
  lstm,
  gru,
  rnn: plain('tanh'),
  'rnn-relu': plain('relu'),
};
