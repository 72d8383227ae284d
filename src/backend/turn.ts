/** Milliseconds of work between two turns of the event loop, where progress is drawn and an abort is heard. */
const INTERVAL = 40;

/**
 * Lets long work give way to the event loop now and then. `setTimeout` would do, but browsers slow it down: by 4 ms each
 * time, and to once a second in a tab that is not looked at.
 */
export class Turns {
  private last = performance.now();

  /** Whether it is time to give way. */
  get due(): boolean {
    return performance.now() - this.last > INTERVAL;
  }

  /** Gives way; what waits in the event loop runs. */
  async give(): Promise<void> {
    await nextTurn();
    this.last = performance.now();
  }
}

/**
 * Lets what waits in the event loop run: by `setImmediate` (Node), else by a message to oneself. `scheduler.yield` would come back
 * before messages of other threads are taken.
 */
export function nextTurn(): Promise<void> {
  const { setImmediate } = globalThis as { setImmediate?: (run: () => void) => void };
  return setImmediate ? new Promise<void>((resolve) => setImmediate(resolve)) : message();
}

function message(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
