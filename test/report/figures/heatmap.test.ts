import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Heatmap, heatmapFigure } from '../../../src/report/figures/heatmap.js';
import { draws } from '../../draws.js';

const map: Heatmap = {
  title: 'Earlier box',
  scale: 'sequential',
  unit: '|dP/dx|',
  values: Float32Array.from({ length: 12 }, (_, index) => index),
  time: 4,
  features: 3,
};

describe('heatmapFigure', () => {
  it('names and describes itself for those who cannot see it', () => {
    const { text } = heatmapFigure({ ...map, mask: Uint8Array.from({ length: 12 }, (_, index) => Number(index < 6)) });
    expect(text).toMatch(
      /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"[^>]* role="img"[^>]*>\s*<title>Earlier box<\/title><desc>[^<]+<\/desc>/,
    );
    expect(text).toContain('4 time steps along x, 3 features along y');
    expect(text).toContain('The truth mask is outlined.');
  });

  it('outlines the mask in the orientation of the picture', () => {
    const mask = Uint8Array.from({ length: 12 }, (_, index) => Number(index < 6));
    expect(heatmapFigure({ ...map, mask }).text).toContain('d="M0,0L2,0L2,3L0,3Z"');
  });

  it('writes the values at the ends of its colours, and its unit', () => {
    const { text } = heatmapFigure({ ...map, domain: [0, 8] });
    expect(text).toContain('>|dP/dx|</text>');
    expect(text).toContain('>8</text>');
    expect(text).toContain('Scale is fixed; values go up to 11.');
  });

  it('has a time axis in seconds where the sampling interval is known', () => {
    expect(heatmapFigure({ ...map, samplingInterval: 0.72 }).text).toContain('time (s) →');
  });

  it('names features where there is room, and escapes the names', () => {
    const { text } = heatmapFigure({ ...map, featureNames: ['V1', '</svg>', '"x"'] });
    expect(text).toContain('>V1</text>');
    expect(text).toContain('&lt;/svg&gt;');
    expect(text.match(/<\/svg>/g)).toHaveLength(1);
  });

  it('says which array does not fit', () => {
    expect(() => heatmapFigure({ ...map, mask: new Uint8Array(5) })).toThrow(
      'Earlier box: mask holds 5 values where [time, feature] = [4, 3] needs 12',
    );
  });

  it('draws any values without a NaN', () => {
    const values = fc.array(fc.float(), { minLength: 12, maxLength: 12 });
    const scales = fc.constantFrom('sequential' as const, 'diverging' as const, 'ink' as const);
    fc.assert(
      fc.property(
        values,
        scales,
        fc.integer({ min: 0, max: 5 }),
        fc.double(),
        (array, scale, length, samplingInterval) => {
          const { text } = heatmapFigure({ ...map, values: array, scale, length, samplingInterval });
          expect(text.replace(/href="[^"]*"/g, '')).not.toMatch(/NaN|Infinity|undefined/);
        },
      ),
      { numRuns: draws(200) },
    );
  });

  it('draws one step of one feature', () => {
    expect(heatmapFigure({ ...map, values: [3], time: 1, features: 1 }).text).toContain('<image');
  });
});
