/** Milliseconds of work between two turns of the event loop, where progress is drawn and an abort is heard. */
const INTERVAL = 40;

/**
 * Lets long work give way to the event loop now and then. `setTimeout` would do, but browsers slow it down: by 4 ms each
 * time, and to once a second in a tab that is not looked at. So it is the scheduler's own way where there is one (browsers), or
 * `setImmediate` (Node), else a message to oneself.
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

/** Lets what waits in the event loop run. */
export function nextTurn(): Promise<void> {
  const { scheduler, setImmediate } = globalThis as {
    scheduler?: { yield?: () => Promise<void> };
    setImmediate?: (run: () => void) => void;
  };
  if (scheduler?.yield) return scheduler.yield();
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
