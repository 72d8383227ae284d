import { errorOfRecord } from '../errors.js';
import {
  ANSWERS,
  type Counts,
  inSharedMemory,
  lookFor,
  type Port,
  REQUESTS,
  type Request,
  startWorker,
} from './workerPort.js';

/** Milliseconds for which an owner looks for an answer. */
const OWNER_WAIT = 2;

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
    { transfer = [], more = false }: { transfer?: readonly ArrayBufferLike[]; more?: boolean } = {},
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
