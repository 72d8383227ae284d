import type { ErrorRecord } from '../errors.js';

/** One call of a function on a worker thread, and its answer. */
export interface Request {
  readonly id: number;
  readonly work: string;
  readonly argument: unknown;
  /** Another call will follow as soon as this one is answered. */
  readonly more: boolean;
}
export interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: ErrorRecord;
}

/** What an owner sends: the counts, once, then requests. */
export type Message = Request | { readonly counts: Counts | undefined };

/** What Node's and the browser's workers have in common. */
export interface Port {
  post(message: unknown, transfer: readonly Transferable[]): void;
  /** Whether the process waits for this worker; browsers have no such thing. */
  hold(held: boolean): void;
  end(): void;
}
export interface Listener {
  answer(message: Answer): void;
  fail(error: Error): void;
}

/** The part of node:worker_threads that is used. An import would not load in browsers. */
interface NodeThreads {
  readonly parentPort: {
    on(event: 'message', listen: (message: Message) => void): void;
    postMessage(message: Answer, transfer: readonly Transferable[]): void;
  } | null;
  readonly Worker: new (
    url: URL,
    options: { readonly execArgv: readonly string[] },
  ) => {
    on(event: 'message' | 'error' | 'exit', listen: (value: never) => void): void;
    postMessage(message: unknown, transfer: readonly Transferable[]): void;
    ref(): void;
    unref(): void;
    terminate(): void;
  };
}

/** The module of a worker, relative to this one; not written in place, so that bundlers leave Node's branch alone. */
const ENTRY = '../training/worker.js';

export function nodeThreads(): NodeThreads | undefined {
  return builtinModule<NodeThreads>('worker_threads');
}

/** @throws where no worker can be started here. */
export function startWorker({ answer, fail }: Listener): Port {
  const node = nodeThreads();
  if (node) {
    // Without the process’s own arguments, such as --eval, which a worker would refuse.
    const worker = new node.Worker(new URL(ENTRY, import.meta.url), { execArgv: [] });
    worker.unref();
    worker.on('message', answer as (value: never) => void);
    worker.on('error', fail as (value: never) => void);
    worker.on('exit', () => fail(new Error('a worker thread ended in the middle of its work')));
    return {
      post: (message, transfer) => worker.postMessage(message, transfer),
      hold: (held) => (held ? worker.ref() : worker.unref()),
      end: () => worker.terminate(),
    };
  }
  const worker = new Worker(new URL('../training/worker.js', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }) => answer(data);
  worker.onerror = (event) => fail(new Error(event.message));
  return {
    post: (message, transfer) => worker.postMessage(message, [...transfer]),
    hold: () => undefined,
    end: () => worker.terminate(),
  };
}

/**
 * Counts of requests and of answers in memory that both sides see, where there is such memory. To wake a thread that sleeps takes
 * tens of microseconds; for so long, and not much longer, a side that expects a message looks here instead of sleeping.
 */
export type Counts = Int32Array;
export const [REQUESTS, ANSWERS] = [0, 1];

/** Stays awake until something is reached, or so long. */
export function lookFor(reached: () => boolean, milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (!reached() && performance.now() < end);
}

/** A module of Node's own, without an import, which would not load in browsers; undefined there. */
export function builtinModule<Module>(name: string): Module | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  return process?.getBuiltinModule?.(name) as Module | undefined;
}

/** A copy in memory that threads share, where there is such memory (Node; pages that are cross-origin isolated). */
export function inSharedMemory<Values extends Float32Array | Int32Array>(values: Values): Values | undefined {
  const isolated = (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated ?? true;
  if (typeof SharedArrayBuffer === 'undefined' || !isolated) return undefined;
  const Kind = values.constructor as new (buffer: SharedArrayBuffer) => Values;
  const copy = new Kind(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
