import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { interrupted, temporaryFolder, unvanish } from './command.js';
import { expectWhole, reportText } from './reportText.js';
import { bytesOf, jsonOf } from './sampleFiles.js';

const folder = temporaryFolder();
const tiny = ['--samples', '60', '--test-samples', '8', '--epochs', '2'];

/** What must not depend on when and how a study was run. */
function withoutProvenance({ provenance: _, ...rest }: Record<string, unknown>) {
  return rest;
}

describe('reproduce table', () => {
  it('has every architecture with several seeds, the published values, chance, and comparisons', async () => {
    const args = ['reproduce', 'table', ...tiny, '--boxes', 'latter', '--seeds', '2', '--all', '--out', 'table'];
    const { code, stdout } = await unvanish(folder, ...args, '--quiet');
    expect(code).toBe(0);
    for (const row of ['LSTM', 'Bi-LSTM', 'LSTM + self-attention, published', 'GRU + input-cell attention', 'Bi-RNN']) {
      expect(stdout).toContain(`\n  ${row} `);
    }
    const {
      boxes,
      study,
      options,
      models: kept,
    } = jsonOf(folder, 'table/run.json') as {
      study: string;
      options: { seed: number; seeds: number };
      models: { key: string; file: string }[];
      boxes: {
        models: {
          key: string;
          bySeed: Record<string, number[]>;
          values: Record<string, { n: number }>;
          comparison?: Record<string, { against: string; p: number; adjusted: number }>;
        }[];
        chance: { label: string }[];
      }[];
    };
    expect({ study, ...options }).toMatchObject({ study: 'table', seed: 0, seeds: 2 });
    expect(kept).toHaveLength(2 * 15);
    for (const { file } of kept) expect(existsSync(join(folder, 'table', file))).toBe(true);
    const [{ models, chance }] = boxes;
    expect(models).toHaveLength(15);
    expect(chance.map(({ label }) => label)).toContain('uniform random');
    for (const { key, bySeed, values, comparison } of models) {
      expect(bySeed.auroc).toHaveLength(2);
      expect(values.auroc?.n).toBe(2);
      expect(comparison === undefined).toBe(['lstm', 'gru', 'rnn'].includes(key));
      for (const { p, adjusted } of Object.values(comparison ?? {})) expect(adjusted).toBeGreaterThanOrEqual(p);
    }
    expect(models.find(({ key }) => key === 'mean-gru')?.comparison?.auroc?.against).toBe('gru');
    expectWhole(reportText(folder, 'table/report.html'));
    expect(existsSync(join(folder, 'table/latter-mean-rnn-seed-1.safetensors'))).toBe(true);
  });

  it('interrupted and started again goes on, to the same bytes', async () => {
    // The matrix feed's trials come last and take the longest, so that it is interrupted before them.
    const longer = ['--samples', '200', '--test-samples', '8', '--epochs', '4', '--boxes', 'earlier', '--seeds', '2'];
    const args = ['reproduce', 'table', ...longer, '--threads', '1', '--quiet'];
    expect(await interrupted(folder, args, 'parts')).toMatchObject({ code: 130 });
    expect(existsSync(join(folder, 'parts/run.json'))).toBe(false);

    await unvanish(folder, ...args, '--out', 'whole');
    expect(await unvanish(folder, ...args, '--out', 'parts')).toMatchObject({ code: 0 });
    const names = readdirSync(join(folder, 'whole')).sort();
    expect(readdirSync(join(folder, 'parts')).sort()).toEqual(names);
    for (const name of names.filter((name) => name.endsWith('.safetensors'))) {
      expect(bytesOf(folder, 'parts', name).equals(bytesOf(folder, 'whole', name))).toBe(true);
    }
    expect(withoutProvenance(jsonOf(folder, 'parts/run.json'))).toEqual(
      withoutProvenance(jsonOf(folder, 'whole/run.json')),
    );
    const told = (name: string) => reportText(folder, `${name}/report.html`).replaceAll(`--out ${name}`, '');
    expect(told('parts')).toBe(told('whole'));
  });
});

describe('reproduce moving-box', () => {
  it('measures four architectures at five places', async () => {
    const { code, stdout } = await unvanish(
      folder,
      'reproduce',
      'moving-box',
      ...tiny,
      '--seeds',
      '1',
      '--out',
      'moving',
      '--json',
    );
    expect(code).toBe(0);
    const { boxes } = JSON.parse(stdout);
    expect(boxes.map(({ box }: { box: string }) => box)).toEqual([0, 10, 20, 30, 40].map((at) => `moving-${at}`));
    expect(boxes[0].models.map(({ key }: { key: string }) => key)).toEqual([
      'lstm',
      'bi-lstm',
      'self-attention',
      'matrix',
    ]);
    const report = reportText(folder, 'moving/report.html');
    expectWhole(report);
    for (const chart of ['weighted Jaccard', 'Euclidean distance', 'AUROC', 'AUPRC'])
      expect(report).toContain(`${chart} (`);
  });
});

describe('reproduce vanishing', () => {
  it('draws samples above their maps, for both models', async () => {
    const { code } = await unvanish(folder, 'reproduce', 'vanishing', ...tiny, '--out', 'vanishing', '--quiet');
    expect(code).toBe(0);
    const report = reportText(folder, 'vanishing/report.html');
    expectWhole(report);
    expect(report).toContain('saliency of the LSTM');
    expect(report).toContain('saliency of the LSTM + input-cell attention');
  });
});
