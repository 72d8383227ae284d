import type { ElementType } from '../elements.js';

/** Where a field is in a header, what its numbers are, and how many there are. */
type Field = readonly [offset: number, type: 'u1' | 'i2' | 'i4' | 'i8' | 'f4' | 'f8', count: number];

/** Fields that are read or written here, by the names of the standard; srow has the three rows, quatern b, c and d. */
type FieldName =
  | 'dim'
  | 'intent'
  | 'intent_code'
  | 'datatype'
  | 'bitpix'
  | 'slice_start'
  | 'pixdim'
  | 'vox_offset'
  | 'scl'
  | 'slice_end'
  | 'slice_code'
  | 'xyzt_units'
  | 'cal'
  | 'slice_duration'
  | 'toffset'
  | 'qform_code'
  | 'sform_code'
  | 'quatern'
  | 'qoffset'
  | 'srow'
  | 'extents';

type Layout = Readonly<Partial<Record<FieldName, Field>>>;

/** Texts of a header: offset and length. */
type TextName = 'descrip' | 'aux_file' | 'intent_name';

/** NIfTI-1 or NIfTI-2: how long the header is, and where what is in it. */
export interface NiftiVersion {
  readonly version: 1 | 2;
  /** Bytes of the header, without the four that say whether extensions follow. */
  readonly size: 348 | 540;
  /** How a single file (.nii) and a pair of files (.hdr, .img) begin their magic, and where it is. */
  readonly magic: { readonly single: string; readonly pair: string; readonly offset: number };
  readonly fields: Layout;
  readonly texts: Readonly<Record<TextName, readonly [offset: number, length: number]>>;
}

// https://nifti.nimh.nih.gov/pub/dist/src/niftilib/nifti1.h
const NIFTI1: NiftiVersion = {
  version: 1,
  size: 348,
  magic: { single: 'n+1', pair: 'ni1', offset: 344 },
  fields: {
    extents: [32, 'i4', 1],
    dim: [40, 'i2', 8],
    intent: [56, 'f4', 3],
    intent_code: [68, 'i2', 1],
    datatype: [70, 'i2', 1],
    bitpix: [72, 'i2', 1],
    slice_start: [74, 'i2', 1],
    pixdim: [76, 'f4', 8],
    vox_offset: [108, 'f4', 1],
    scl: [112, 'f4', 2],
    slice_end: [120, 'i2', 1],
    slice_code: [122, 'u1', 1],
    xyzt_units: [123, 'u1', 1],
    cal: [124, 'f4', 2],
    slice_duration: [132, 'f4', 1],
    toffset: [136, 'f4', 1],
    qform_code: [252, 'i2', 1],
    sform_code: [254, 'i2', 1],
    quatern: [256, 'f4', 3],
    qoffset: [268, 'f4', 3],
    srow: [280, 'f4', 12],
  },
  texts: { descrip: [148, 80], aux_file: [228, 24], intent_name: [328, 16] },
};

// https://nifti.nimh.nih.gov/pub/dist/doc/nifti2.h
const NIFTI2: NiftiVersion = {
  version: 2,
  size: 540,
  magic: { single: 'n+2', pair: 'ni2', offset: 4 },
  fields: {
    datatype: [12, 'i2', 1],
    bitpix: [14, 'i2', 1],
    dim: [16, 'i8', 8],
    intent: [80, 'f8', 3],
    pixdim: [104, 'f8', 8],
    vox_offset: [168, 'i8', 1],
    scl: [176, 'f8', 2],
    cal: [192, 'f8', 2],
    slice_duration: [208, 'f8', 1],
    toffset: [216, 'f8', 1],
    slice_start: [224, 'i8', 1],
    slice_end: [232, 'i8', 1],
    qform_code: [344, 'i4', 1],
    sform_code: [348, 'i4', 1],
    quatern: [352, 'f8', 3],
    qoffset: [376, 'f8', 3],
    srow: [400, 'f8', 12],
    slice_code: [496, 'i4', 1],
    xyzt_units: [500, 'i4', 1],
    intent_code: [504, 'i4', 1],
  },
  texts: { descrip: [240, 80], aux_file: [320, 24], intent_name: [508, 16] },
};

/** What `datatype` says of the numbers that are written here. */
export const FLOAT32 = 16;
/** What `xyzt_units` says of millimetres and of seconds. */
export const MILLIMETRE = 2;
export const SECOND = 8;

/** Where the data of a file without extensions begin. */
export const DATA_OFFSET = { 1: 352, 2: 544 } as const;

/** The bits of xyzt_units that tell the unit of length. */
export const LENGTH_BITS = 0x07;
/** Those units in millimetres; one that is not given is taken to be a millimetre. */
export const MILLIMETRES: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [1, 1e3],
  [MILLIMETRE, 1],
  [3, 1e-3],
]);

/** The bits of xyzt_units that tell the unit of time. */
export const TIME_BITS = 0x38;
/** Those units in seconds; one that is not given is taken to be a second. */
export const SECONDS: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [8, 1],
  [16, 1e-3],
  [24, 1e-6],
]);

/** What qform_code and sform_code can say. */
const FORM_CODES: readonly number[] = [0, 1, 2, 3, 4, 5];

// Two fields of NIfTI-1 that nothing reads, but that have a byte order.
const UNREAD_FIELDS: readonly Field[] = [
  [36, 'i2', 1], // session_error
  [140, 'i4', 2], // glmax, glmin
];

const DATA_TYPES: ReadonlyMap<number, ElementType> = new Map([
  [2, 'u1'],
  [4, 'i2'],
  [8, 'i4'],
  [16, 'f4'],
  [64, 'f8'],
  [256, 'i1'],
  [512, 'u2'],
  [768, 'u4'],
  [1024, 'i8'],
  [1280, 'u8'],
]);

const OTHER_DATA_TYPES: ReadonlyMap<number, string> = new Map([
  [0, 'data of no known type'],
  [1, 'bits'],
  [32, 'complex numbers'],
  [128, 'RGB colours'],
  [1536, 'float128'],
  [1792, 'complex numbers'],
  [2048, 'complex numbers'],
  [2304, 'RGBA colours'],
]);

/** Reads and writes the fields of one header, little-endian, in place. */
export class NiftiHeader {
  private readonly view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    readonly layout: NiftiVersion,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** A copy of a header that is little-endian already, as `NiftiImage` and `VolumeSpace` keep it. */
  static copyOf(header: Uint8Array): NiftiHeader {
    return new NiftiHeader(new Uint8Array(header), header.length === NIFTI1.size ? NIFTI1 : NIFTI2);
  }

  /** A NIfTI-2 header of a single file, without dimensions yet: every number is 0, every voxel size 1. */
  static empty(): NiftiHeader {
    const header = new NiftiHeader(new Uint8Array(NIFTI2.size), NIFTI2);
    header.view.setInt32(0, NIFTI2.size, true);
    header.bytes.set(
      [...new TextEncoder().encode(NIFTI2.magic.single), 0, 0x0d, 0x0a, 0x1a, 0x0a],
      NIFTI2.magic.offset,
    );
    header.set('pixdim', 1, 1, 1, 1, 1, 1, 1, 1);
    return header;
  }

  /**
   * The header at the beginning of a file, as a little-endian copy; undefined where there is none, or not all of it.
   */
  static of(file: Uint8Array): { header: NiftiHeader; order: 'little' | 'big' } | undefined {
    if (file.length < 4) return undefined;
    const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    for (const layout of [NIFTI1, NIFTI2]) {
      const little = view.getInt32(0, true) === layout.size;
      if (!little && view.getInt32(0, false) !== layout.size) continue;
      if (file.length < layout.size) return undefined;
      const header = new NiftiHeader(new Uint8Array(file.subarray(0, layout.size)), layout);
      if (!little) header.swap();
      return { header, order: little ? 'little' : 'big' };
    }
    return undefined;
  }

  /** One number of a field. 64-bit ones beyond exact integers lose their last digits. */
  get(name: FieldName, index = 0): number {
    const field = this.layout.fields[name];
    if (!field) return 0;
    const [offset, type] = field;
    const at = offset + index * Number(type[1]);
    if (type === 'u1') return this.view.getUint8(at);
    if (type === 'i2') return this.view.getInt16(at, true);
    if (type === 'i4') return this.view.getInt32(at, true);
    if (type === 'i8') return Number(this.view.getBigInt64(at, true));
    return type === 'f4' ? this.view.getFloat32(at, true) : this.view.getFloat64(at, true);
  }

  /** All numbers of a field. */
  all(name: FieldName): number[] {
    return Array.from({ length: this.layout.fields[name]?.[2] ?? 0 }, (_, index) => this.get(name, index));
  }

  /** Sets the first numbers of a field, and the others to 0. */
  set(name: FieldName, ...values: number[]): void {
    const field = this.layout.fields[name];
    if (!field) return;
    const [offset, type, count] = field;
    for (let index = 0; index < count; index++) {
      const at = offset + index * Number(type[1]);
      const value = values[index] ?? 0;
      if (type === 'u1') this.view.setUint8(at, value);
      else if (type === 'i2') this.view.setInt16(at, value, true);
      else if (type === 'i4') this.view.setInt32(at, value, true);
      else if (type === 'i8') this.view.setBigInt64(at, BigInt(value), true);
      else if (type === 'f4') this.view.setFloat32(at, value, true);
      else this.view.setFloat64(at, value, true);
    }
  }

  /** Sets a text, cut to what fits; all texts end with a zero. */
  setText(name: TextName, text: string): void {
    const [offset, length] = this.layout.texts[name];
    this.bytes.fill(0, offset, offset + length);
    this.bytes.set(new TextEncoder().encode(text).subarray(0, length - 1), offset);
  }

  /**
   * Sets what no header should have as nibabel does when it loads one: unknown codes of forms to 0, a `qfac` other than -1 to 1, sizes of
   * voxels that are 0 to 1 and negative ones to positive.
   */
  mend(): void {
    for (const form of ['qform_code', 'sform_code'] as const) {
      if (!FORM_CODES.includes(this.get(form))) this.set(form, 0);
    }
    const [qfac, ...sizes] = this.all('pixdim');
    const voxel = sizes.slice(0, 3).map((size) => (size === 0 ? 1 : Math.abs(size)));
    this.set('pixdim', qfac === -1 ? -1 : 1, ...voxel, ...sizes.slice(3));
  }

  /** Makes the header of a pair one of a single file. */
  toSingle(): void {
    const { single, offset } = this.layout.magic;
    this.bytes.set(new TextEncoder().encode(single), offset);
  }

  /** The three characters that tell a single file from a pair. */
  get magic(): string {
    const { offset } = this.layout.magic;
    return String.fromCharCode(...this.bytes.subarray(offset, offset + 3));
  }

  /** The type of the stored numbers, or what is in the file instead. */
  get elements(): { type: ElementType } | { other: string } {
    const code = this.get('datatype');
    const type = DATA_TYPES.get(code);
    return type ? { type } : { other: OTHER_DATA_TYPES.get(code) ?? `data of the unknown type ${code}` };
  }

  private swap(): void {
    const unread = this.layout.version === 1 ? UNREAD_FIELDS : [];
    for (const [offset, type, count] of [[0, 'i4', 1] as Field, ...Object.values(this.layout.fields), ...unread]) {
      const size = Number(type[1]);
      for (let index = 0; index < count; index++) {
        const at = offset + index * size;
        this.bytes.subarray(at, at + size).reverse();
      }
    }
  }
}
