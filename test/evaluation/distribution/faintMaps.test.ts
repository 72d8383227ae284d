import { describe, expect, it } from 'vitest';
import { createDataset } from '../../../src/data/dataset.js';
import { faintMaps, faintSentence } from '../../../src/evaluation/distribution/faintMaps.js';

const data = createDataset({ x: new Float32Array(16), shape: [4, 2, 2], lengths: Int32Array.of(2, 1, 2, 2) });
/** The second is 0 but in its padding. */
const maps = Float32Array.of(0, 1, 0, 0, 0, 0, 7, 7, 1e-30, 0, 0, 0, 1, 1, 1, 1);
// The third is surer than float32 can say of 1 - p itself.
const probabilities = Float32Array.of(0.6, 0.4, 0.5, 0.5, 1, 3e-9, 0.999, 0.001);
const classes = Int32Array.of(0, 0, 0, 1);

describe('faint maps', () => {
  it('are those that are 0 within the length, and those of probabilities without a slope', () => {
    expect(faintMaps(maps, data)).toEqual({ samples: 4, zero: 1, saturated: 0 });
    expect(faintMaps(maps, data, { probabilities, classes })).toEqual({ samples: 4, zero: 1, saturated: 1 });
  });

  it('are spoken of where a map is 0, or where a quarter is saturated, with the way out', () => {
    const said = faintSentence([faintMaps(maps, data, { probabilities, classes })]);
    expect(said).toContain('1 of 4 are 0 everywhere; 1 of 4 are of samples that the model is so sure of');
    expect(said).toContain('--output logit');
    expect(faintSentence([{ samples: 10, zero: 0, saturated: 2 }])).toBeUndefined();
    expect(
      faintSentence([
        { samples: 10, zero: 0, saturated: 2 },
        { samples: 2, zero: 0, saturated: 2 },
      ]),
    ).toContain('4 of 12');
    expect(faintSentence([{ samples: 3, zero: 3, saturated: 0 }])).toContain('all are 0 everywhere');
  });
});
