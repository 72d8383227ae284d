import { type ErrorRecord, errorOfRecord, recordOfError } from '../errors.js';

/** One call of a function on a worker thread, and its answer. */
interface Request {
  readonly id: number;
  readonly work: string;
  readonly argument: unknown;
  /** Another call will follow as soon as this one is answered. */
  readonly more: boolean;
}
interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: ErrorRecord;
}

/** What Node's and the browser's workers have in common. */
interface Port {
  post(message: unknown, transfer: readonly Transferable[]): void;
  /** Whether the process waits for this worker; browsers have no such thing. */
  hold(held: boolean): void;
  end(): void;
}
interface Listener {
  answer(message: Answer): void;
  fail(error: Error): void;
}

/** The part of node:worker_threads that is used. An import would not load in browsers. */
interface NodeThreads {
  readonly parentPort: {
    on(event: 'message', listen: (message: Request | { readonly counts: Counts | undefined }) => void): void;
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
const ENTRY = '../worker.js';

function nodeThreads(): NodeThreads | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  return process?.getBuiltinModule?.('worker_threads') as NodeThreads | undefined;
}

function startWorker({ answer, fail }: Listener): Port {
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
  const worker = new Worker(new URL('../worker.js', import.meta.url), { type: 'module' });
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
type Counts = Int32Array;
const [REQUESTS, ANSWERS] = [0, 1];
/** Milliseconds for which a worker looks for the next request, and its owner for an answer. */
const WORKER_WAIT = 0.3;
const OWNER_WAIT = 2;

function lookFor(reached: () => boolean, milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (!reached() && performance.now() < end);
}

/** Keeps this thread awake until others have answered, or a little while: their answers are then taken sooner. */
export function lookForAnswers(threads: readonly Thread[]): void {
  lookFor(() => threads.every((thread) => thread.answered), OWNER_WAIT);
}

/** A worker thread on which functions are called by name; calls are done in their order. */
export class Thread {
  private readonly port: Port;
  private readonly counts: Counts | undefined = inSharedMemory(new Int32Array(2));
  private readonly pending = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  private calls = 0;
  private failure: Error | undefined;

  /** @throws where no worker can be started here. */
  constructor() {
    this.port = startWorker({
      answer: ({ id, result, error }) => {
        const call = this.pending.get(id);
        this.settle(id);
        if (error) call?.reject(errorOfRecord(error));
        else call?.resolve(result);
      },
      fail: (error) => this.end(error),
    });
    this.port.post({ counts: this.counts }, []);
  }

  /**
   * Arrays whose buffers are in `transfer` are moved, not copied; those in shared memory are shared. `more` says that another
   * call will follow as soon as this one is answered: the thread is then kept awake for it.
   */
  call<Result>(
    work: string,
    argument: unknown,
    { transfer = [], more = false }: { transfer?: readonly Transferable[]; more?: boolean } = {},
  ): Promise<Result> {
    if (this.failure) return Promise.reject(this.failure);
    return new Promise((resolve, reject) => {
      const id = this.calls;
      this.port.post({ id, work, argument, more } satisfies Request, transfer);
      this.calls++;
      this.pending.set(id, { resolve: resolve as (result: unknown) => void, reject });
      this.port.hold(true);
      if (this.counts) Atomics.add(this.counts, REQUESTS, 1);
    });
  }

  /** Whether all calls are answered, as far as shared memory tells; the answers may still wait in the event loop. */
  get answered(): boolean {
    return this.ended || !this.counts || Atomics.load(this.counts, ANSWERS) === this.calls;
  }

  /** Whether it can be called no more. */
  get ended(): boolean {
    return this.failure !== undefined;
  }

  /** Ends the thread; calls that are not answered yet, and later ones, fail. */
  end(cause = new Error('the worker thread was ended')): void {
    this.failure ??= cause;
    for (const [id, { reject }] of [...this.pending]) {
      this.settle(id);
      reject(this.failure);
    }
    this.port.end();
  }

  private settle(id: number): void {
    this.pending.delete(id);
    if (this.pending.size === 0) this.port.hold(false);
  }
}

/**
 * Worker threads that start in the background when there is work for them, each with one call that makes it ready. Work goes on
 * without those that are not ready yet; one that cannot start is left out. Nothing that is computed depends on how many there are.
 */
export class Threads {
  private readonly all: Thread[] = [];
  private readonly started: Thread[] = [];
  private readonly starting: Promise<unknown>[] = [];

  /** At most `most` threads, made ready by a call of `work`. */
  constructor(
    private most: number,
    private readonly work: string,
    private readonly argument: unknown,
  ) {}

  /** Says that there is work for so many threads; those that there are not yet begin to start. */
  ask(count: number): void {
    while (this.all.length < Math.min(count, this.most)) {
      try {
        this.start();
      } catch {
        // A page may forbid workers: the caller's own thread is left.
        this.most = this.all.length;
      }
    }
  }

  /** Those that can be called. */
  get ready(): readonly Thread[] {
    return this.started.filter((thread) => !thread.ended);
  }

  /** Starts all threads and waits until each is ready or has failed to start. */
  async whenStarted(): Promise<void> {
    this.ask(this.most);
    await Promise.all(this.starting);
  }

  /** Ends all threads; no other one starts. */
  close(): void {
    this.most = 0;
    for (const thread of this.all) thread.end();
    this.started.length = 0;
  }

  private start(): void {
    const thread = new Thread();
    this.all.push(thread);
    this.starting.push(
      thread.call(this.work, this.argument).then(
        () => this.started.push(thread),
        () => thread.end(),
      ),
    );
  }
}

/** What a function on a worker gives back; buffers in `transfer` are moved. */
export interface Outcome {
  readonly result: unknown;
  readonly transfer?: readonly Transferable[];
}

/** Makes this worker thread answer calls of the functions given; one call at a time, in order. */
export function serve(works: Readonly<Record<string, (argument: never) => Outcome | Promise<Outcome>>>): void {
  const port = nodeThreads()?.parentPort;
  const browser = globalThis as unknown as {
    onmessage: ((event: { data: Request | { readonly counts: Counts | undefined } }) => void) | null;
    postMessage(message: Answer, transfer: readonly Transferable[]): void;
  };
  let last: Promise<void> = Promise.resolve();
  let counts: Counts | undefined;
  let handled = 0;
  const receive = (message: Request | { readonly counts: Counts | undefined }) => {
    if ('counts' in message) counts = message.counts;
    else last = last.then(() => answer(message));
  };
  const post = (message: Answer, transfer: readonly Transferable[] = []) =>
    (port ?? browser).postMessage(message, transfer);
  const answer = async ({ id, work, argument, more }: Request) => {
    try {
      const { result, transfer } = await works[work](argument as never);
      post({ id, result }, transfer);
    } catch (error) {
      post({ id, error: recordOfError(error as Error) });
    }
    handled++;
    if (!counts) return;
    const own = counts;
    Atomics.add(own, ANSWERS, 1);
    if (more) lookFor(() => Atomics.load(own, REQUESTS) > handled, WORKER_WAIT);
  };
  if (port) port.on('message', receive);
  else browser.onmessage = ({ data }) => receive(data);
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
