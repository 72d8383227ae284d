import { describe, expect, it } from 'vitest';
import { classifierConfig } from '../../../src/model/config.js';
import { architectureLabel } from '../../../src/model/weights/architectureLabel.js';
import { boxModels } from '../../../src/studies/boxes/boxModels.js';

const labelOf = (options: object) => architectureLabel(classifierConfig({ inputSize: 1, classes: 2, ...options }));

describe('architectureLabel', () => {
  it('calls the models of the studies as these do', () => {
    for (const { architecture, label } of boxModels) expect(labelOf(architecture)).toBe(label);
  });

  it('says what is unusual', () => {
    expect(labelOf({ cell: 'gru', layers: 2, bidirectional: true, inputCellAttention: 'mean', readout: 'max' })).toBe(
      '2-layer Bi-GRU + input-cell attention (mean), max read-out',
    );
  });
});
