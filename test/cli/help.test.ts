import { describe, expect, it } from 'vitest';
import { version } from '../../src/version.node.js';
import { temporaryFolder, unvanish } from './command.js';

const folder = temporaryFolder();
const commands = [
  'inspect',
  'train',
  'explain',
  'evaluate',
  'diagnose',
  'info',
  'reproduce boxes',
  'reproduce vanishing',
  'reproduce table',
  'reproduce moving-box',
  'reproduce mnist',
  'reproduce fmri',
  'reproduce poster',
];

describe('help', () => {
  it('is what the program says without arguments, and lists every command', async () => {
    const [bare, asked] = await Promise.all([unvanish(folder), unvanish(folder, '--help')]);
    expect(bare).toEqual(asked);
    expect(bare.code).toBe(0);
    expect(bare.stderr).toBe('');
    for (const command of ['reproduce', 'inspect', 'train', 'explain', 'evaluate', 'diagnose', 'info']) {
      expect(bare.stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    }
    expect(bare.stdout).toContain('Examples:');
    expect(bare.stdout).toContain('Exit codes:');
  });

  it.each(commands)('of %s has examples, and no line that is wider than a terminal', async (command) => {
    const { code, stdout } = await unvanish(folder, ...command.split(' '), '--help');
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: unvanish ${command}`);
    expect(stdout).toContain(`Examples:\n  unvanish ${command}`);
    expect(stdout.split('\n').filter((line) => line.length > 82)).toEqual([]);
  });

  it('shows defaults and choices as the configuration has them', async () => {
    const { stdout } = await unvanish(folder, 'train', '--help');
    expect(stdout).toMatch(/--hidden <n>\s+hidden units \(H\) of each layer and direction\s+\[default: 5\]/);
    expect(stdout.replace(/\s+/g, ' ')).toContain('[none, matrix, mean, normalised; default: none]');
    expect(stdout).toMatch(/--learning-rate <x>.*\[default: 0\.001\]/);
  });

  it('of reproduce lists the experiments, also when none is named', async () => {
    const { code, stdout } = await unvanish(folder, 'reproduce');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}boxes /m);
    expect(stdout).toMatch(/^ {2}mnist /m);
  });

  it('has the version of the package', async () => {
    expect(await unvanish(folder, '--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});
