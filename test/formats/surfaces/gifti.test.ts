import fc from 'fast-check';
import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { encodeBase64Bytes } from '../../../src/formats/base64.js';
import { gzip } from '../../../src/formats/packed/gzip.js';
import { decodeGifti, type Gifti } from '../../../src/formats/surfaces/gifti.js';
import { surfaceOf } from '../../../src/formats/surfaces/surface.js';
import { labelsOf } from '../../../src/formats/surfaces/surfaceLabels.js';
import { vertexMaps } from '../../../src/formats/surfaces/vertexMaps.js';
import { GIFTI_BY_NIBABEL, giftiFixture, giftiWith } from '../giftiFixture.js';
import { decodedOrRefused, MUTATIONS, mutated, refusal } from '../mutations.js';

const MESH = 'mesh_base64_row.surf.gii';
const FILES = Object.keys(GIFTI_BY_NIBABEL);
const read = (name: string) => decodeGifti(giftiFixture(name), name);
const refused = (...changes: Parameters<typeof giftiWith> extends [string, ...infer Changes] ? Changes : never) =>
  refusal(() => decodeGifti(giftiWith(MESH, ...changes), 'm.gii'));

/** A file of one array, with its attributes and the text of its data. */
function oneArray(attributes: string, data: string): Uint8Array {
  const common = 'Intent="NIFTI_INTENT_NONE" ArrayIndexingOrder="RowMajorOrder" Endian="LittleEndian"';
  const xml = `<GIFTI Version="1.0"><DataArray ${common} ${attributes}><Data>${data}</Data></DataArray></GIFTI>`;
  return new TextEncoder().encode(xml);
}

/** What can be made of a file; each is made or refused. */
function uses(gifti: Gifti): void {
  const surface = decodedOrRefused(() => surfaceOf(gifti));
  if (surface) {
    expect(surface.points.every(Number.isFinite)).toBe(true);
    expect(surface.triangles.every((vertex) => 3 * vertex < surface.points.length)).toBe(true);
  }
  const labels = decodedOrRefused(() => labelsOf(gifti));
  if (labels) expect(labels.keys.every((key) => labels.names.has(key) || labels.unnamed.includes(key))).toBe(true);
  const maps = decodedOrRefused(() => vertexMaps(gifti));
  if (maps) expect([maps.values.length, maps.names.length]).toEqual([maps.maps * maps.vertices, maps.maps]);
}

describe('decodeGifti', () => {
  it.each(FILES)('reads %s as nibabel does', (name) => {
    const gifti = read(name);
    const expected = GIFTI_BY_NIBABEL[name];
    expect(Object.fromEntries(gifti.metadata)).toEqual(expected?.metadata);
    const arrays = gifti.arrays.map(({ intent, metadata, shape, data }) => ({
      intent,
      metadata: Object.fromEntries(metadata),
      shape,
      values: Array.from(data as Float64Array, (value) => (Number.isNaN(value) ? 'nan' : value)),
    }));
    expect(arrays).toEqual(expected?.arrays);
    const labels = [...gifti.labels].map(([key, label]) => [String(key), label.name, ...(label.colour ?? [])]);
    const named = Object.entries(expected?.labels ?? {});
    expect(labels.sort()).toEqual(named.map(([key, label]) => [key, ...label.filter((part) => part !== null)]).sort());
  });

  it('reads the same numbers whatever the encoding, the byte order and the order of the dimensions', () => {
    const meshes = FILES.filter((name) => name.startsWith('mesh_'));
    expect(meshes.length).toBe(10);
    const [first, ...others] = meshes.map((name) => read(name).arrays.map(({ data }) => data));
    for (const other of others) expect(other).toEqual(first);
  });

  it('has the types of the file', () => {
    const names = read('types.gii').arrays.map(({ data, metadata }) => [metadata.get('Name'), data.constructor.name]);
    expect(new Set(names.map(([, type]) => type)).size).toBe(8);
    expect(names).toContainEqual(['u1 B64GZ', 'Uint8Array']);
    expect(names).toContainEqual(['f8 B64GZ', 'Float64Array']);
    const long = 'DataType="NIFTI_TYPE_INT64" Dimensionality="1" Dim0="2" Encoding="ASCII"';
    const { arrays } = decodeGifti(oneArray(long, '-9223372036854775808 +9223372036854775807'), 'long.gii');
    expect(arrays[0]?.data).toEqual(BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n));
  });

  it('turns three dimensions too', () => {
    const cube = 'DataType="NIFTI_TYPE_UINT8" Dimensionality="3" Dim0="2" Dim1="3" Dim2="2" Encoding="ASCII"';
    const bytes = oneArray(cube, '0 1 2 3 4 5 6 7 8 9 10 11');
    const turned = new TextEncoder().encode(new TextDecoder().decode(bytes).replace('RowMajor', 'ColumnMajor'));
    expect([...(decodeGifti(turned, 'c').arrays[0]?.data ?? [])]).toEqual([0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11]);
  });

  it('reads transforms, and the names that early files have', () => {
    const [transform] = read('transformed.surf.gii').arrays[0]?.transforms ?? [];
    expect(transform).toEqual({
      from: 'NIFTI_XFORM_UNKNOWN',
      to: 'NIFTI_XFORM_TALAIRACH',
      matrix: [1.1, 0.1, 0, -3, 0, 0.9, 0.2, 4, 0, -0.1, 1.2, 5, 0, 0, 0, 1],
    });
    const early = giftiWith(
      MESH,
      [/Base64Binary/, 'GIFTI_ENCODING_B64BIN'],
      [/LittleEndian/, 'GIFTI_ENDIAN_LITTLE'],
      [
        '<LabelTable />',
        '<LabelTable><Label Index="3" Red="0" Green="51" Blue="255"><![CDATA[<a>]]></Label></LabelTable>',
      ],
    );
    const gifti = decodeGifti(early, 'early.gii');
    expect(gifti.arrays).toEqual(read(MESH).arrays);
    expect(gifti.labels.get(3)).toEqual({ name: '<a>', colour: [0, 0.2, 1, 1 / 255] });
  });

  it('reads data in CDATA, and names of any kind', () => {
    const data = giftiWith(
      MESH,
      [/<Data>([^<]*)<\/Data>/, ''],
      ['</DataArray>', '<Data > <![CDATA[AAAA]]>\n</Data ></DataArray>'],
    );
    expect(refusal(() => decodeGifti(data, 'a')).message).toMatch(/needs 60 bytes, there are 3/);
    const named = giftiWith(
      MESH,
      ['<Name>Name</Name>', '<Name>__proto__</Name>'],
      ['&lt;mesh&gt;', '<!-- <Data> --><![CDATA[<Data>]]>'],
    );
    expect([...decodeGifti(named, 'a').metadata]).toEqual([['__proto__', '<Data> &amp; more'.replace('&amp;', '&')]]);
    expect(({} as Record<string, unknown>).more).toBeUndefined();
  });

  it('refuses what is no GIFTI, and entities, by name', () => {
    const message = (text: string) => refusal(() => decodeGifti(new TextEncoder().encode(text), 'a.gii')).message;
    expect(message('<CIFTI/>')).toBe('a.gii: is XML of "CIFTI"; GIFTI was expected');
    expect(message('')).toMatch(/^a\.gii: is no XML/);
    const bomb = '<!DOCTYPE GIFTI [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]><GIFTI>&b;</GIFTI>';
    expect(message(bomb)).toMatch(/defines elements or entities of its own \(DOCTYPE\)/);
    expect(message('<!DOCTYPE GIFTI SYSTEM "file:///etc/passwd"><GIFTI>&b;</GIFTI>')).toMatch(/the entity "&b;"/);
    expect(message('<!DOCTYPE GIFTI><!DOCTYPE GIFTI [<!ENTITY b "c">]><GIFTI/>')).toMatch(/document type/);
    expect(message('<!DOCTYPE GIFTI')).toMatch(/cut short, in its DOCTYPE/);
    expect(message(`<GIFTI>${'<a>'.repeat(100)}`)).toMatch(/is no XML/);
  });

  it('refuses numbers that are elsewhere, and says how to get them in', () => {
    expect(
      refused(
        ['Encoding="Base64Binary"', 'Encoding="ExternalFileBinary"'],
        ['ExternalFileName=""', 'ExternalFileName="a.dat"'],
      ),
    ).toMatchObject({
      code: 'missing',
      message:
        'm.gii: data array 0 ("NIFTI_INTENT_POINTSET"): has its numbers in another file, "a.dat" (ExternalFileBinary)',
      remedy: 'put them into one: wb_command -gifti-convert GZIP_BASE64_BINARY in.gii out.gii',
    });
  });

  it('refuses attributes that are missing, wrong, or of no known meaning', () => {
    expect(refused(['NIFTI_TYPE_FLOAT32', 'NIFTI_TYPE_RGB24'])).toMatchObject({
      code: 'dtype',
      message: expect.stringContaining('holds "NIFTI_TYPE_RGB24"; integers'),
    });
    expect(refused(['NIFTI_TYPE_FLOAT32', 'constructor']).code).toBe('dtype');
    expect(refused(['Base64Binary', 'Zip']).message).toMatch(/has the encoding "Zip"/);
    expect(refused(['LittleEndian', 'MiddleEndian']).message).toMatch(/has the Endian "MiddleEndian"/);
    expect(refused(['RowMajorOrder', 'Random']).message).toMatch(/ArrayIndexingOrder "Random"/);
    expect(refused(['Dim0="5"', 'Dim0="-5"']).message).toMatch(/has "-5" as Dim0/);
    expect(refused(['Dim0="5"', '']).message).toMatch(/has no Dim0/);
    expect(refused(['Dimensionality="2"', 'Dimensionality="7"']).message).toMatch(/has 7 dimensions/);
    expect(refused(['Dim0="5"', 'Dim0="0"']).message).toMatch(/has the shape \[0, 3\]/);
    expect(refused(['1.000000', 'one']).message).toMatch(/MatrixData that is no 16 numbers/);
    expect(refused(['<LabelTable />', '<LabelTable><Label>x</Label></LabelTable>']).message).toMatch(
      /whole number as its Key/,
    );
    expect(refused(['<LabelTable />', '<LabelTable><Label Key="1" Red="x">x</Label></LabelTable>']).message).toMatch(
      /colour is none/,
    );
    expect(refused([/<Data>[^<]*<\/Data>/, '']).message).toMatch(/has no Data/);
    expect(refused([/<Data>/, '<Data>AAAA</Data><Data>']).message).toMatch(/more than one Data/);
    expect(refused([/<Data>/, '<Data><b/>']).message).toMatch(/has elements among the data/);
    expect(refused([/<Data>/, '<Data>*']).message).toMatch(/are no base64/);
    expect(refused([/<Data>/, '<Data>A']).message).toMatch(/are no base64/);
    expect(refused([/<Data>/, '<Data>AAAA']).message).toMatch(/needs 60 bytes, there are 63/);
  });

  it('refuses text that is not so many numbers of its type', () => {
    const message = (data: string, type = 'INT8', count = 2) => {
      const attributes = `DataType="NIFTI_TYPE_${type}" Dimensionality="1" Dim0="${count}" Encoding="ASCII"`;
      return refusal(() => decodeGifti(oneArray(attributes, data), 'a.gii')).message;
    };
    expect(message('1 2 3')).toMatch(/holds more than the 2 numbers/);
    expect(message('1   ')).toMatch(/holds 1 numbers, its shape needs 2/);
    expect(message('1')).toMatch(/needs 2 numbers, which 1 characters cannot be/);
    expect(message('1 128')).toMatch(/has "128" as number 1, which is none of its type/);
    expect(message('1 1.5')).toMatch(/"1\.5"/);
    expect(message('1 nan')).toMatch(/"nan"/);
    expect(message('1 0x1', 'FLOAT32')).toMatch(/"0x1"/);
    expect(message('1 99999999999999999999', 'INT64')).toMatch(/"99999999999999999999"/);
    expect(message('1 x', 'INT64')).toMatch(/has "x" as number 1, which is none of its type/);
    expect(message('1 1.5', 'UINT64')).toMatch(/has "1\.5" as number 1/);
    expect(message('1 1e300', 'FLOAT32')).toMatch(/"1e300", number 1, is beyond the range of float32$/);
    expect(message('-1e400 1', 'FLOAT64')).toMatch(/"-1e400", number 0, is beyond the range of float64$/);
    expect(message(`1 ${'1'.repeat(100)}`, 'FLOAT64')).toMatch(/number 1/);
    const floats = 'DataType="NIFTI_TYPE_FLOAT64" Dimensionality="1" Dim0="5" Encoding="ASCII"';
    expect([...(decodeGifti(oneArray(floats, 'NaN -inf\tInfinity\n-.5e1\r\n7.'), 'a').arrays[0]?.data ?? [])]).toEqual([
      Number.NaN,
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      -5,
      7,
    ]);
  });

  it('takes no memory for what is only claimed', () => {
    const claim = (encoding: string, dims: string, data: string) => {
      const attributes = `DataType="NIFTI_TYPE_FLOAT64" ${dims} Encoding="${encoding}"`;
      return refusal(() => decodeGifti(oneArray(attributes, data), 'a.gii')).message;
    };
    const huge = 'Dimensionality="2" Dim0="100000" Dim1="100000"';
    const packed = encodeBase64Bytes(zlibSync(new Uint8Array(800_000)));
    expect(claim('ASCII', huge, '1 2')).toMatch(/is 80000000000 bytes .* more than such a file may hold/);
    expect(claim('Base64Binary', 'Dimensionality="1" Dim0="100000"', 'AAAA')).toMatch(
      /needs 800000 bytes, there are 3/,
    );
    expect(claim('GZipBase64Binary', 'Dimensionality="1" Dim0="100000000"', packed)).toMatch(
      /claims that .* packed bytes are 800000000/,
    );
    expect(claim('GZipBase64Binary', 'Dimensionality="1" Dim0="3"', packed)).toMatch(
      /unpacks to more than the 24 bytes/,
    );
    expect(claim('GZipBase64Binary', 'Dimensionality="1" Dim0="100001"', packed)).toMatch(
      /unpacks to 800000 bytes where it claims 800008/,
    );
    const dims = Array.from({ length: 6 }, (_, i) => `Dim${i}="999999999999999"`).join(' ');
    expect(claim('ASCII', `Dimensionality="6" ${dims}`, '1')).toMatch(/has the shape/);
  });

  it('refuses packed data that are damaged', () => {
    const packed = zlibSync(new Uint8Array(24));
    const message = (bytes: Uint8Array) => {
      const attributes = 'DataType="NIFTI_TYPE_FLOAT64" Dimensionality="1" Dim0="3" Encoding="GZipBase64Binary"';
      return refusal(() => decodeGifti(oneArray(attributes, encodeBase64Bytes(bytes)), 'a.gii')).message;
    };
    expect(message(packed.with(packed.length - 1, 7))).toMatch(/checksum does not match/);
    expect(message(packed.with(0, 0x1f))).toMatch(/is no zlib stream/);
    expect(message(packed.slice(0, 5))).toMatch(/is no zlib stream, or cut short/);
    expect(message(packed.with(3, 0xff))).toMatch(/cannot be unpacked|unpacks to|checksum/);
  });

  it('refuses a packed file that is damaged, or unpacks to too much', () => {
    const packed = giftiFixture('packed.L.shape.gii.gz');
    for (const length of [2, 19, 100, packed.length - 1]) {
      expect(refusal(() => decodeGifti(packed.slice(0, length), 'p.gii.gz')).code).toBe('format');
    }
    const twice = decodeGifti(gzip(giftiFixture(MESH)), 'p.gii.gz');
    expect(twice.arrays).toEqual(read(MESH).arrays);
  });

  it('refuses every file that is cut short', () => {
    for (const name of [MESH, 'mesh_ascii_row.surf.gii', 'regions.label.gii', 'packed.L.shape.gii.gz']) {
      const whole = giftiFixture(name);
      const end = name.endsWith('.gz') ? whole.length : whole.lastIndexOf(0x3e);
      for (let length = 0; length < end; length++) {
        expect(() => decodeGifti(whole.slice(0, length), 'cut')).toThrow(/^cut: /);
      }
    }
  });

  it('gives arrays or an UnvanishError for any broken file', () => {
    const words = [
      '<Data>',
      '</Data>',
      '<Data/>',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '<!DOCTYPE a>',
      '[',
      '__proto__',
      '&amp;',
    ];
    words.push(
      ' 99999999999 ',
      'Dim0="4294967296"',
      '-1',
      '1e9',
      'NaN',
      'NIFTI_TYPE_INT64',
      'ColumnMajorOrder',
      'ASCII',
      'Key="1"',
    );
    const files = [...FILES, MESH].filter((name) => name !== 'types.gii').map(giftiFixture);
    fc.assert(
      fc.property(mutated(files, words), (bytes) => {
        const gifti = decodedOrRefused(() => decodeGifti(bytes, 'mutated'));
        if (gifti) uses(gifti);
      }),
      { numRuns: MUTATIONS },
    );
  }, 120_000);
});
