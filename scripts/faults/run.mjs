// Ends commands with kill -9 at exact operations on files, fills their disks, takes their rights away, and lets two of them write
// one folder: whatever happens, a folder holds the run that it had or the whole new one; the same command started again
// comes to the same bytes; and nothing is left.
//
//   npm run build
//   node scripts/faults/run.mjs          60 kills, 12 signals, 30 errors, 20 pairs of writers, full disks: a minute or two
//   node scripts/faults/run.mjs --all    a kill and errors at every operation
//   node scripts/faults/run.mjs kills    one part: kills, signals, errors, pairs or disks
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeNpz } from '../../dist/face/formats.js';
import { filesIn, plainRunIn, runIn } from './folders.mjs';

const all = process.argv.includes('--all');
const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const preload = new URL('./preload.mjs', import.meta.url).href;
const root = mkdtempSync(join(tmpdir(), 'unvanish-faults-'));
const failures = [];
const longRuns = [];

writeData();
const data = [join(root, 'data.npz'), '--hidden', '3', '--quiet', '--threads', '1', '--out', 'run'];
const train = ['train', ...data, '--epochs', '6'];
const folds = ['train', ...data, '--epochs', '2', '--cross-validate', '2'];
const boxes = ['reproduce', 'boxes', '--boxes', 'earlier', '--samples', '40', '--test-samples', '4', '--epochs', '1'];
const study = [...boxes, '--models', 'lstm', '--quiet', '--threads', '1', '--out', 'run'];

/** Each is done in a folder with what was there before: nothing, a finished run, or work that was interrupted. */
const scenarios = [
  { name: 'train', command: train },
  { name: 'train over a cross-validation', command: [...train, '--overwrite'], before: 'folds' },
  { name: 'train, interrupted before', command: train, before: 'interrupted' },
  { name: 'cross-validate', command: folds },
  { name: 'cross-validate over a training', command: [...folds, '--overwrite'], before: 'trained' },
  { name: 'reproduce over a training', command: [...study, '--overwrite'], before: 'trained' },
];

await prepare();
const parts = {
  kills: () => inTurns('kills', chosen(60, ['KILL']), fault),
  signals: () => inTurns('signals', chosen(12, ['SIGTERM', 'SIGINT']), fault),
  errors: () => inTurns('errors', chosen(30, ['ENOSPC', 'EACCES', 'EIO']), fault),
  pairs: () => inTurns('pairs of writers', [...Array(all ? 100 : 20).keys()], pair),
  disks: fullDisks,
};
const named = process.argv.slice(2).filter((name) => name !== '--all');
for (const name of named.length > 0 ? named : Object.keys(parts)) await parts[name]();
rmSync(root, { recursive: true, force: true });
for (const failure of failures) console.error(failure);
console.log(failures.length === 0 ? 'nothing lost, nothing mixed, nothing left' : `${failures.length} failures`);
process.exit(failures.length === 0 ? 0 : 1);

/** Makes what lies in folders before, what each scenario comes to undisturbed, and counts its operations. */
async function prepare() {
  const made = { folds, trained: [...train, '--seed', '7'] };
  for (const [name, command] of Object.entries(made)) expectCode(await unvanish(newFolder(name), command), 0, name);
  const { code } = await unvanish(newFolder('interrupted'), train, { kind: 'SIGTERM', at: 6 });
  if (code !== 130) throw new Error(`a training that was to be interrupted ended with ${code}`);
  for (const [index, scenario] of scenarios.entries()) {
    const { before } = scenario;
    scenario.old = before && (await runIn(join(root, before, 'run')));
    for (const reads of [false, true]) {
      const folder = newFolder(`whole-${index}-${reads}`, before);
      const counted = join(folder, 'counted');
      expectCode(await unvanish(folder, scenario.command, { counted, reads }), 0, scenario.name);
      scenario[reads ? 'operations' : 'changes'] = Number(readFileSync(counted, 'utf8'));
      scenario.files = filesIn(join(folder, 'run'));
      scenario.whole = await runIn(join(folder, 'run'));
    }
  }
  if (scenarios.some(({ files }) => files.some((name) => /partial|unvanish|checkpoint/.test(name)))) {
    throw new Error('an undisturbed command leaves something');
  }
}

/** So many faults, spread over the scenarios and their operations; or all there are. Reading can fail, too. */
function chosen(count, kinds) {
  const every = scenarios.flatMap((scenario) => {
    const reads = kinds.includes('EIO');
    const operations = reads ? scenario.operations : scenario.changes;
    return Array.from({ length: operations }, (_, index) => ({ scenario, reads, at: index + 1 }));
  });
  const some = all
    ? every
    : Array.from({ length: count }, (_, index) => every[Math.floor(((index + 0.5) * every.length) / count)]);
  return some.map((one, index) => ({ ...one, kind: kinds[index % kinds.length] }));
}

/** A fault in the middle of a command, and the command once more. */
async function fault({ scenario, at, reads, kind }, index) {
  const { name, command, before, old, whole, files } = scenario;
  const what = `${name}: ${kind} at operation ${at}`;
  const folder = newFolder(`${kind}-${index}`, before);
  const run = join(folder, 'run');
  const first = await unvanish(folder, command, { kind, at, reads });
  const found = await runIn(run);
  if (found !== undefined && found !== old && found !== whole) fail(what, 'the folder holds a run of two', first);
  if (old !== undefined && found === undefined) fail(what, 'the run before is lost', first);
  const plain = await plainRunIn(run);
  if (plain !== undefined && plain !== old && plain !== whole) fail(what, 'its files are of two runs', first);
  if (kind === 'KILL' ? first.signal !== 'SIGKILL' : ![0, 2, 130].includes(first.code)) {
    fail(what, `ended with ${first.code ?? first.signal}`, first);
  }
  if (first.code === 2 && !/^unvanish: .*run.*: cannot (?:read|write|remove): /m.test(first.stderr))
    fail(what, 'no path is said', first);
  if (first.code === 0 && found !== whole) fail(what, 'the run is not whole', first);
  await endsWhole(what, folder, { command, whole, files, left: first.code !== 0 });
  rmSync(folder, { recursive: true, force: true });
}

/** The same command again, undisturbed, comes to what it would have come to, and leaves nothing else. */
async function endsWhole(what, folder, { command, whole, files, left }) {
  const run = join(folder, 'run');
  const wasWhole = (await runIn(run)) === whole;
  if (left || !wasWhole) {
    const { code, stderr } = await unvanish(folder, command);
    // What was ended after its last file has nothing left to do.
    const isDone = code === 2 && wasWhole && stderr.includes('already holds a finished run');
    if (code !== 0 && !isDone) fail(what, 'does not go on', { code, stderr });
  }
  if ((await runIn(run)) !== whole || (await plainRunIn(run)) !== whole) fail(what, 'ends with other bytes', {});
  const leftOver = filesIn(run).filter((name) => !files.includes(name));
  if (leftOver.length > 0) fail(what, `leaves ${leftOver}`, {});
}

/** Two commands that write one folder at once: one writes, the other does after it, or is told. */
async function pair(index) {
  const what = `pair ${index}`;
  const folder = newFolder(`pair-${index}`, index % 4 === 1 ? 'trained' : undefined);
  const run = join(folder, 'run');
  const overwrite = index % 2 === 1 ? ['--overwrite'] : [];
  const long = ['--epochs', '150'];
  const commands = [0, 1].map((seed) => [...train, ...long, '--seed', `${seed}`, ...overwrite]);
  // The first of some pairs is killed when it has just begun to write, and what it leaves is no obstacle.
  const kill = index % 5 === 4 ? { kind: 'KILL', at: 3, clock: 1 } : undefined;
  const ends = await Promise.all([
    unvanish(folder, commands[0], kill),
    new Promise((turn) => setTimeout(turn, (index % 7) * 10)).then(() => unvanish(folder, commands[1])),
  ]);
  for (const end of ends) {
    const { code, signal, stderr } = end;
    const told = code === 2 && /is writing a run there|already holds a finished run/.test(stderr);
    if (code !== 0 && !told && signal !== 'SIGKILL') fail(what, `ended with ${code ?? signal}`, end);
  }
  if (ends.some(({ signal }) => signal === 'SIGKILL')) {
    // It may have waited for the second to end, and been killed after it: the next start sweeps what it left.
    expectCode(await unvanish(folder, [...commands[1], '--overwrite']), 0, what);
  } else if (ends.every(({ code }) => code !== 0)) fail(what, 'neither writes', ends[0]);
  const found = await plainRunIn(run);
  const whole = await Promise.all([0, 1].map((seed) => longRun(seed, commands[seed])));
  if (!whole.includes(found)) fail(what, 'its files are of two runs', ends[0]);
  const leftOver = filesIn(run).filter((name) => !['model.safetensors', 'report.html', 'run.json'].includes(name));
  if (leftOver.length > 0) fail(what, `leaves ${leftOver}`, {});
  rmSync(folder, { recursive: true, force: true });
}

async function longRun(seed, command) {
  longRuns[seed] ??= (async () => {
    const folder = newFolder(`long-${seed}`);
    expectCode(await unvanish(folder, command), 0, 'a long training');
    return runIn(join(folder, 'run'));
  })();
  return longRuns[seed];
}

/** Disks of memory with less and less room: what does not fit is said, and what was there stays. */
async function fullDisks() {
  const disk = join(root, 'disk');
  mkdirSync(disk);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]).status !== 0) {
    console.log('full disks: skipped, since a tmpfs cannot be mounted here');
    return;
  }
  try {
    const overTraining = scenarios.filter(({ before }) => before === 'trained');
    const rooms = all ? Array.from({ length: 60 }, (_, index) => index * 4) : [0, 4, 12, 28, 60, 120];
    const jobs = overTraining.flatMap((scenario) => rooms.map((room) => ({ scenario, room })));
    const full = { count: 0 };
    await inTurns(
      'full disks',
      jobs,
      async ({ scenario: { name, command, old, whole, files }, room }) => {
        const what = `${name}: ${room} KiB left on the disk`;
        const folder = newFolder('disk/job', 'trained');
        fill(folder, room);
        const first = await unvanish(folder, command);
        const found = await runIn(join(folder, 'run'));
        if (first.code !== 0 && found !== old) fail(what, 'the run before is lost', first);
        if (first.code === 2 && /: cannot write: the disk is full/.test(first.stderr)) full.count++;
        else if (first.code !== 0) fail(what, `ended with ${first.code}`, first);
        rmSync(join(folder, 'filler'));
        await endsWhole(what, folder, { command, whole, files, left: first.code !== 0 });
        rmSync(folder, { recursive: true, force: true });
      },
      1,
    );
    if (full.count === 0) failures.push('full disks: no disk was full');
  } finally {
    spawnSync('umount', [disk]);
  }
}

/** Leaves so many KiB of a disk of 2 MiB, of which pages of 4 KiB are taken. */
function fill(folder, room) {
  const [, size, free] = spawnSync('df', ['-k', '--output=size,avail', folder], { encoding: 'utf8' }).stdout.match(
    /(\d+)\s+(\d+)\s*$/,
  );
  if (Number(size) > 2048) throw new Error(`${folder} is on no disk of its own`);
  writeFileSync(join(folder, 'filler'), new Uint8Array(Math.max(0, Number(free) - room) * 1024));
}

/** A command to its end, in a process of its own, with a fault in it where one is asked for. */
function unvanish(folder, command, fault) {
  const arming = fault ? ['--import', preload] : [];
  const FAULT = JSON.stringify({ clock: 10_000, ...fault, folder: join(folder, 'run') });
  const child = spawn(process.execPath, [...arming, main, ...command], { cwd: folder, env: { ...process.env, FAULT } });
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  child.stdout.resume();
  return new Promise((settle) => child.on('close', (code, signal) => settle({ code, signal, stderr })));
}

function newFolder(name, before) {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  if (before !== undefined) cpSync(join(root, before, 'run'), join(folder, 'run'), { recursive: true });
  return folder;
}

function expectCode({ code, stderr }, expected, what) {
  if (code !== expected) throw new Error(`${what}: ended with ${code}: ${stderr}`);
}

function fail(what, problem, { code, signal, stderr = '' }) {
  failures.push(`${what}: ${problem} (${code ?? signal ?? ''}) ${stderr.trim()}`);
}

/** As many at a time as the machine has cores. */
async function inTurns(name, jobs, work, atOnce = availableParallelism()) {
  const started = performance.now();
  const before = failures.length;
  let next = 0;
  const drain = async () => {
    for (let index = next++; index < jobs.length; index = next++) await work(jobs[index], index);
  };
  await Promise.all(Array.from({ length: atOnce }, drain));
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`${name}: ${jobs.length}, ${failures.length - before} failures, ${seconds} s`);
}

/** Series of two classes that a small network learns a little of. */
function writeData() {
  const shape = [24, 6, 3];
  const y = Int32Array.from({ length: shape[0] }, (_, sample) => sample % 2);
  const x = Float32Array.from({ length: 24 * 18 }, (_, i) => ((i * 7919) % 101) / 50 - 1 + y[Math.floor(i / 18)]);
  writeFileSync(
    join(root, 'data.npz'),
    encodeNpz([
      ['x', { shape, data: x }],
      ['y', { shape: [shape[0]], data: y }],
    ]),
  );
}
