// A process that runs one `unvanish` after the other, as the program itself does but for its start: the program's file is
// evaluated anew each time, with its arguments, folder and cache, and what it imports stays. `command.ts` sends commands
// and is sent what they came to.
import { pathToFileURL } from 'node:url';

const main = pathToFileURL(process.argv[2]).href;
const { exit } = process;
const home = process.cwd();
let commands = 0;

/** Thrown where the program ends itself. */
class Exit extends Error {}

async function run({ folder, args, cache }) {
  process.chdir(folder);
  process.env.XDG_CACHE_HOME = cache;
  process.argv = [process.execPath, 'unvanish', ...args];
  process.exitCode = undefined;
  let exitCode;
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    process[name].write = (text, ...rest) => {
      // What runs on after the end, on its way out of the calls, is not heard.
      if (exitCode === undefined) written[name] += text;
      rest.findLast((argument) => typeof argument === 'function')?.();
      return true;
    };
  }
  process.exit = (code) => {
    exitCode ??= code ?? process.exitCode ?? 0;
    throw new Exit();
  };
  try {
    await import(`${main}?${++commands}`);
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
  }
  for (const name of ['stdout', 'stderr']) {
    delete process[name].write;
    process[name].removeAllListeners('error');
  }
  process.exit = exit;
  for (const name of ['SIGINT', 'SIGTERM', 'exit']) process.removeAllListeners(name);
  const code = exitCode ?? process.exitCode ?? 0;
  process.exitCode = undefined;
  // The command's folder may be deleted.
  process.chdir(home);
  return { code, ...written };
}

process.on('message', async (command) => process.send(await run(command)));
process.on('disconnect', () => process.exit(0));
