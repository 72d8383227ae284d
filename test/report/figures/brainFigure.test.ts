import { describe, expect, it } from 'vitest';
import type { VolumeSpace } from '../../../src/data/space/space.js';
import { NiftiHeader } from '../../../src/formats/images/niftiHeader.js';
import { brainFigure, chosenSteps } from '../../../src/report/figures/brainFigure.js';
import { axialSlices } from '../../../src/report/figures/sliceView.js';

/** A volume whose feature i + 10 j + 100 k is voxel (i, j, k), with the rows of an sform. */
function space(shape: readonly [number, number, number], sform?: readonly number[]): VolumeSpace {
  const header = NiftiHeader.empty();
  header.set('pixdim', 1, 3, 4, 5, 2);
  if (sform) {
    header.set('sform_code', 1);
    header.set('srow', ...sform);
  }
  const [I, J] = shape;
  const featureOf = Int32Array.from({ length: shape[0] * shape[1] * shape[2] }, (_, voxel) => {
    const row = Math.floor(voxel / I);
    return (voxel % I) + 10 * (row % J) + 100 * Math.floor(row / J);
  });
  return { kind: 'volume', shape, header: header.bytes, featureOf };
}

const rows = ({ featureOf, columns }: { featureOf: Int32Array; columns: number }) =>
  Array.from({ length: featureOf.length / columns }, (_, row) =>
    Array.from(featureOf.subarray(row * columns, (row + 1) * columns)),
  );

describe('axial slices', () => {
  it('have left on the left and the front at the top, whichever way the voxels run', () => {
    const ras = axialSlices(space([3, 2, 2], [3, 0, 0, 0, 0, 4, 0, 0, 0, 0, 5, -10]));
    expect(ras.map(({ slice, height }) => [slice, height])).toEqual([
      [0, -10],
      [1, -5],
    ]);
    expect(rows(ras[0])).toEqual([
      [10, 11, 12],
      [0, 1, 2],
    ]);
    expect(ras[0].aspect).toBeCloseTo(9 / 8, 6);
    const lpi = axialSlices(space([3, 2, 2], [-3, 0, 0, 0, 0, -4, 0, 0, 0, 0, -5, 0]));
    expect(lpi.map(({ slice }) => slice)).toEqual([1, 0]);
    expect(rows(lpi[1])).toEqual([
      [2, 1, 0],
      [12, 11, 10],
    ]);
    // Without an sform or qform the first axis runs from right to left.
    expect(rows(axialSlices(space([3, 2, 1]))[0])).toEqual([
      [12, 11, 10],
      [2, 1, 0],
    ]);
  });

  it('are across the axis that runs upwards most, also where that is not the last one', () => {
    // The second axis of the image runs upwards, the third to the front.
    const views = axialSlices(space([2, 3, 2], [3, 0, 0, 0, 0, 0.2, 5, 0, 0, 4, 0.2, 7]));
    expect(views).toHaveLength(3);
    expect(rows(views[1])).toEqual([
      [110, 111],
      [10, 11],
    ]);
    expect(views[1].height).toBeCloseTo(7 + 4 + 0.1, 6);
  });

  it('are only those that hold features', () => {
    const whole = space([2, 2, 3]);
    const featureOf = whole.featureOf.map((feature) => (feature >= 100 && feature < 200 ? feature : -1));
    expect(axialSlices({ ...whole, featureOf }).map(({ slice }) => slice)).toEqual([1]);
  });
});

describe('the figure of the brain', () => {
  const one = space([2, 2, 1]);
  const figure = (maps: number[][]) => ({
    title: 'Over time',
    columns: ['0 s', '2 s'],
    rows: [{ label: 'LSTM', maps }],
    features: 12,
    space: one,
    mean: Float64Array.from({ length: 12 }, (_, i) => i),
  });
  const images = (text: string) =>
    [...text.matchAll(/<image[^>]*href="([^"]+)"[^>]*><title>/g)].map(([, href]) => href);

  it('draws a slice for each column and row, and says what it shows', () => {
    const { text } = brainFigure(figure([new Array(12).fill(0.5), new Array(12).fill(3)]));
    expect(images(text)).toHaveLength(2);
    expect(new Set(images(text)).size).toBe(2);
    expect(text).toContain('LSTM, 2 s');
    expect(text).toContain('the mean image');
    expect(text).not.toContain('NaN');
  });

  it('draws what is no more than even as the mean image, however little it is', () => {
    const [low, lower] = images(brainFigure(figure([new Array(12).fill(1), new Array(12).fill(0)])).text);
    expect(low).toBe(lower);
  });

  it('shows the slice with most saliency of several, and says where it lies', () => {
    const volume = space([2, 2, 3], [3, 0, 0, 0, 0, 4, 0, 0, 0, 0, 5, -20]);
    const features = 300;
    const map = Float64Array.from({ length: features }, (_, feature) => (feature >= 100 && feature < 200 ? 3 : 0.2));
    const one = { title: 'A slice', columns: ['0 s'], rows: [{ label: 'LSTM', maps: [map] }], features, space: volume };
    const { text } = brainFigure(one);
    expect(text).toContain('slice 1 of the image, z = −15 mm');
    expect(text).toContain('the voxels of the data');
  });

  it('breaks many columns into lines on a phone', () => {
    const columns = Array.from({ length: 8 }, (_, i) => `class ${i}`);
    const many = { ...figure([]), columns, rows: [{ label: 'LSTM', maps: columns.map(() => new Array(12).fill(2)) }] };
    const height = (width: number) => Number(/height="([\d.]+)"/.exec(brainFigure(many, width).text)?.[1]);
    const left = (width: number) =>
      [
        ...brainFigure(many, width).text.matchAll(
          /<image x="([\d.]+)" y="[\d.]+" width="[\d.]+" height="[\d.]+" [^>]*><title>/g,
        ),
      ].map(([, x]) => Number(x));
    expect(new Set(left(880)).size).toBe(8);
    expect(new Set(left(330)).size).toBe(4);
    expect(height(330)).toBeGreaterThan(100);
  });

  it('chooses steps evenly apart, from the first to the last', () => {
    expect(chosenSteps(14, 7)).toEqual([0, 2, 4, 7, 9, 11, 13]);
    expect(chosenSteps(3, 7)).toEqual([0, 1, 2]);
    expect(chosenSteps(1, 7)).toEqual([0]);
  });
});
