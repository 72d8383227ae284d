import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import type { ArchiveMember } from '../archive.js';
import { takesTexts } from '../format.js';
import { checkContent } from '../namedFile.js';
import { unzlib, unzlibHead } from '../packed/zlib.js';
import { readMatArray } from './matArray.js';
import { type MatElement, MatElements, STORED } from './matElements.js';
import { type MatHeader, matHeader } from './matHeader.js';

const FILE_HEADER = 128;
const MOST_VARIABLES = 10_000;
/** Flags, sizes and name of a variable need no more. */
const HEAD = 1024;
/** Series compress a few times, masks a hundred times: a variable that claims far more is a bomb. */
const mostBytes = (packed: number) => Math.min(4 * 2 ** 30, Math.max(256 * 2 ** 20, 100 * packed));

/**
 * Lists the variables of a MATLAB file, version 5 to 7.2 (`save`, `save -v6`, `save -v7`, `scipy.io.savemat`), packed or not, of either
 * byte order. Each is unpacked when it is read.
 *
 * Format: https://www.mathworks.com/help/pdf_doc/matlab/matfile_format.pdf
 *
 * @throws UnvanishError `format` where the file is of another version, or damaged; `size` for more than 10,000 variables.
 */
export function matMembers(bytes: Uint8Array, file: string): ArchiveMember[] {
  checkContent(bytes, file);
  const order = byteOrder(bytes, file);
  const elements = new MatElements(bytes.subarray(FILE_HEADER), order, file);
  const members: ArchiveMember[] = [];
  while (!elements.ended) {
    const element = elements.next();
    if (element.type !== STORED.matrix && element.type !== STORED.compressed) continue;
    const variable = variableOf(element, order, file);
    // What has no name belongs to objects.
    if (!variable || variable.header.name === '') continue;
    if (members.length >= MOST_VARIABLES) {
      throw new UnvanishError('size', `${file}: has more than ${MOST_VARIABLES} variables`);
    }
    const { name } = variable.header;
    const where = `${file}[${/^\w{1,63}$/.test(name) ? name : quoted(name)}]`;
    const read = (field: string) =>
      readMatArray(variable.content(where), { order, where, name, field, texts: takesTexts(field) });
    members.push({ name, where, read });
  }
  return members;
}

function variableOf(
  element: MatElement,
  order: 'little' | 'big',
  file: string,
): { readonly header: MatHeader; content(where: string): Uint8Array } | undefined {
  if (element.type === STORED.matrix) {
    if (element.bytes.length === 0) return undefined;
    return { header: matHeader(new MatElements(element.bytes, order, file), file), content: () => element.bytes };
  }
  const head = unzlibHead(element.bytes, HEAD, file);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < 16 || view.getUint32(0, order === 'little') !== STORED.matrix) {
    throw new UnvanishError('format', `${file}: is damaged: a packed variable is none`);
  }
  const size = view.getUint32(4, order === 'little') + 8;
  return {
    header: matHeader(new MatElements(head.subarray(8), order, file), file),
    content: (where) => {
      if (size > mostBytes(element.bytes.length)) {
        throw new UnvanishError('size', `${where}: would unpack to ${size} bytes from ${element.bytes.length}`);
      }
      return unzlib(element.bytes, size, where).subarray(8);
    },
  };
}

function byteOrder(bytes: Uint8Array, file: string): 'little' | 'big' {
  const mark = String.fromCharCode(...bytes.subarray(126, 128));
  const order = mark === 'IM' ? 'little' : mark === 'MI' ? 'big' : undefined;
  const major = bytes[order === 'big' ? 124 : 125];
  if ((order && major === 2) || String.fromCharCode(...bytes.subarray(1, 4)) === 'HDF') {
    throw new UnvanishError(
      'format',
      `${file}: is of MATLAB’s version 7.3, which is HDF5; up to 7.2 is read`,
      "save it with save(…, '-v7'), or the arrays with h5py as .npz",
    );
  }
  if (bytes.length < FILE_HEADER || order === undefined) {
    throw new UnvanishError(
      'format',
      `${file}: is no MATLAB file of version 5 to 7.2`,
      "where it is one of MATLAB 4, load it and save(…, '-v7')",
    );
  }
  return order;
}
