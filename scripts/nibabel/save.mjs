// node scripts/nibabel/save.mjs FOLDER: writes maps as images in the space of each NIfTI and CIFTI-2 fixture, and as GIFTI, for load.py.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeCiftiSeries, decodeNifti, encodeMaps, encodeNpy, volumeShape } from '../../dist/face/formats.js';

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
    await writeFile(join(folder, `${base}.${extension}`), await encodeMaps(`${base}.${extension}`, maps));
  await writeFile(join(folder, `${base}.maps.npy`), encodeNpy(maps.maps));
  await writeFile(join(folder, `${base}.featureOf.npy`), encodeNpy({ shape, data: featureOf }));
  await writeFile(join(folder, `${base}.source`), name);
}

const cifti = new URL('../../test/fixtures/cifti/', import.meta.url);
const file = async (name) => ({ name, bytes: await readFile(new URL(name, cifti)) });
const series = async (name, labels) =>
  decodeCiftiSeries((await file(name)).bytes, name, labels && (await file(labels)));
for (const [name, labels] of [
  ['parcels_f4.ptseries.nii'],
  ['surface.ptseries.nii'],
  ['dense.dtseries.nii'],
  ['dense.dtseries.nii', 'regions.dlabel.nii'],
]) {
  const source = await series(name, labels);
  const [samples, time] = [2, 3];
  const maps = {
    maps: { shape: [samples, time, source.features], data: numbers(samples * time * source.features) },
    space: source.space,
    samplingInterval: 0.72,
    target: Int32Array.of(0, 1),
    classNames: ['face', 'a <house> & "b"'],
    description: 'maps',
  };
  const kind = labels || name.includes('ptseries') ? 'p' : 'd';
  const base = labels ? 'labelled' : name.split('.')[0];
  for (const extension of [`${kind}tseries.nii`, `${kind}scalar.nii`]) {
    await writeFile(join(folder, `${base}.${extension}`), await encodeMaps(`${base}.${extension}`, maps));
  }
  for (const extension of base === 'dense' ? ['L.func.gii', 'R.shape.gii', 'R.shape.gii.gz'] : []) {
    await writeFile(join(folder, `${base}.${extension}`), await encodeMaps(`${base}.${extension}`, maps));
  }
  await writeFile(join(folder, `${base}.cifti.npy`), encodeNpy(maps.maps));
  const about = { source: labels ? null : name, names: source.featureNames };
  await writeFile(join(folder, `${base}.json`), JSON.stringify(about));
}
