// node scripts/nibabel/save.mjs FOLDER: writes maps as images in the space of each NIfTI fixture, for load.py.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeNifti, encodeMaps, encodeNpy, volumeShape } from '../../dist/index.js';

const folder = process.argv[2];
const fixtures = new URL('../../test/fixtures/nifti/', import.meta.url);
await mkdir(folder, { recursive: true });

/** Numbers that are the same each time. */
const numbers = (count) => Float32Array.from({ length: count }, (_, i) => Math.fround(Math.sqrt(i + 1) - 2));

for (const name of (await readdir(fixtures)).filter((each) => /\.nii(\.gz)?$/.test(each))) {
  if (['complex.nii', 'colours.nii'].includes(name)) continue;
  const source = decodeNifti(await readFile(new URL(name, fixtures)), name);
  const shape = volumeShape(source);
  const voxels = shape[0] * shape[1] * shape[2];
  // The first and the last voxel are outside; two neighbours are one region.
  const featureOf = Int32Array.from({ length: voxels }, (_, i) =>
    i === voxels - 1 ? -1 : Math.floor((i + 1) / 2) - 1,
  );
  const features = Math.max(...featureOf) + 1;
  if (features === 0) continue;
  const [samples, time] = [2, 3];
  const data = numbers(samples * time * features);
  const space = { kind: 'volume', shape, header: source.header, featureOf };
  const maps = { maps: { shape: [samples, time, features], data }, space, samplingInterval: 0.72, description: 'maps' };
  const base = name.replace(/\.nii(\.gz)?$/, '');
  for (const extension of ['nii', 'nii.gz'])
    await writeFile(join(folder, `${base}.${extension}`), encodeMaps(`${base}.${extension}`, maps));
  await writeFile(join(folder, `${base}.maps.npy`), encodeNpy(maps.maps));
  await writeFile(join(folder, `${base}.featureOf.npy`), encodeNpy({ shape, data: featureOf }));
  await writeFile(join(folder, `${base}.source`), name);
}
