import type { Matrix, Vector } from './matrix.js';

/** A vector of float64 numbers that a gradient can be asked of. */
export interface Node {
  readonly value: Vector;
  /** d output / d value, once `Tape.backward` has run. */
  readonly gradient: Vector;
}

/**
 * Reverse-mode automatic differentiation of vectors in float64: every operation appends how its gradient goes back, and
 * `backward` runs these in the opposite order. A matrix is the list of its rows.
 */
export class Tape {
  private readonly backs: (() => void)[] = [];

  leaf(value: Vector): Node {
    return { value, gradient: value.map(() => 0) };
  }

  rows(matrix: Matrix): Node[] {
    return matrix.map((row) => this.leaf(row));
  }

  add(a: Node, b: Node): Node {
    return this.node(
      a.value.map((value, i) => value + b.value[i]),
      (g) => {
        accumulate(a, g);
        accumulate(b, g);
      },
    );
  }

  /** Element by element. */
  times(a: Node, b: Node): Node {
    return this.node(
      a.value.map((value, i) => value * b.value[i]),
      (g) => {
        accumulate(
          a,
          g.map((value, i) => value * b.value[i]),
        );
        accumulate(
          b,
          g.map((value, i) => value * a.value[i]),
        );
      },
    );
  }

  /** f of every element; `slope` is f' in terms of f's result. */
  map(a: Node, f: (x: number) => number, slope: (y: number) => number): Node {
    const value = a.value.map(f);
    return this.node(value, (g) =>
      accumulate(
        a,
        g.map((one, i) => one * slope(value[i])),
      ),
    );
  }

  tanh(a: Node): Node {
    return this.map(a, Math.tanh, (y) => 1 - y * y);
  }

  sigmoid(a: Node): Node {
    return this.map(
      a,
      (x) => 1 / (1 + Math.exp(-x)),
      (y) => y * (1 - y),
    );
  }

  relu(a: Node): Node {
    return this.map(
      a,
      (x) => Math.max(0, x),
      (y) => Number(y > 0),
    );
  }

  /** factor a + shift. */
  affine(a: Node, factor: number, shift = 0): Node {
    return this.node(
      a.value.map((value) => factor * value + shift),
      (g) =>
        accumulate(
          a,
          g.map((value) => factor * value),
        ),
    );
  }

  /** A x, from the rows of A. */
  product(rows: readonly Node[], x: Node): Node {
    return this.node(
      rows.map((row) => row.value.reduce((sum, value, j) => sum + value * x.value[j], 0)),
      (g) => {
        rows.forEach((row, i) => {
          for (let j = 0; j < x.value.length; j++) {
            row.gradient[j] += g[i] * x.value[j];
            x.gradient[j] += g[i] * row.value[j];
          }
        });
      },
    );
  }

  /** x A = sum_i x_i A_i: also a weighted sum of the rows of A. */
  combined(x: Node, rows: readonly Node[]): Node {
    const value = rows[0].value.map(() => 0);
    rows.forEach((row, i) => {
      for (let j = 0; j < value.length; j++) value[j] += x.value[i] * row.value[j];
    });
    return this.node(value, (g) => {
      rows.forEach((row, i) => {
        for (let j = 0; j < value.length; j++) {
          x.gradient[i] += g[j] * row.value[j];
          row.gradient[j] += g[j] * x.value[i];
        }
      });
    });
  }

  concatenated(parts: readonly Node[]): Node {
    return this.node(
      parts.flatMap(({ value }) => value),
      (g) => {
        let at = 0;
        for (const part of parts) {
          accumulate(part, g.slice(at, at + part.value.length));
          at += part.value.length;
        }
      },
    );
  }

  slice(a: Node, from: number, to: number): Node {
    return this.node(a.value.slice(from, to), (g) => {
      g.forEach((value, i) => {
        a.gradient[from + i] += value;
      });
    });
  }

  /** Element k of every row. */
  column(rows: readonly Node[], k: number): Node {
    return this.node(
      rows.map(({ value }) => value[k]),
      (g) => {
        rows.forEach((row, i) => {
          row.gradient[k] += g[i];
        });
      },
    );
  }

  /** exp(a_i) / sum exp(a), the maximum taken out. */
  softmax(a: Node): Node {
    const most = Math.max(...a.value);
    const e = a.value.map((value) => Math.exp(value - most));
    const sum = e.reduce((total, value) => total + value, 0);
    const p = e.map((value) => value / sum);
    return this.node(p, (g) => {
      const mean = p.reduce((total, value, i) => total + value * g[i], 0);
      accumulate(
        a,
        p.map((value, i) => value * (g[i] - mean)),
      );
    });
  }

  /** a / |a|, the Euclidean norm. */
  normalised(a: Node): Node {
    const norm = Math.sqrt(a.value.reduce((total, value) => total + value * value, 0));
    const y = a.value.map((value) => value / norm);
    return this.node(y, (g) => {
      const along = y.reduce((total, value, i) => total + value * g[i], 0);
      accumulate(
        a,
        y.map((value, i) => (g[i] - along * value) / norm),
      );
    });
  }

  /** The largest element of each column; the gradient goes to the first row that has it. */
  largest(rows: readonly Node[]): Node {
    const winners = rows[0].value.map((_, j) => {
      const column = rows.map(({ value }) => value[j]);
      return column.indexOf(Math.max(...column));
    });
    return this.node(
      winners.map((row, j) => rows[row].value[j]),
      (g) => {
        winners.forEach((row, j) => {
          rows[row].gradient[j] += g[j];
        });
      },
    );
  }

  /** From d output / d node: fills the gradients of all that it was made of. A tape goes back once. */
  backward(node: Node, gradient: Vector): void {
    accumulate(node, gradient);
    for (let i = this.backs.length - 1; i >= 0; i--) this.backs[i]();
  }

  private node(value: Vector, back: (gradient: Vector) => void): Node {
    const node = { value, gradient: value.map(() => 0) };
    this.backs.push(() => back(node.gradient));
    return node;
  }
}

function accumulate(node: Node, more: Vector): void {
  for (let i = 0; i < more.length; i++) node.gradient[i] += more[i];
}
