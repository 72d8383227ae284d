import { beforeAll, describe, expect, it } from 'vitest';
import { start, temporaryFolder, unvanish } from './command.js';
import { bytesOf, writeSampleFiles } from './sampleFiles.js';

const folder = temporaryFolder();
const training = ['train', 'x.npy', '--labels', 'y.npy', '--epochs', '2', '--json', '--quiet'];

/** What the other tests take for the program is one process that runs many commands; here each starts it anew. */
describe('the program in a process of its own', () => {
  beforeAll(() => writeSampleFiles(folder));

  it.each([
    { what: 'help without arguments', args: [], code: 0 },
    { what: 'its version', args: ['--version'], code: 0 },
    { what: 'facts', args: ['info', 'x.npy'], code: 0 },
    { what: 'an option that is missing', args: ['train', 'x.npy'], code: 2 },
    { what: 'a command that there is not', args: ['trian'], code: 2 },
    { what: 'a file that is not there', args: ['info', 'none.npy'], code: 2 },
    { what: 'findings to mend', args: ['inspect', 'x.npy'], code: 2 },
  ])('ends with the same code and the same words: $what', async ({ args, code }) => {
    const outcome = await start(folder, args).outcome;
    expect(outcome.code).toBe(code);
    expect(await unvanish(folder, ...args)).toEqual(outcome);
  });

  it('trains to the same bytes', async () => {
    expect(await start(folder, [...training, '--out', 'own']).outcome).toMatchObject({ code: 0, stderr: '' });
    expect(await unvanish(folder, ...training, '--out', 'warm')).toMatchObject({ code: 0, stderr: '' });
    expect(bytesOf(folder, 'own/model.safetensors')).toEqual(bytesOf(folder, 'warm/model.safetensors'));
  });
});
