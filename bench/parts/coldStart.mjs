import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { short, table } from '../markdown.mjs';
import { median, timed } from '../timing.mjs';

const TARGET = 150;
const RUNS = 9;
const cli = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const commands = [
  ['unvanish --version', [cli, '--version'], TARGET],
  ['node -e 0', ['-e', '0'], undefined],
];

/** How long a command takes that does nothing. */
export const coldStart = {
  name: 'cold-start',
  title: 'Cold start, median of 9',
  cores: 'all',

  async measure({ progress }) {
    const rows = commands.map(([name, args, target]) => ({ name, args, target, milliseconds: [] }));
    progress(commands.map(([name]) => name).join(', '));
    for (let run = 0; run < RUNS; run++) {
      for (const { args, milliseconds } of rows) {
        milliseconds.push(await timed(() => spawnSync(process.execPath, args)));
      }
    }
    return { rows: rows.map(({ args, ...row }) => row) };
  },

  tables: ({ rows }) =>
    table(
      ['command', 'ms:', 'range', 'target, at most:', ''],
      rows.map(({ name, milliseconds, target }) => {
        const reached = median(milliseconds);
        const range = `${short(Math.min(...milliseconds))}–${short(Math.max(...milliseconds))}`;
        return [name, short(reached), range, target ?? '', target ? (reached <= target ? 'met' : 'not met') : ''];
      }),
    ),
};
