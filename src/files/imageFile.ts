import { UnvanishError } from '../errors.js';
import { decodeNifti, decodeNiftiPair, type FactsCheck, type NiftiImage } from '../formats/images/nifti.js';
import { exists, readNamed } from './files.js';

const PAIR = /\.(?:hdr|img)(\.gz)?$/i;

/**
 * Reads an image of voxels: a file, or the two of a pair, of which either is named.
 *
 * @param check asked before the numbers are unpacked.
 * @throws UnvanishError as `decodeNifti` and `decodeNiftiPair`; `io` where a file is not there, or the other one of a pair.
 */
export async function readImage(file: string, check?: FactsCheck): Promise<NiftiImage> {
  if (!PAIR.test(file)) {
    const { bytes, name } = await readNamed(file);
    return decodeNifti(bytes, name, check);
  }
  const [header, data] = [await partOf(file, 'hdr'), await partOf(file, 'img')];
  return decodeNiftiPair(await readNamed(header), await readNamed(data), check);
}

/** The file of a pair that has this ending, packed or not; that which is named, if it is the one. */
async function partOf(file: string, ending: 'hdr' | 'img'): Promise<string> {
  if (file.toLowerCase().replace(/\.gz$/, '').endsWith(`.${ending}`)) return file;
  const stem = file.replace(PAIR, '');
  const letters = /\.[A-Z]+(?:\.gz)?$/.test(file) ? ending.toUpperCase() : ending;
  const names = [`${stem}.${letters}`, `${stem}.${letters}.gz`];
  for (const name of names) if (await exists(name)) return name;
  throw new UnvanishError(
    'io',
    `${file}: is one of a pair of files, and ${names[0]} is not there`,
    'put it beside the other',
  );
}
