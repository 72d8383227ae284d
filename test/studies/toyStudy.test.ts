import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createProgram } from '../../src/cli/program.js';
import { referencePages } from '../../src/cli/reference.js';
import { createDataset, type Dataset } from '../../src/data/dataset.js';
import { renderReport } from '../../src/report/document.js';
import type { Table } from '../../src/report/table.js';
import { studies } from '../../src/studies/index.js';
import type { Study, StudyPlan, Task } from '../../src/studies/study.js';
import { runTrial, type TrialResult, type TrialSpec } from '../../src/studies/trial/trial.js';
import { expectWhole, reportText } from '../cli/reportText.js';
import { jsonOf } from '../cli/sampleFiles.js';

const toySchema = z.strictObject({
  level: z.number().min(0).max(10).default(2).describe('how far apart the classes are'),
});
type ToyOptions = z.output<typeof toySchema>;
type ToyTask = Task<{ readonly level: number; readonly trial: TrialSpec }>;
interface ToyPlan extends StudyPlan {
  readonly tasks: readonly ToyTask[];
}

/** Four steps of two features; the first one tells the classes apart. */
function toyData(level: number): Dataset {
  const label = (sample: number) => sample % 2;
  return createDataset({
    x: Float32Array.from({ length: 40 * 8 }, (_, i) => Math.sin(i) + (i % 2 === 0 ? level * label(i >> 3) : 0)),
    shape: [40, 4, 2],
    labels: Int32Array.from({ length: 40 }, (_, sample) => label(sample)),
  });
}

const accuracies = (results: readonly TrialResult[]): Table => ({
  caption: 'Accuracy of two cells',
  columns: [{ key: 'accuracy', label: 'Accuracy %', style: 'percent' }],
  rows: results.map(({ spec, accuracy }) => ({ header: spec.model, cells: { accuracy } })),
});

/** Two cells on a dataset of its own, in one object. */
const toy: Study<ToyOptions, undefined, ToyPlan, readonly TrialResult[]> = {
  name: 'toy',
  description: 'two cells on four steps',
  options: toySchema,
  examples: ['reproduce toy --level 3'],
  run: ({ spec: { level, trial } }: ToyTask, _, hooks) =>
    runTrial(trial, { training: toyData(level), test: toyData(level) }, hooks),
  load: async () => ({
    plan: async ({ level }) => ({
      tasks: ['gru', 'rnn'].map((cell): ToyTask => {
        const attribution = { method: 'gradient', output: 'probability', target: 'true' } as const;
        const trial = { architecture: { cell }, training: { epochs: 2 }, attribution, lastSteps: 1, examples: [] };
        return { study: 'toy', id: cell, label: cell, spec: { level, trial: { id: cell, model: cell, ...trial } } };
      }),
    }),
    summarise: async ({ tasks }, results) => tasks.map(({ id }) => results.get(id) as TrialResult),
    models: (results) =>
      results.map(({ spec, config, weights }) => ({
        key: spec.id,
        label: spec.model,
        file: `${spec.id}.safetensors`,
        config,
        weights,
      })),
    document: (results) => ({ accuracy: results.map(({ accuracy }) => accuracy.mean) }),
    report: (results, facts) => {
      const blocks = [{ kind: 'table' as const, ...accuracies(results) }];
      return renderReport({ title: 'Toys', lead: 'Two cells.', sections: [{ heading: 'All', blocks }], footer: facts });
    },
    paragraphs: (results, draw) => [draw(accuracies(results)), 'That is all.'],
  }),
};

studies.register(toy);
const folder = mkdtempSync(join(tmpdir(), 'unvanish-toy-'));
const out = join(folder, 'run');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a command prints. */
async function printed(...args: string[]): Promise<string> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    await (await createProgram(args)).parseAsync(args, { from: 'user' });
    return log.mock.calls.flat().join('\n');
  } finally {
    log.mockRestore();
  }
}

describe('a study of a user’s own', () => {
  it('is a command of reproduce, with a flag, a default and a check for each of its options', async () => {
    const [reproduce] = (await createProgram(['reproduce'])).commands;
    expect(reproduce.helpInformation()).toMatch(/^ {2}toy +\[options\] +two cells on four steps|^ {2}toy +two cells/m);
    const own = reproduce.commands.find((command) => command.name() === 'toy');
    expect(own?.helpInformation()).toMatch(/--level <x> +how far apart the classes are \[default: 2\]/);
    expect(own?.helpInformation()).toMatch(/--out <folder>.*\n?.*\[default: runs\/toy\]/);
  });

  it('has a section in the reference', () => {
    const page = referencePages().find(({ name }) => name === 'studies');
    expect(page?.text).toContain('## toy\n\n`unvanish reproduce toy`: two cells on four steps.');
    expect(page?.text).toContain(
      '| `level` | a number at least 0 and at most 10 | `2` | how far apart the classes are |',
    );
  });

  it('runs where it was registered, and leaves a run folder as any other study does', async () => {
    const text = await printed('reproduce', 'toy', '--level', '3', '--out', out, '--quiet');
    expect(text).toMatch(/gru +[\d.]+/);
    expect(text).toContain('That is all.\n\nReport: ');
    expect(jsonOf(out, 'run.json')).toMatchObject({
      command: 'reproduce toy',
      study: 'toy',
      options: { level: 3 },
      models: [
        { key: 'gru', label: 'gru', file: 'gru.safetensors', config: { cell: 'gru', inputSize: 2 } },
        { key: 'rnn', label: 'rnn', file: 'rnn.safetensors', config: { cell: 'rnn', inputSize: 2 } },
      ],
      accuracy: [expect.any(Number), expect.any(Number)],
    });
    expectWhole(reportText(out, 'report.html'));
    expect(existsSync(join(out, '.unvanish-trials'))).toBe(false);
  });

  it('leaves what info reads: which models there are, and the one that is chosen', async () => {
    expect(JSON.parse(await printed('info', out, '--json'))).toEqual({
      run: out,
      command: 'reproduce toy',
      study: 'toy',
      models: ['gru', 'rnn'],
    });
    expect(JSON.parse(await printed('info', out, '--model', 'rnn', '--json'))).toMatchObject({ cell: 'rnn' });
    await expect(printed('info', out, '--model', 'lstm')).rejects.toMatchObject({ remedy: 'choose one of gru, rnn' });
    expect(JSON.parse(await printed('info', '--json')).studies).toContain('toy');
  });
});
