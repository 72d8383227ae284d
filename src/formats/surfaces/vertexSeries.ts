import type { DatasetFields } from '../../data/dataset.js';
import { UnvanishError } from '../../errors.js';
import { writeFeatureMapping } from '../images/ciftiXml.js';
import type { NamedFile } from '../namedFile.js';
import { CIFTI_CORTEX, CIFTI_STRUCTURE } from './hemisphere.js';
import { decodeVertexMaps } from './vertexMaps.js';

/**
 * A GIFTI file as one series, [1, time, vertex]; a file of maps is a series of them. Features are named as those of CIFTI-2,
 * `CORTEX_LEFT vertex 12`, and lie in its space, where the hemisphere is known; else `vertex 12`.
 *
 * @throws UnvanishError as `decodeVertexMaps`; `not-finite` for NaN or infinity.
 */
export function vertexSeries({ bytes, name }: NamedFile): DatasetFields {
  const { values, maps, vertices, hemisphere, timeStep } = decodeVertexMaps(bytes, name);
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new UnvanishError(
      'not-finite',
      `${name}: is ${values[wrong]} at vertex ${wrong % vertices}, time ${Math.floor(wrong / vertices)}`,
      'where there is no cortex, put 0: wb_command -metric-math "x" out.func.gii -fixnan 0 -var x in.func.gii',
    );
  }
  const structure = hemisphere && CIFTI_CORTEX[hemisphere];
  const prefix = structure === undefined ? '' : `${structure.slice(CIFTI_STRUCTURE.length)} `;
  const all = Int32Array.from({ length: vertices }, (_, vertex) => vertex);
  return {
    x: values,
    shape: [1, maps, vertices],
    featureNames: Array.from(all, (vertex) => `${prefix}vertex ${vertex}`),
    samplingInterval: timeStep,
    ...(structure !== undefined && {
      space: {
        kind: 'cifti',
        map: writeFeatureMapping({
          kind: 'brainModels',
          models: [{ structure, surface: vertices, vertices: all }],
        }),
      },
    }),
  };
}
