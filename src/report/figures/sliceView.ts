import type { VolumeSpace } from '../../data/space/space.js';
import { affineOf } from '../../formats/images/niftiAffine.js';
import { NiftiHeader } from '../../formats/images/niftiHeader.js';
import { euclideanNorm } from '../../statistics/portableMath.js';

/** One axial slice of a volume as it is drawn: left on the left, front at the top. */
export interface SliceView {
  readonly columns: number;
  readonly rows: number;
  /** Width of the picture over its height, in millimetres. */
  readonly aspect: number;
  /** The feature of each pixel, row by row from the top; -1 where there is none. */
  readonly featureOf: Int32Array;
  /** Position along the axis that runs upwards in the body, from 0. */
  readonly slice: number;
  /** Where it lies in the space of the image, in millimetres. */
  readonly height: number;
}

/**
 * The axial slices of a volume that hold features, from below upwards. The axes of the image are taken for those of the body
 * that they run along most; a slice of an oblique image is drawn as it was recorded.
 */
export function axialSlices({ shape, header, featureOf }: VolumeSpace): SliceView[] {
  const affine = affineOf(NiftiHeader.copyOf(header), shape);
  const [across, ahead, up] = bodyAxes(affine);
  const stride = [1, shape[0], shape[0] * shape[1]];
  const edge = (axis: number) => euclideanNorm([affine[0][axis], affine[1][axis], affine[2][axis]]) || 1;
  const [columns, rows, slices] = [shape[across.axis], shape[ahead.axis], shape[up.axis]];
  const views = Array.from({ length: slices }, (_, at): SliceView => {
    const slice = up.forward ? at : slices - 1 - at;
    const pixels = new Int32Array(columns * rows);
    for (let row = 0; row < rows; row++) {
      // The first row is the front.
      const y = ahead.forward ? rows - 1 - row : row;
      for (let column = 0; column < columns; column++) {
        const x = across.forward ? column : columns - 1 - column;
        pixels[row * columns + column] =
          featureOf[x * stride[across.axis] + y * stride[ahead.axis] + slice * stride[up.axis]];
      }
    }
    const middle = [0, 0, 0].map((_, axis) => (axis === up.axis ? slice : (shape[axis] - 1) / 2));
    const height = affine[2][0] * middle[0] + affine[2][1] * middle[1] + affine[2][2] * middle[2] + affine[2][3];
    const aspect = (columns * edge(across.axis)) / (rows * edge(ahead.axis));
    return { columns, rows, aspect, featureOf: pixels, slice, height };
  });
  return views.filter((view) => view.featureOf.some((feature) => feature >= 0));
}

interface BodyAxis {
  /** The image's axis that runs along it most. */
  readonly axis: number;
  /** Whether it runs to the right, to the front, upwards. */
  readonly forward: boolean;
}

/** For right, front and up the axis of the image; the strongest first, so that each is taken once. */
function bodyAxes(affine: readonly (readonly number[])[]): [BodyAxis, BodyAxis, BodyAxis] {
  const found: BodyAxis[] = [];
  const open = { body: new Set([0, 1, 2]), image: new Set([0, 1, 2]) };
  while (open.body.size > 0) {
    let best = { body: -1, image: -1, size: -1 };
    for (const body of open.body) {
      for (const image of open.image) {
        const length = euclideanNorm([affine[0][image], affine[1][image], affine[2][image]]) || 1;
        const size = Math.abs(affine[body][image]) / length;
        if (size > best.size) best = { body, image, size };
      }
    }
    found[best.body] = { axis: best.image, forward: affine[best.body][best.image] >= 0 };
    open.body.delete(best.body);
    open.image.delete(best.image);
  }
  return found as [BodyAxis, BodyAxis, BodyAxis];
}
