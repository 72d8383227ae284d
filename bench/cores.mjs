// Holds processes on one core, the fastest at the moment, or lets them have all. Virtual cores share a physical one with other
// machines: one may take half as long again as the next, and two processes would not meet the same. By Linux's taskset.
import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);
const LOOPS = 5;
const ATTEMPTS = 5;

/** Milliseconds of a fixed amount of arithmetic, the least of some. */
function arithmetic() {
  let least = Number.POSITIVE_INFINITY;
  for (let loop = 0; loop < LOOPS; loop++) {
    const start = performance.now();
    let x = 1;
    for (let i = 0; i < 4e6; i++) x = x * 1.0000001 + 1e-9;
    least = Math.min(least, performance.now() - start + 0 * x);
  }
  return least;
}

/** `one()` and `all()` for this process and others; `held` is false where there is no taskset, and they then do nothing. */
export async function coresOf(pids) {
  const count = availableParallelism();
  /** It fails where a thread of the process ends meanwhile. */
  async function hold(pid, cores, attempts = ATTEMPTS) {
    try {
      await run('taskset', ['-a', '-c', '-p', cores, String(pid)]);
    } catch (error) {
      if (attempts <= 1) throw error;
      await hold(pid, cores, attempts - 1);
    }
  }
  const everywhere = `0-${count - 1}`;
  const held = await hold(process.pid, everywhere).then(
    () => true,
    () => false,
  );
  const holdAll = async (cores) => {
    for (const pid of [process.pid, ...pids]) await hold(pid, cores);
  };

  async function one() {
    if (!held) return;
    const times = [];
    for (let core = 0; core < count; core++) {
      await hold(process.pid, String(core));
      times.push(arithmetic());
    }
    await holdAll(String(times.indexOf(Math.min(...times))));
  }

  return { held, one, all: async () => held && holdAll(everywhere) };
}
