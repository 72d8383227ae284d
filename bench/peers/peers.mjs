// Talks to the peers: child processes that answer one JSON line on standard output to each on standard input.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const python = process.env.BENCH_PYTHON ?? (existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3');

const installPytorch = 'install python3-torch and libopenblas0, or name a Python that has PyTorch by BENCH_PYTHON';

const known = {
  pytorch: {
    name: 'PyTorch',
    command: [python, 'pytorch.py'],
    install: installPytorch,
  },
  // Told what is not its default and makes it faster here. Gradients that vanish end as subnormal numbers, on which some processors are
  // slow, unless these are flushed. And glibc gives the memory of large tensors back to the system and takes it again, every time.
  pytorchTuned: {
    name: 'PyTorch, tuned',
    command: [python, 'pytorch.py', '--flush-subnormals'],
    environment: { MALLOC_TRIM_THRESHOLD_: '2000000000', MALLOC_MMAP_THRESHOLD_: '2000000000' },
    install: installPytorch,
  },
  tensorflow: {
    name: 'TensorFlow.js',
    command: [process.execPath, 'tensorflow.mjs'],
    install:
      'npm install --no-save @tensorflow/tfjs @tensorflow/tfjs-backend-wasm, in a folder that BENCH_TFJS then names',
  },
};

/** A peer: { name, pid, versions, run, stop }, or { name, install } where it is missing. */
async function startPeer({ name, command: [program, script, ...options], environment, install }) {
  const child = spawn(program, [fileURLToPath(new URL(script, import.meta.url)), ...options], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, ...environment },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  // A peer that is not installed ends at once; the next answer is then missing.
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  const ask = async (request) => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await lines.next();
    return done ? { error: `${name} ended` } : JSON.parse(value);
  };
  const versions = await ask({ work: 'versions' });
  if (versions.error) return { name, install };
  return {
    name,
    pid: child.pid,
    versions,
    /** Milliseconds of each repeat, after one that does not count. */
    run: async (request) => {
      const { milliseconds, error } = await ask(request);
      if (error) throw new Error(`${name}, ${JSON.stringify(request)}: ${error}`);
      return milliseconds;
    },
    stop: () => child.stdin.end(),
  };
}

/** All peers, by the keys that comparisons name them by. */
export async function startPeers() {
  const started = Object.entries(known).map(async ([key, peer]) => [key, await startPeer(peer)]);
  return Object.fromEntries(await Promise.all(started));
}
