import type { Engine } from '../backend/engine.js';
import type { Pointer } from '../backend/kernels.js';
import { RandomStream } from '../backend/random.js';
import { elementCount } from '../data/array.js';

/** A parameter that a layer needs; it starts uniform in (-bound, bound), or at 0. */
export interface ParameterDeclaration {
  readonly name: string;
  readonly shape: readonly number[];
  readonly bound: number;
}

/** One named parameter; `offset` is its place in the flat vector, in elements. */
export interface ParameterSpec extends ParameterDeclaration {
  readonly offset: number;
}

/** Where each parameter (or its gradient) lies in the engine's memory. */
export type ParameterPointers = Readonly<Record<string, Pointer>>;

/** A classifier's parameters as one flat vector, each beginning at a multiple of 16 elements. */
export interface ParameterLayout {
  readonly specs: readonly ParameterSpec[];
  /** Elements of the flat vector, gaps (always zero) included. */
  readonly size: number;
}

/** Bound of the Xavier-uniform initialisation of a matrix. */
export function xavier(rows: number, columns: number): number {
  return Math.sqrt(6 / (rows + columns));
}

/** The parameters one after the other. */
export function layoutOf(declarations: readonly ParameterDeclaration[]): ParameterLayout {
  let size = 0;
  const specs = declarations.map((declaration) => {
    const offset = size;
    size += Math.ceil(elementCount(declaration.shape) / 16) * 16;
    return { ...declaration, offset };
  });
  return { specs, size };
}

/** Freshly drawn parameters, as one flat vector. */
export function initialParameters(layout: ParameterLayout, engine: Engine, seed: number): Float32Array {
  const stream = new RandomStream(engine, seed, 'initialisation');
  const flat = new Float32Array(layout.size);
  layout.specs.forEach((spec, position) => {
    if (spec.bound > 0) {
      flat.set(stream.uniform(elementCount(spec.shape), position, -spec.bound, spec.bound), spec.offset);
    }
  });
  return flat;
}

/** The addresses of all parameters of a flat vector that begins at `base`. */
export function parameterPointers(layout: ParameterLayout, base: Pointer): ParameterPointers {
  return Object.fromEntries(layout.specs.map(({ name, offset }) => [name, base + offset * 4]));
}
