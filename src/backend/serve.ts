import { recordOfError } from '../errors.js';
import {
  ANSWERS,
  type Answer,
  type Counts,
  lookFor,
  type Message,
  nodeThreads,
  REQUESTS,
  type Request,
} from './workerPort.js';

/** Milliseconds for which a worker looks for the next request. */
const WORKER_WAIT = 0.3;

/** What a function on a worker gives back; buffers in `transfer` are moved. */
export interface Outcome {
  readonly result: unknown;
  readonly transfer?: readonly Transferable[];
}

/** Makes this worker thread answer calls of the functions given; one call at a time, in order. */
export function serve(works: Readonly<Record<string, (argument: never) => Outcome | Promise<Outcome>>>): void {
  const port = nodeThreads()?.parentPort;
  const browser = globalThis as unknown as {
    onmessage: ((event: { data: Message }) => void) | null;
    postMessage(message: Answer, transfer: readonly Transferable[]): void;
  };
  let last: Promise<void> = Promise.resolve();
  let counts: Counts | undefined;
  let handled = 0;
  const receive = (message: Message) => {
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
