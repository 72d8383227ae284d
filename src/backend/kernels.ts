import { UnvanishError } from '../errors.js';
import { kernelsBase64 } from './kernels.generated.js';
import { type Kernels, kernelNames } from './kernelTypes.generated.js';
import { builtinModule } from './workerPort.js';

export type { Kernels, Pointer } from './kernelTypes.generated.js';

/**
 * Which build of the kernels: `exact` computes the same bits on every machine; `fast` uses relaxed SIMD, whose multiply-adds
 * are rounded as the processor likes.
 */
export type KernelBuild = 'exact' | 'fast';

/** The memory that kernels work in: what is used of a `WebAssembly.Memory`, so that types need no DOM library. */
export interface KernelMemory {
  readonly buffer: ArrayBuffer;
  /** By so many pages of 64 KiB. */
  grow(pages: number): number;
}

const compiled = new Map<KernelBuild, Promise<WebAssembly.Module>>();

/**
 * An instance of the kernels with a memory of its own; each build is compiled once.
 *
 * @throws UnvanishError `missing` where this machine lacks what the build needs.
 */
export async function instantiateKernels(build: KernelBuild): Promise<{ kernels: Kernels; memory: KernelMemory }> {
  const module = compiled.get(build) ?? (build === 'fast' ? compileFast() : compileExact());
  compiled.set(build, module);
  const memory = new WebAssembly.Memory({ initial: 32, maximum: 65_536 });
  const abort = () => {
    throw new Error('a kernel aborted');
  };
  const { exports } = await WebAssembly.instantiate(await module, { env: { memory, abort } });
  if (!areKernels(exports)) throw new Error('the kernels are not those that their types were made from: build again');
  return { kernels: exports, memory };
}

/** Whether a module exports what the generated types say. */
function areKernels(exports: WebAssembly.Exports): exports is WebAssembly.Exports & Kernels {
  return (
    exports.arenaBase instanceof WebAssembly.Global && kernelNames.every((name) => typeof exports[name] === 'function')
  );
}

function compileExact(): Promise<WebAssembly.Module> {
  return WebAssembly.compile(bytesOf(kernelsBase64)).catch((cause: Error) => {
    throw new UnvanishError('missing', `this machine cannot run WebAssembly with SIMD: ${cause.message}`);
  });
}

async function compileFast(): Promise<WebAssembly.Module> {
  const bytes = bytesOf((await import('./fastKernels.generated.js')).fastKernelsBase64);
  if (!WebAssembly.validate(bytes)) switchOnRelaxedSimd();
  return WebAssembly.compile(bytes).catch((cause: Error) => {
    throw new UnvanishError(
      'missing',
      `fast math: WebAssembly here has no relaxed SIMD: ${cause.message}`,
      'leave fast math out, or use Node 20.19 or later or a browser that has it',
    );
  });
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

/**
 * Switches relaxed SIMD on where the runtime has it and leaves it off: Node 20, whose V8 takes the flag while it runs. Later
 * versions and browsers need no flag, and take none.
 */
export function switchOnRelaxedSimd(): void {
  const v8 = builtinModule<{ setFlagsFromString(flag: string): void }>('v8');
  v8?.setFlagsFromString('--experimental-wasm-relaxed-simd');
}
