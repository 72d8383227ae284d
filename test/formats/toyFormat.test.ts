import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { info } from '../../src/cli/info.js';
import { createProgram } from '../../src/cli/program.js';
import { referencePages } from '../../src/cli/reference.js';
import { readDataset } from '../../src/files/readDataset.js';
import { decodeDataset } from '../../src/formats/datasetFile.js';
import type { Format } from '../../src/formats/format.js';
import { formats } from '../../src/formats/index.js';
import type { NamedFile } from '../../src/formats/namedFile.js';
import { temporaryFolder } from '../cli/command.js';
import { laterRefusal } from './mutations.js';

const options = z.strictObject({
  scale: z.number().positive().default(1).describe('factor of the numbers of a .toy'),
});

/** One series a line, its values separated by blanks. */
const toy = {
  name: 'toy',
  extensions: ['.toy'],
  description: 'one univariate series a line',
  options,
  dataset: {
    holds: '(one series a line)',
    read: ({ bytes }: NamedFile, { scale }: z.output<typeof options>) => {
      const lines = new TextDecoder().decode(bytes).trim().split('\n');
      const rows = lines.map((line) => line.split(' ').map((value) => scale * Number(value)));
      return { x: Float32Array.from(rows.flat()), shape: [rows.length, rows[0].length, 1] };
    },
  },
  series: {
    read: ({ bytes }: NamedFile, { scale }: z.output<typeof options>) => {
      const values = new TextDecoder().decode(bytes).trim().split(' ');
      return { x: Float32Array.from(values, (value) => scale * Number(value)), shape: [1, values.length, 1] };
    },
  },
} as const satisfies Format;

describe('a format of one’s own, one object and one registration', () => {
  const folder = temporaryFolder();
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return { name: join(folder, name), bytes: new TextEncoder().encode(content) };
  };

  beforeAll(() => formats.register(toy));
  afterAll(() => vi.restoreAllMocks());

  it('is in the help of the commands, its option too', async () => {
    for (const name of ['inspect', 'train', 'explain', 'diagnose']) {
      const program = await createProgram([name]);
      const [command] = program.commands;
      const help = command.helpInformation().replace(/\s+/g, ' ');
      expect(help).toContain('.toy (one series a line)');
      expect(help).toContain('--scale <x> factor of the numbers of a .toy [default: 1]');
    }
  });

  it('is read by decodeDataset and from a disk, and told its option', async () => {
    const data = file('two.toy', '1 2 3\n4 5 6\n');
    expect(Array.from((await decodeDataset({ data })).x)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(Array.from((await decodeDataset({ data, scale: 2 })).x)).toEqual([2, 4, 6, 8, 10, 12]);
    expect((await laterRefusal(decodeDataset({ data, scale: -1 }))).message).toContain('scale: a number above 0');
    expect(await laterRefusal(decodeDataset({ data, missing: 'refuse' }))).toMatchObject({
      code: 'option',
      message: expect.stringContaining('there is no option "missing"'),
      remedy: 'there are data, labels, lengths, mask, scale',
    });
    expect(await readDataset(data.name, { scale: 10 })).toMatchObject({ samples: 2, time: 3, features: 1 });
  });

  it('may be named by a manifest, and is listed where another extension is refused', async () => {
    file('a.toy', '1 2\n');
    file('b.toy', '3\n');
    const { name } = file('list.csv', 'file,label\na.toy,up\nb.toy,down\n');
    const data = await readDataset(name, { scale: 3 });
    expect(data).toMatchObject({ samples: 2, sampleNames: ['a', 'b'], classNames: ['down', 'up'] });
    expect(Array.from(data.x)).toEqual([3, 6, 9, 0]);
    expect(
      (await laterRefusal(decodeDataset({ data: { name: 'x.feather', bytes: new Uint8Array() } }))).message,
    ).toContain('.toy');
  });

  it('is a row of the documentation', () => {
    const page = referencePages().find(({ name }) => name === 'formats');
    expect(page?.text).toMatch(
      /^\| toy \| `\.toy` \| one univariate series a line \| data \(one series a line\), one series of/m,
    );
  });

  it('is described by info', async () => {
    const print = vi.spyOn(console, 'log').mockReturnValue(undefined);
    const { name } = file('three.toy', '1 2 3\n');
    await info(name, { json: true });
    await info(undefined, { json: true });
    const [of, all] = print.mock.calls.map(([text]) => JSON.parse(String(text)));
    expect(of).toMatchObject({ samples: 1, time: 3, features: 1 });
    expect(all.formats).toContain('toy');
  });
});
