import { describe, expect, it } from 'vitest';
import { createDataset } from '../../../src/data/dataset.js';
import type { VolumeSpace } from '../../../src/data/space/space.js';
import type { Figure } from '../../../src/report/block.js';
import { brainOverTime } from '../../../src/studies/crossValidation/brainFigures.js';
import type { HeldOutSaliency } from '../../../src/studies/crossValidation/heldOutSaliency.js';

const header = new Uint8Array(348);
new DataView(header.buffer).setInt32(0, 348, true);
const space: VolumeSpace = { kind: 'volume', shape: [2, 2, 1], header, featureOf: Int32Array.of(0, 1, 2, -1) };
const data = (given: object) => createDataset({ x: new Float32Array(36), shape: [1, 12, 3], ...given });
const saliency = { shares: new Float64Array(36).fill(1 / 36) } as unknown as HeldOutSaliency;
const textOf = (figure: Figure, width: number) => String((figure as (width: number) => object)(width));

const models = [
  { label: 'kept', saliency },
  { label: 'dropped', saliency: undefined },
];

/** One triangle of the left hemisphere, each corner with a feature of its own. */
const cortex = {
  surfaces: [
    {
      surface: {
        hemisphere: 'left' as const,
        points: Float32Array.of(-40, 0, 0, -40, 30, 0, -40, 0, 30),
        triangles: Uint32Array.of(0, 2, 1),
      },
      featureOf: Int32Array.of(0, 1, 2),
    },
  ],
  note: 'Nobody’s.',
};

describe('brainOverTime', () => {
  it('has one row a model whose maps were kept, and time steps spread over the series', () => {
    const [figure, ...others] = brainOverTime(models, { data: data({ space, samplingInterval: 2 }) });
    expect(others).toHaveLength(0);
    // The colour bar is an image, too.
    const page = textOf(figure, 880);
    expect(page).toContain('>kept</text>');
    expect(page).not.toContain('dropped');
    expect(page.match(/<image /g)).toHaveLength(7 + 1);
    expect(page).toContain('>22 s</text>');
    expect(textOf(figure, 330).match(/<image /g)).toHaveLength(4 + 1);
  });

  it('draws on the cortex first, where there is one, and then on slices', () => {
    const both = brainOverTime(models, { data: data({ space, samplingInterval: 2 }), cortex });
    expect(both.map((figure) => /Saliency on the (\w+) over time/.exec(textOf(figure, 880))?.[1])).toEqual([
      'cortex',
      'brain',
    ]);
    const page = textOf(both[0], 880);
    expect(page).toContain('Nobody’s.');
    expect(page.match(/<title>kept, /g)).toHaveLength(5);
    expect(textOf(both[0], 330).match(/<title>kept, /g)).toHaveLength(4);
    expect(brainOverTime(models, { data: data({}), cortex })).toHaveLength(1);
  });

  it('is nothing where the features lie neither on a cortex nor in a volume', () => {
    expect(brainOverTime(models, { data: data({}) })).toEqual([]);
  });
});
