import { attributes } from '../xml.js';
import {
  type BrainModel,
  type CiftiVolume,
  type FeatureMapping,
  MODEL,
  modelSize,
  type Parcel,
  TYPE,
} from './ciftiMapping.js';

/** A map of features as a `MatrixIndicesMap` of CIFTI-2, along the second dimension. */
export function writeFeatureMapping(mapping: FeatureMapping): string {
  const type = mapping.kind === 'parcels' ? 'PARCELS' : 'BRAIN_MODELS';
  const parts = mapping.volume ? [writeVolume(mapping.volume)] : [];
  if (mapping.kind === 'parcels') {
    for (const [structure, vertices] of mapping.surfaces) {
      parts.push(`<Surface${attributes({ BrainStructure: structure, SurfaceNumberOfVertices: vertices })}/>`);
    }
    for (const parcel of mapping.parcels) parts.push(writeParcel(parcel));
  } else {
    let offset = 0;
    for (const model of mapping.models) {
      parts.push(writeModel(model, offset));
      offset += modelSize(model);
    }
  }
  const start = attributes({ AppliesToMatrixDimension: 1, IndicesMapToDataType: TYPE + type });
  return `<MatrixIndicesMap${start}>${parts.join('')}</MatrixIndicesMap>`;
}

function writeVolume({ shape, affine, exponent }: CiftiVolume): string {
  const rows = [0, 4, 8, 12].map((from) => affine.slice(from, from + 4).join(' ')).join('\n');
  const tag = 'TransformationMatrixVoxelIndicesIJKtoXYZ';
  const inner = `<${tag}${attributes({ MeterExponent: exponent })}>${rows}</${tag}>`;
  return `<Volume${attributes({ VolumeDimensions: shape.join(',') })}>${inner}</Volume>`;
}

function writeParcel({ name, vertices, voxels }: Parcel): string {
  const surfaces = Array.from(
    vertices,
    ([structure, each]) => `<Vertices${attributes({ BrainStructure: structure })}>${each.join(' ')}</Vertices>`,
  );
  return `<Parcel${attributes({ Name: name })}>${surfaces.join('')}${writeVoxels(voxels)}</Parcel>`;
}

function writeModel(model: BrainModel, offset: number): string {
  const surface = 'vertices' in model;
  const start = attributes({
    IndexOffset: offset,
    IndexCount: modelSize(model),
    ModelType: MODEL + (surface ? 'SURFACE' : 'VOXELS'),
    BrainStructure: model.structure,
    ...(surface && { SurfaceNumberOfVertices: model.surface }),
  });
  const inner = surface ? `<VertexIndices>${model.vertices.join(' ')}</VertexIndices>` : writeVoxels(model.voxels);
  return `<BrainModel${start}>${inner}</BrainModel>`;
}

function writeVoxels(voxels: Int32Array): string {
  if (voxels.length === 0) return '';
  const rows = Array.from({ length: voxels.length / 3 }, (_, i) => voxels.subarray(3 * i, 3 * i + 3).join(' '));
  return `<VoxelIndicesIJK>${rows.join('\n')}</VoxelIndicesIJK>`;
}
