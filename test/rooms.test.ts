import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const repository = resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(repository, file), 'utf8');

/** The rooms in their order, as the first column of the table in docs/architecture.md has them. */
const rooms = [...read('docs/architecture.md').matchAll(/^\| `src\/([^`]+)` \|/gm)].map(([, room]) => room);

/** Rooms and files that need Node; all others run in browsers too. */
const needsNode = (file: string) => /^(?:cli\/|files\/|node\.ts$)|\.node\.ts$/.test(file);

const files = readdirSync(join(repository, 'src'), { encoding: 'utf8', recursive: true })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.generated.ts'))
  .sort();
const imports = new Map(files.map((file) => [file, importsOf(file)]));

function importsOf(file: string): { readonly to: string; readonly deferred: boolean }[] {
  const found = read(`src/${file}`).matchAll(/^(?:import|export)\b[^;]*?from '(\.[^']+)'|\bimport\('(\.[^']+)'\)/gm);
  return [...found].map(([, now, later]) => ({
    to: posix.join(posix.dirname(file), now ?? later).replace(/\.js$/, '.ts'),
    deferred: later !== undefined,
  }));
}

function roomOf(file: string): number {
  return rooms.findIndex((room) => file === room || (room.endsWith('/') && file.startsWith(room)));
}

describe('the rooms of src/', () => {
  it('are all in the list of docs/architecture.md', () => {
    expect(rooms.length).toBeGreaterThan(10);
    expect(files.filter((file) => roomOf(file) < 0)).toEqual([]);
  });

  it('import only from rooms above them', () => {
    const upward = files.flatMap((file) =>
      (imports.get(file) ?? []).filter(({ to }) => roomOf(to) > roomOf(file)).map(({ to }) => `${file} imports ${to}`),
    );
    expect(upward).toEqual([]);
  });

  it('hold no circle of imports', () => {
    expect(circles()).toEqual([]);
  });

  it('run in browsers where they say so: nothing there imports what needs Node', () => {
    const wrong = files
      .filter((file) => !needsNode(file))
      .flatMap((file) =>
        (imports.get(file) ?? [])
          .filter(({ to }) => needsNode(to) && !to.endsWith('.generated.ts'))
          .map(({ to }) => `${file} imports ${to}`),
      );
    expect(wrong).toEqual([]);
  });
});

/** Each circle once, as the files along it. */
function circles(): string[] {
  const state = new Map<string, 'open' | 'done'>();
  const path: string[] = [];
  const found: string[] = [];
  const visit = (file: string) => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      found.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      return;
    }
    state.set(file, 'open');
    path.push(file);
    for (const { to } of imports.get(file) ?? []) visit(to);
    path.pop();
    state.set(file, 'done');
  };
  for (const file of files) visit(file);
  return found;
}
