import { describe, expect, it } from 'vitest';
import { createDataset } from '../../../src/data/dataset.js';
import { diagnose } from '../../../src/diagnosis/diagnose.js';
import { Classifier } from '../../../src/model/classifier.js';
import { renderBlock } from '../../../src/report/block.js';
import {
  diagnosisComparisonTable,
  type NamedDiagnosis,
  pathComparison,
  recurrenceComparison,
} from '../../../src/studies/diagnosis/diagnosisComparison.js';
import { Draws } from '../../reference/draws.js';

async function diagnosed(name: string, inputCellAttention: 'none' | 'matrix'): Promise<NamedDiagnosis> {
  const [samples, time, features] = [3, 60, 4];
  const classifier = await Classifier.create(
    { inputSize: features, classes: 2, hiddenSize: 4, hops: 2, attentionSize: 3, inputCellAttention },
    { seed: 1 },
  );
  const data = createDataset({
    x: new Draws(2).floats(samples * time * features, 1),
    shape: [samples, time, features],
    labels: Int32Array.of(0, 1, 0),
  });
  return { name, diagnosis: await diagnose(classifier, data), attends: inputCellAttention !== 'none', slot: 0 };
}

describe('the diagnoses of two models beside each other', async () => {
  const models = [await diagnosed('plain', 'none'), await diagnosed('attending', 'matrix')];

  it('draw one line a model, and the attention path as one of its own', () => {
    const paths = renderBlock(pathComparison(models)).text;
    for (const name of ['plain', 'attending: attention path', 'attending: recurrent path', 'evenly spread'])
      expect(paths).toContain(name);
    expect(paths).not.toContain('plain: attention path');
    expect(renderBlock(recurrenceComparison(models)).text).toContain('the paper’s product');
  });

  it('say in numbers what carries the saliency', () => {
    const { columns, rows } = diagnosisComparisonTable(models);
    expect(columns.map(({ label }) => label)).toEqual(['plain', 'attending']);
    const cells = (header: string) => rows.find((row) => row.header.startsWith(header))?.cells ?? {};
    expect(Number(cells('half-life')['0'])).toBeLessThan(Number(cells('half-life')['1']));
    expect(cells('saliency on the attention path')).toMatchObject({ 0: undefined, 1: expect.stringMatching(/ %$/) });
    const shares = rows.filter(({ group }) => group?.startsWith('Share of each term'));
    expect(shares.map(({ header }) => header)).toContain('cell-state path');
    expect(shares.reduce((sum, row) => sum + Number.parseFloat(`${row.cells['0']}`), 0)).toBeCloseTo(100, 0);
  });
});
