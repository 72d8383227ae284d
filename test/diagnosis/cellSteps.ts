import type { Recurrence } from '../../src/diagnosis/stepsBack.js';

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** One step of a cell in float64, straight from its equation: the states after it from those before it. */
function stepInDouble({ layer, rows, weights, separateBias }: Recurrence, t: number, before: Float64Array[]) {
  const { hidden, gateRows, cell } = layer;
  const z = (gate: number, j: number) => rows[t * gateRows + gate * hidden + j];
  const through = (gate: number, j: number) =>
    Array.from({ length: hidden }, (_, k) => weights[gate][j * hidden + k] * before[0][k]).reduce((a, b) => a + b, 0);
  const sum = (gate: number, j: number) => z(gate, j) + through(gate, j);
  const units = (of: (j: number) => number) => Float64Array.from({ length: hidden }, (_, j) => of(j));
  switch (cell.name) {
    case 'lstm': {
      const c = units((j) => sigmoid(sum(1, j)) * before[1][j] + sigmoid(sum(0, j)) * Math.tanh(sum(2, j)));
      return [units((j) => sigmoid(sum(3, j)) * Math.tanh(c[j])), c];
    }
    case 'gru':
      return [
        units((j) => {
          const n = Math.tanh(z(2, j) + sigmoid(sum(0, j)) * (through(2, j) + separateBias[j]));
          const u = sigmoid(sum(1, j));
          return (1 - u) * n + u * before[0][j];
        }),
      ];
    case 'rnn':
      return [units((j) => Math.tanh(sum(0, j)))];
    default:
      return [units((j) => Math.max(0, sum(0, j)))];
  }
}

/** d (states after steps from..to-1) / d (states before them), central differences in float64: [row][column]. */
export function differences(recurrence: Recurrence, from: number, to: number): number[][] {
  const { hidden, cell } = recurrence.layer;
  const start = recurrence.states.map((state) => Float64Array.from(state.subarray(from * hidden, (from + 1) * hidden)));
  const run = (states: Float64Array[]) => {
    let now = states;
    for (let t = from; t < to; t++) now = stepInDouble(recurrence, t, now);
    return now.flatMap((state) => Array.from(state));
  };
  const size = cell.states * hidden;
  const columns = Array.from({ length: size }, (_, column) => {
    const moved = (by: number) =>
      run(start.map((state, index) => state.map((value, j) => value + (index * hidden + j === column ? by : 0))));
    const [up, down] = [moved(1e-5), moved(-1e-5)];
    return up.map((value, row) => (value - down[row]) / 2e-5);
  });
  return Array.from({ length: size }, (_, row) => columns.map((column) => column[row]));
}
