import { describe, expect, it } from 'vitest';
import { createDataset } from '../../../src/data/dataset.js';
import type { VolumeSpace } from '../../../src/data/space/space.js';
import type { Figure } from '../../../src/report/block.js';
import { brainOverTime } from '../../../src/studies/crossValidation/brainOverTime.js';
import type { HeldOutSaliency } from '../../../src/studies/crossValidation/heldOutSaliency.js';

const header = new Uint8Array(348);
new DataView(header.buffer).setInt32(0, 348, true);
const space: VolumeSpace = { kind: 'volume', shape: [2, 2, 1], header, featureOf: Int32Array.of(0, 1, 2, -1) };
const data = (given: object) => createDataset({ x: new Float32Array(36), shape: [1, 12, 3], ...given });
const saliency = { shares: new Float64Array(36).fill(1 / 36) } as unknown as HeldOutSaliency;
const textOf = (figure: Figure | undefined, width: number) => String((figure as (width: number) => object)(width));

describe('brainOverTime', () => {
  it('has one row a model whose maps were kept, and time steps spread over the series', () => {
    const models = [
      { label: 'kept', saliency },
      { label: 'dropped', saliency: undefined },
    ];
    const figure = brainOverTime(models, data({ space, samplingInterval: 2 }));
    // The colour bar is an image, too.
    const page = textOf(figure, 880);
    expect(page).toContain('>kept</text>');
    expect(page).not.toContain('dropped');
    expect(page.match(/<image /g)).toHaveLength(7 + 1);
    expect(page).toContain('>22 s</text>');
    expect(textOf(figure, 330).match(/<image /g)).toHaveLength(4 + 1);
  });

  it('is nothing where the features lie in no volume', () => {
    expect(brainOverTime([{ label: 'a', saliency }], data({}))).toBeUndefined();
  });
});
