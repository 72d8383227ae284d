import { elementCount, formatShape } from '../../data/array.js';
import { UnvanishError } from '../../errors.js';
import type { SafeTensor } from '../../formats/safetensors.js';
import { quoted } from '../../quoted.js';

/** A parameter's numbers, row by row, and where they come from, as errors name it. */
export interface ParameterValues {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
  readonly from: string;
}

/** Matrices that are made of those in a file may have no more numbers. */
const MOST_MADE = 2 ** 27;

/** The tensors of a file, and which of them have been used: none may be left that changes what the model computes. */
export class StateDict {
  private readonly used = new Set<string>();

  constructor(
    private readonly tensors: ReadonlyMap<string, SafeTensor>,
    readonly file: string,
  ) {}

  get size(): number {
    return this.tensors.size;
  }

  has(name: string): boolean {
    return this.tensors.has(name);
  }

  /** Names that are not used yet. */
  unused(): readonly string[] {
    return [...this.tensors.keys()].filter((name) => !this.used.has(name));
  }

  shapeOf(name: string): readonly number[] | undefined {
    return this.tensors.get(name)?.shape;
  }

  /** Says that a tensor is of no consequence. */
  pass(name: string): void {
    this.used.add(name);
  }

  /**
   * The numbers of a tensor, which is used from now on.
   *
   * @throws UnvanishError `format` where it is missing; `dtype`.
   */
  take(name: string): ParameterValues {
    const from = `${this.file}: tensor ${quoted(name)}`;
    const tensor = this.tensors.get(name);
    if (!tensor) throw new UnvanishError('format', `${from} is missing`);
    this.used.add(name);
    const { shape, data, dtype } = tensor;
    if (data instanceof Float32Array || data instanceof Float64Array) return { shape, data, from };
    throw new UnvanishError('dtype', `${from} is ${dtype} where floating point was expected`);
  }

  /**
   * As `take`, of a matrix.
   *
   * @throws UnvanishError `shape` where it is none.
   */
  matrix(name: string): ParameterValues {
    const values = this.take(name);
    const [rows, columns] = values.shape;
    if (values.shape.length === 2 && rows && columns) return values;
    throw new UnvanishError(
      'shape',
      `${values.from} has shape ${formatShape(values.shape)} where a matrix was expected`,
    );
  }

  /** As `take`, or so many zeros where there is no such tensor. */
  vectorOrZeros(name: string, size: number): ParameterValues {
    if (this.has(name)) return this.take(name);
    return { shape: [size], data: new Float32Array(size), from: `${this.file}: ${quoted(name)}` };
  }
}

/** A times B; B's rows may begin at a later one of A's columns. */
export function product(a: ParameterValues, b: ParameterValues): ParameterValues {
  const [rows, inner] = a.shape;
  const [columnsOfA, columns] = b.shape;
  if (inner !== columnsOfA) {
    throw new UnvanishError('shape', `${b.from} has ${columnsOfA} rows where ${a.from} has ${inner} columns`);
  }
  const data = madeNumbers([rows, columns], a.from);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < inner; k++) {
      const factor = a.data[i * inner + k];
      for (let j = 0; j < columns; j++) data[i * columns + j] += factor * b.data[k * columns + j];
    }
  }
  return { shape: [rows, columns], data, from: a.from };
}

/** Matrices along a diagonal, 0 elsewhere. */
export function alongDiagonal(parts: readonly ParameterValues[]): ParameterValues {
  const [rows, columns] = [0, 1].map((axis) => parts.reduce((sum, { shape }) => sum + shape[axis], 0));
  const { from } = parts[0];
  const data = madeNumbers([rows, columns], from);
  let [row, column] = [0, 0];
  for (const { shape, data: own } of parts) {
    for (let i = 0; i < shape[0]; i++) {
      data.set(own.subarray(i * shape[1], (i + 1) * shape[1]), (row + i) * columns + column);
    }
    row += shape[0];
    column += shape[1];
  }
  return { shape: [rows, columns], data, from };
}

/** Room for numbers that are made of a file's, bounded whatever the file says. */
export function madeNumbers(shape: readonly number[], from: string): Float64Array {
  const count = elementCount(shape);
  if (count <= MOST_MADE) return new Float64Array(count);
  throw new UnvanishError('size', `${from}: what is made of it would be ${formatShape(shape)} numbers`);
}
