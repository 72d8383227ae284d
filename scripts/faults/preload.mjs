// Loaded before a command (`node --import`): what goes wrong at the n-th operation on files of a folder, exactly there. FAULT holds
// { folder, at, kind, counted, clock }: kinds are KILL, SIGTERM, SIGINT, ENOSPC (which lasts), EACCES and EIO (once). Without `at`
// operations are only counted, into the file `counted`. `clock` makes time run faster, so that a short training writes checkpoints.
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { resolve, sep } from 'node:path';
import { isMainThread } from 'node:worker_threads';

const fs = createRequire(import.meta.url)('node:fs');
const { folder, at = 0, kind, counted, reads = false, clock = 1 } = JSON.parse(process.env.FAULT ?? '{}');
const root = resolve(folder ?? '.');
/** What a full disk does not refuse. */
const frees = ['rm', 'rmdir', 'rename', 'unlink', 'stat', 'readFile', 'readdir', 'read'];
const messages = { ENOSPC: 'no space left on device', EACCES: 'permission denied', EIO: 'i/o error' };
let operations = 0;

const isInside = (path) => typeof path === 'string' && (resolve(path) === root || resolve(path).startsWith(root + sep));

/** Counts an operation, and fails or ends where it is the one; `half` does a part of it first. */
async function pass(syscall, path, half) {
  operations++;
  const lasts = kind === 'ENOSPC' && at > 0 && operations >= at;
  if (operations !== at && !lasts) return;
  if (kind === 'SIGTERM' || kind === 'SIGINT') {
    process.kill(process.pid, kind);
    return;
  }
  if (kind === 'ENOSPC' && frees.includes(syscall)) return;
  await half?.();
  if (kind === 'KILL') {
    process.kill(process.pid, 'SIGKILL');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10_000);
  }
  // Those of an open file have no path, as in Node.
  const ofFile = syscall === 'write' || syscall === 'fsync' || syscall === 'read';
  throw Object.assign(new Error(`${kind}: ${messages[kind]}, ${syscall}${ofFile ? '' : ` '${path}'`}`), {
    code: kind,
    syscall,
    ...(ofFile ? {} : { path }),
  });
}

if (isMainThread && folder !== undefined) {
  const paths = new WeakMap();
  const { promises } = fs;
  const own = { ...promises };
  const changing = ['mkdir', 'rename', 'rm', 'rmdir', 'unlink'];
  for (const name of [...changing, ...(reads ? ['stat', 'readFile', 'readdir'] : [])]) {
    promises[name] = async (path, ...rest) => {
      if (isInside(path)) await pass(name, path);
      return own[name](path, ...rest);
    };
  }
  promises.writeFile = async (path, content, options) => {
    const half = () => own.writeFile(path, content.slice(0, content.length / 2), options);
    if (isInside(path)) await pass('write', path, half);
    return own.writeFile(path, content, options);
  };
  promises.open = async (path, flags = 'r', ...rest) => {
    if (isInside(path) && (flags !== 'r' || reads)) await pass('open', path);
    const file = await own.open(path, flags, ...rest);
    paths.set(file, path);
    return file;
  };
  const one = await own.open(process.execPath);
  const { prototype } = one.constructor;
  await one.close();
  const { writeFile, sync } = prototype;
  prototype.writeFile = async function (content, ...rest) {
    const path = paths.get(this);
    const half = () => writeFile.call(this, content.slice(0, content.length / 2), ...rest);
    if (isInside(path)) await pass('write', path, half);
    return writeFile.call(this, content, ...rest);
  };
  prototype.sync = async function () {
    if (isInside(paths.get(this))) await pass('fsync', paths.get(this));
    return sync.call(this);
  };
  syncBuiltinESMExports();
  if (clock !== 1) {
    const now = performance.now.bind(performance);
    performance.now = () => clock * now();
  }
  process.on('exit', () => counted && fs.writeFileSync(counted, `${operations}`));
}
