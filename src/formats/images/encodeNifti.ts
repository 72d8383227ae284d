import type { VolumeSpace } from '../../data/space/space.js';
import { UnvanishError } from '../../errors.js';
import { extensionOf } from '../namedFile.js';
import { gzip } from '../packed/gzip.js';
import { DATA_OFFSET, FLOAT32, NiftiHeader, SECOND } from './niftiHeader.js';

/** Numbers of features that are voxels or regions of an image, one set or several over time. */
export interface VolumeMaps {
  /** The numbers, [volume, feature]. */
  readonly values: Float32Array;
  readonly space: VolumeSpace;
  /** Seconds from one volume to the next; the image's own where left out. */
  readonly timeStep?: number | undefined;
  /** What the numbers are; the first 79 bytes are kept (descrip). */
  readonly description: string;
}

const NIFTI_EXTENSIONS = ['.nii', '.nii.gz'] as const;

// Of xyzt_units.
const SPACE_BITS = 0x07;
const ESTIMATE = 1001;
const LARGEST_NIFTI1_SIZE = 32_767;

/**
 * Writes numbers of features back into the image they came from, as a float32 image [i, j, k, volume], packed where the
 * name says `.nii.gz`. The image's header is kept where it says what lies where (sform, qform, voxel sizes, units, NIfTI
 * version), so that any viewer shows the two aligned; a region's number is in all of its voxels, 0 outside.
 *
 * @throws UnvanishError `format` for another extension, `shape` where the values do not fit the space, `size` where there
 *   are more volumes than NIfTI-1 can count.
 */
export function encodeNifti(name: string, maps: VolumeMaps): Uint8Array {
  const format = extensionOf(name, NIFTI_EXTENSIONS, 'images');
  const { values, space } = maps;
  const features = space.featureOf.reduce((most, feature) => Math.max(most, feature), -1) + 1;
  const volumes = values.length / features;
  if (!Number.isInteger(volumes) || volumes === 0) {
    throw new UnvanishError('shape', `${name}: ${values.length} values cannot be maps of ${features} features`);
  }
  const header = headerOf(name, maps, volumes);
  const start = DATA_OFFSET[header.layout.version];
  const voxels = space.featureOf.length;
  const bytes = new Uint8Array(start + 4 * voxels * volumes);
  bytes.set(header.bytes);
  const image = new Float32Array(bytes.buffer, start);
  for (let volume = 0; volume < volumes; volume++) {
    for (let voxel = 0; voxel < voxels; voxel++) {
      const feature = space.featureOf[voxel] as number;
      if (feature >= 0) image[volume * voxels + voxel] = values[volume * features + feature] as number;
    }
  }
  return format === '.nii' ? bytes : gzip(bytes);
}

function headerOf(name: string, { space, timeStep, description }: VolumeMaps, volumes: number): NiftiHeader {
  const header = NiftiHeader.copyOf(space.header);
  const { version } = header.layout;
  if (version === 1 && volumes > LARGEST_NIFTI1_SIZE) {
    throw new UnvanishError(
      'size',
      `${name}: NIfTI-1 holds at most ${LARGEST_NIFTI1_SIZE} volumes, not ${volumes}`,
      'write .npz instead',
    );
  }
  header.set('dim', 4, ...space.shape, volumes, 1, 1, 1);
  header.set('datatype', FLOAT32);
  header.set('bitpix', 32);
  header.set('vox_offset', DATA_OFFSET[version]);
  header.set('scl', 1, 0);
  header.set('intent', 0);
  header.set('intent_code', ESTIMATE);
  header.setText('intent_name', 'saliency');
  header.setText('descrip', description);
  header.setText('aux_file', '');
  // When each slice was measured, and which greys to show, is true of the image only.
  for (const field of ['cal', 'slice_start', 'slice_end', 'slice_code', 'slice_duration', 'toffset'] as const) {
    header.set(field, 0);
  }
  const sizes = header.all('pixdim');
  header.set('pixdim', ...sizes.slice(0, 4), timeStep ?? sizes[4] ?? 1, 1, 1, 1);
  if (timeStep !== undefined) header.set('xyzt_units', (header.get('xyzt_units') & SPACE_BITS) | SECOND);
  return header;
}
