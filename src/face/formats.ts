// unvanish/formats: bytes of files become datasets, arrays and maps, and back; recordings become samples.

export type { Surface } from '../data/space/surface.js';
export { decodeArff } from '../formats/arff.js';
export { type DatasetFiles, decodeDataset } from '../formats/datasetFile.js';
export type {
  ArrayRole,
  ColumnRole,
  DatasetRole,
  Format,
  FormatOptions,
  MapsRole,
  NamedArray,
  SeriesRole,
  Soon,
  TextArray,
} from '../formats/format.js';
export { decodeIdx } from '../formats/idx.js';
export { decodeCiftiSeries } from '../formats/images/cifti.js';
export { type CiftiMaps, encodeCifti } from '../formats/images/encodeCifti.js';
export { encodeNifti, type VolumeMaps } from '../formats/images/encodeNifti.js';
export type { ImageSeries } from '../formats/images/imageSeries.js';
export {
  decodeNifti,
  decodeNiftiPair,
  type FactsCheck,
  type NiftiExtension,
  type NiftiFacts,
  type NiftiImage,
  volumeShape,
  volumeValues,
} from '../formats/images/nifti.js';
export type { Affine } from '../formats/images/niftiAffine.js';
export { formats } from '../formats/index.js';
export { decodeMaps, encodeMaps } from '../formats/maps/mapsFile.js';
export type { StoredMaps } from '../formats/maps/storedMaps.js';
export type { FilePieces, NamedFile } from '../formats/namedFile.js';
export { decodeNpy, encodeNpy } from '../formats/numpy/npy.js';
export { decodeNpz, encodeNpz, type NpzLimits } from '../formats/numpy/npz.js';
export {
  decodeSafetensors,
  encodeSafetensors,
  type SafeTensor,
  type SafeTensorDtype,
} from '../formats/safetensors.js';
export { encodeSurfaceLabels, encodeVertexMaps, type WrittenVertexMaps } from '../formats/surfaces/encodeGifti.js';
export type { Colour, Gifti, GiftiArray, GiftiLabel, GiftiTransform } from '../formats/surfaces/gifti.js';
export { decodeGifti } from '../formats/surfaces/gifti.js';
export type { Hemisphere } from '../formats/surfaces/hemisphere.js';
export { decodeSurface, surfaceOf } from '../formats/surfaces/surface.js';
export { decodeSurfaceLabels, labelsOf, type SurfaceLabels } from '../formats/surfaces/surfaceLabels.js';
export { decodeVertexMaps, type VertexMaps, vertexMaps } from '../formats/surfaces/vertexMaps.js';
export { decodeLongCsv, encodeLongCsv, type LongCsvNames } from '../formats/tables/csv.js';
export { decodeGroups } from '../formats/tables/groupsFile.js';
export { decodeLabels, type FileLabels } from '../formats/tables/labelsFile.js';
export { decodeNumericTable, type NumericTable } from '../formats/tables/numericTable.js';
export type { KnownSamples, SampleColumn, SampleColumnNames } from '../formats/tables/sampleColumn.js';
export type { TableOptions } from '../formats/tables/tableOptions.js';
export { decodeWideCsv } from '../formats/tables/wideCsv.js';
export { decodeTs } from '../formats/ts.js';
export { decodeEvents, decodeThreeColumnEvents } from '../recordings/bids/events.js';
export { decodeRegionNames } from '../recordings/bids/regionNames.js';
export { decodeSidecar, type Sidecar } from '../recordings/bids/sidecar.js';
export {
  type FoundRecordings,
  findRecordings,
  type RecordingFiles,
  type SeriesKind,
} from '../recordings/findRecordings.js';
export {
  type PreprocessingConfig,
  type PreprocessingOptions,
  preprocess,
  preprocessingSchema,
} from '../recordings/preprocessing.js';
export type { Recording, RecordingEvent } from '../recordings/recording.js';
export { blockSamples, runSamples, samplesOf, windowSamples } from '../recordings/sampling.js';
export { type SamplingConfig, type SamplingOptions, samplingSchema } from '../recordings/samplingOptions.js';
export {
  regionsOnCortex,
  type SchematicCortex,
  type SchematicHemisphere,
  schematicCortex,
} from '../recordings/simulated/schematicCortex.js';
export {
  type SimulatedNetwork,
  type SimulatedTaskFmri,
  simulateTaskFmri,
  type TaskFmriOptions,
} from '../recordings/simulated/taskFmri.js';
export { taskFmriDataset } from '../recordings/simulated/taskFmriDataset.js';
export { type VolumeFeatures, volumeSeries } from '../recordings/space/volumeSeries.js';
