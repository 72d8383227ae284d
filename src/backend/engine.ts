import { z } from 'zod';
import { UnvanishError } from '../errors.js';
import { parseOptions } from '../options.js';
import { instantiateKernels, type KernelMemory, type Kernels, type Pointer } from './kernels.js';

const PAGE = 65_536;
const ALIGNMENT = 64;

const engineSchema = z.strictObject({ fastMath: z.boolean().optional() }).describe('Engine.create');

/** How an engine computes. */
export interface EngineOptions {
  /**
   * Multiply-adds as the processor has them (relaxed SIMD): faster, as accurate, but not the same bits on every machine.
   * Default false.
   */
  readonly fastMath?: boolean | undefined;
}

/**
 * The kernels and the memory they work in. Memory is handed out from a stack: what is allocated inside `scope` is
 * released at its end, so that repeated work never makes it grow.
 */
export class Engine {
  private top: number;

  private constructor(
    readonly kernels: Kernels,
    private readonly memory: KernelMemory,
    /** Whether its results are of this machine alone: see `EngineOptions`. */
    readonly fastMath: boolean,
  ) {
    this.top = align(Number(kernels.arenaBase.value));
  }

  /**
   * A new engine with its own memory; one that is no longer referenced is collected with it.
   *
   * @throws UnvanishError `missing` where WebAssembly lacks SIMD, or relaxed SIMD for `fastMath`.
   */
  static async create(options: EngineOptions = {}): Promise<Engine> {
    const { fastMath = false } = parseOptions(engineSchema, options);
    const { kernels, memory } = await instantiateKernels(fastMath ? 'fast' : 'exact');
    return new Engine(kernels, memory, fastMath);
  }

  /** Bytes that the memory spans now; it only grows, to the largest scope so far. */
  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /**
   * Room for `count` 32-bit numbers, aligned to 64 bytes; not cleared. A kernel may read and write up to one block of
   * 64 bytes past the end.
   *
   * @throws UnvanishError `size` beyond the 4 GiB that WebAssembly can address.
   */
  allocate(count: number): Pointer {
    const pointer = this.top;
    const next = align(pointer + count * 4 + ALIGNMENT);
    if (next > this.bytes) {
      try {
        this.memory.grow(Math.ceil((next - this.bytes) / PAGE));
      } catch {
        throw new UnvanishError(
          'size',
          `the work needs ${(next / 2 ** 30).toFixed(2)} GiB of memory, more than the engine can get`,
          'use a smaller batch, fewer hops or shorter series',
        );
      }
    }
    this.top = next;
    return pointer;
  }

  /** As `allocate`, filled with zeros. */
  allocateZeros(count: number): Pointer {
    const pointer = this.allocate(count);
    this.floats(pointer, count).fill(0);
    return pointer;
  }

  /** A copy of `values` in the engine's memory. */
  put(values: Float32Array | Int32Array): Pointer {
    const pointer = this.allocate(values.length);
    if (values instanceof Int32Array) this.integers(pointer, values.length).set(values);
    else this.floats(pointer, values.length).set(values);
    return pointer;
  }

  /** A view of the memory, valid until the next allocation. */
  floats(pointer: Pointer, count: number): Float32Array {
    return new Float32Array(this.memory.buffer, pointer, count);
  }

  /** A view of the memory, valid until the next allocation. */
  integers(pointer: Pointer, count: number): Int32Array {
    return new Int32Array(this.memory.buffer, pointer, count);
  }

  /** Runs `work` and releases all that it allocated. */
  scope<Result>(work: () => Result): Result {
    const mark = this.top;
    try {
      return work();
    } finally {
      this.top = mark;
    }
  }

  /** As `scope`, for work that awaits; nothing else may hold memory of this engine across it. */
  async scopeAsync<Result>(work: () => Promise<Result>): Promise<Result> {
    const mark = this.top;
    try {
      return await work();
    } finally {
      this.top = mark;
    }
  }
}

function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
