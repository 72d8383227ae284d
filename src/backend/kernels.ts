import { UnvanishError } from '../errors.js';
import { kernelsBase64 } from './kernels.generated.js';
import { builtinModule } from './workerPort.js';

/** A byte offset into the engine's memory. */
export type Pointer = number;

/** The kernels that assembly/ exports; formulas and layouts are documented there, under the same names. */
export interface Kernels {
  readonly arenaBase: WebAssembly.Global;
  matmul(
    a: Pointer,
    aRow: number,
    aCol: number,
    b: Pointer,
    bRow: number,
    bCol: number,
    c: Pointer,
    cRow: number,
    m: number,
    n: number,
    k: number,
    accumulate: number,
  ): void;
  products(
    count: number,
    a: Pointer,
    aStep: number,
    aRow: number,
    aCol: number,
    b: Pointer,
    bStep: number,
    bRow: number,
    bCol: number,
    c: Pointer,
    cStep: number,
    cRow: number,
    m: number,
    n: number,
    k: number,
    add: Pointer,
  ): void;
  expInPlace(x: Pointer, count: number): void;
  logInPlace(x: Pointer, count: number): void;
  sigmoidInPlace(x: Pointer, count: number): void;
  tanhInPlace(x: Pointer, count: number): void;
  randomBits(out: Pointer, count: number, key0: number, key1: number, position: number): void;
  randomUniform(
    out: Pointer,
    count: number,
    low: number,
    high: number,
    key0: number,
    key1: number,
    position: number,
  ): void;
  randomNormal(out: Pointer, count: number, key0: number, key1: number, position: number): void;
  dropout(
    x: Pointer,
    out: Pointer,
    count: number,
    threshold: number,
    scale: number,
    key0: number,
    key1: number,
    position: number,
    part: number,
  ): void;
  toLanes(
    x: Pointer,
    xSample: number,
    xRow: number,
    bias: Pointer,
    out: Pointer,
    batch: number,
    steps: number,
    width: number,
  ): void;
  fromLanes(
    x: Pointer,
    out: Pointer,
    outSample: number,
    outRow: number,
    batch: number,
    steps: number,
    width: number,
  ): void;
  lstmForward(
    z: Pointer,
    h: Pointer,
    c: Pointer,
    tanhC: Pointer,
    weight: Pointer,
    weightRow: number,
    weightCol: number,
    lengths: Pointer,
    steps: number,
    hidden: number,
    lanes: number,
  ): void;
  lstmBackward(
    gates: Pointer,
    c: Pointer,
    tanhC: Pointer,
    dh: Pointer,
    carry: Pointer,
    dc: Pointer,
    weight: Pointer,
    weightRow: number,
    weightCol: number,
    lengths: Pointer,
    steps: number,
    hidden: number,
    lanes: number,
  ): void;
  gruForward(
    z: Pointer,
    h: Pointer,
    q: Pointer,
    weight: Pointer,
    weightRow: number,
    weightCol: number,
    bias: Pointer,
    lengths: Pointer,
    steps: number,
    hidden: number,
    lanes: number,
  ): void;
  gruBackward(
    gates: Pointer,
    h: Pointer,
    q: Pointer,
    dh: Pointer,
    carry: Pointer,
    weight: Pointer,
    weightRow: number,
    weightCol: number,
    lengths: Pointer,
    steps: number,
    hidden: number,
    lanes: number,
  ): void;
  rnnForward(
    relu: number,
    z: Pointer,
    h: Pointer,
    weight: Pointer,
    weightRow: number,
    weightCol: number,
    lengths: Pointer,
    steps: number,
    hidden: number,
    lanes: number,
  ): void;
  rnnBackward(
    relu: number,
    z: Pointer,
    h: Pointer,
    dh: Pointer,
    carry: Pointer,
    weight: Pointer,
    weightRow: number,
    weightCol: number,
    lengths: Pointer,
    steps: number,
    hidden: number,
    lanes: number,
  ): void;
  reverseTime(
    x: Pointer,
    xRow: number,
    out: Pointer,
    outRow: number,
    lengths: Pointer,
    batch: number,
    steps: number,
    width: number,
  ): void;
  addInPlace(x: Pointer, y: Pointer, count: number): void;
  meanOverTime(y: Pointer, out: Pointer, lengths: Pointer, batch: number, steps: number, width: number): void;
  meanOverTimeBackward(dout: Pointer, dy: Pointer, lengths: Pointer, batch: number, steps: number, width: number): void;
  maxOverTime(
    y: Pointer,
    out: Pointer,
    at: Pointer,
    lengths: Pointer,
    batch: number,
    steps: number,
    width: number,
  ): void;
  maxOverTimeBackward(dout: Pointer, at: Pointer, dy: Pointer, batch: number, steps: number, width: number): void;
  softmaxOverTime(s: Pointer, lengths: Pointer, batch: number, steps: number, hopRow: number): void;
  softmaxOverTimeBackward(a: Pointer, da: Pointer, batch: number, steps: number, hopRow: number): void;
  attentionWeights(
    s: Pointer,
    rho: Pointer,
    invD: Pointer,
    segments: Pointer,
    reference: Pointer,
    total: Pointer,
    lengths: Pointer,
    batch: number,
    steps: number,
    hops: number,
    hopRow: number,
  ): void;
  attentionForward(
    kind: number,
    segments: Pointer,
    w: Pointer,
    rho: Pointer,
    invD: Pointer,
    v: Pointer,
    vSample: number,
    out: Pointer,
    scale: number,
    lengths: Pointer,
    batch: number,
    steps: number,
    hopRow: number,
    width: number,
    before: Pointer,
    after: Pointer,
  ): void;
  attentionBackward(
    kind: number,
    segments: Pointer,
    w: Pointer,
    rho: Pointer,
    invD: Pointer,
    v: Pointer,
    vSample: number,
    g: Pointer,
    scale: number,
    lengths: Pointer,
    batch: number,
    steps: number,
    hopRow: number,
    width: number,
    dv: Pointer,
    dvSample: number,
    ds: Pointer,
    before: Pointer,
    q: Pointer,
    r: Pointer,
    scratch: Pointer,
  ): void;
  spreadHops(
    weight: Pointer,
    out: Pointer,
    hops: number,
    hopRow: number,
    n: number,
    gates: number,
    nStep: number,
    gStep: number,
    groupStep: number,
    kStep: number,
  ): void;
  gatherHops(
    spread: Pointer,
    weight: Pointer,
    hops: number,
    n: number,
    gates: number,
    nStep: number,
    gStep: number,
    groupStep: number,
    kStep: number,
  ): void;
  fillRows(out: Pointer, rows: number, outRow: number, bias: Pointer, width: number): void;
  sumRows(x: Pointer, rows: number, xRow: number, out: Pointer, width: number): void;
  tanhBackward(y: Pointer, gradient: Pointer, count: number): void;
  scale(x: Pointer, count: number, factor: number): void;
  absInPlace(x: Pointer, count: number): void;
  interpolateRows(from: Pointer, to: Pointer, alphas: Pointer, out: Pointer, rows: number, count: number): void;
  sumOfSquares(x: Pointer, count: number): number;
  logSoftmax(logits: Pointer, rows: number, classes: number): void;
  adamStep(
    p: Pointer,
    g: Pointer,
    m: Pointer,
    v: Pointer,
    count: number,
    beta1: number,
    beta2: number,
    keep1: number,
    keep2: number,
    stepSize: number,
    rootCorrection: number,
    epsilon: number,
    shrink: number,
  ): void;
}

/**
 * Which build of the kernels: `exact` computes the same bits on every machine; `fast` uses relaxed SIMD, whose multiply-adds
 * are rounded as the processor likes.
 */
export type KernelBuild = 'exact' | 'fast';

const compiled = new Map<KernelBuild, Promise<WebAssembly.Module>>();

/**
 * An instance of the kernels with a memory of its own; each build is compiled once.
 *
 * @throws UnvanishError `missing` where this machine lacks what the build needs.
 */
export async function instantiateKernels(
  build: KernelBuild,
): Promise<{ kernels: Kernels; memory: WebAssembly.Memory }> {
  const module = compiled.get(build) ?? (build === 'fast' ? compileFast() : compileExact());
  compiled.set(build, module);
  const memory = new WebAssembly.Memory({ initial: 32, maximum: 65_536 });
  const abort = () => {
    throw new Error('a kernel aborted');
  };
  const instance = await WebAssembly.instantiate(await module, { env: { memory, abort } });
  return { kernels: instance.exports as unknown as Kernels, memory };
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
