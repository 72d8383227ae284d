import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRegionNames, regionNamesFor } from '../../../src/recordings/bids/regionNames.js';
import { decodedOrRefused, MUTATIONS, mutatedText, refusal } from '../../formats/mutations.js';

describe('decodeRegionNames', () => {
  it('reads names by their numbers, or one name a row', () => {
    const names = new Map([
      [7, 'V1'],
      [3, 'V2'],
    ]);
    expect(decodeRegionNames('color\tindex\tname\n#f00\t7\tV1\n#0f0\t3\tV2\n', 'a.tsv')).toEqual(names);
    expect([...decodeRegionNames('V1\n"V2, left"\n', 'a.csv')]).toEqual([
      [1, 'V1'],
      [2, 'V2, left'],
    ]);
  });

  it.each([
    ['', 'a.tsv: names no regions'],
    ['a\tb\n', 'a.tsv: which columns are the numbers and the names of regions cannot be told; there are "a", "b"'],
    ['id\troi\tname\n1\t7\tV1\n2\t9\tV2\n', 'a.tsv: both columns "id" and "roi" may be the numbers of regions'],
    [
      '1 V1 11\n2 V2 7\n',
      'a.tsv: has a number before each name, and one behind it; which is the one in the image cannot be told',
    ],
    ['<labels/>', 'a.tsv: is XML, but not of an atlas: <atlas><data><label> was expected'],
    ['index\tname\n1\n', 'a.tsv, row 2: 1 fields where the first row has 2'],
    ['index\tname\n1.5\tV1\n', 'a.tsv, row 2: the index is "1.5"; a whole number was expected'],
    ['index\tname\n1\t\n', 'a.tsv, row 2: the name is empty'],
    ['index\tname\n1\tV1\n1\tV2\n', 'a.tsv, row 3: region 1 has a name already'],
  ])('refuses %j', (text, message) => {
    expect(refusal(() => decodeRegionNames(text, 'a.tsv'))).toMatchObject({ code: 'format', message });
  });

  it('takes columns of names that differ for a doubt, and name for the one', () => {
    const table = (header: string) => `${header}\n7\tV1\tvisual\n3\tM1\tmotor\n`;
    expect(refusal(() => decodeRegionNames(table('index\tlabel\tregion'), 'a.tsv')).message).toBe(
      'a.tsv: both columns "label" and "region" may be the names of regions',
    );
    expect(decodeRegionNames(table('index\tname\tregion'), 'a.tsv').get(7)).toBe('V1');
    expect(decodeRegionNames('index\tlabel\tname\n7\t1\tV1\n', 'a.tsv').get(7)).toBe('V1');
  });

  it('takes all lines of a table of colours to have as many numbers', () => {
    const names = decodeRegionNames('1 Area 4 70 130 180\n2 Area 4a 1 2 3\n', 'lut.txt');
    expect([...names.values()]).toEqual(['Area 4', 'Area 4a']);
  });

  it('takes no number for a part of a name', () => {
    expect(refusal(() => decodeRegionNames('1: V1, left\n2: V1, right\n', 'a.txt')).message).toBe(
      'a.txt, row 1: begins with a number, and yet is none of what is read',
    );
  });

  const three = [
    [1, 'V1'],
    [2, 'V2 left'],
    [30, 'V3'],
  ];

  it.each([
    ['FreeSurfer', 'lut.txt', '#No. Label Name: R G B A\n1  V1  70 130 180 0\n2 V2 left 1 2 3 0\n\n30 V3 0 0 0 0\n'],
    ['FreeSurfer without transparency', 'lut.txt', '1\tV1\t70\t130\t180\n2\tV2 left\t1\t2\t3\n30\tV3\t0\t0\t0\n'],
    [
      'ITK-SNAP',
      'a.label',
      '# IDX -R- -G- -B- -A- VIS MSH LABEL\n 1 255 0 0 1 1 1 "V1"\n2 0 0 0 0.5 1 1 "V2 left"\n30 1 1 1 1 0 0 "V3"\n',
    ],
    ['Workbench', 'list.txt', 'V1\n1 255 0 0 255\nV2 left\n2 0 255 0 255\r\nV3\n30 0 0 255 255\n'],
    ['numbers and names', 'a.txt', '1 V1\n2 V2 left\n30 V3'],
    ['numbers and names', 'a.txt', '1: V1\n2: V2 left\n30: V3'],
    ['numbers and names', 'a.csv', '1,V1\n2,"V2 left"\n30,V3'],
    ['capitals', 'a.tsv', 'Name\tIndex\nV1\t1\nV2 left\t2\nV3\t30\n'],
    ['pandas', 'a.csv', ',label\n1,V1\n2,V2 left\n30,V3\n'],
    ['a label that is a number', 'a.csv', 'label,region,x\n1,V1,a\n2,V2 left,b\n30,V3,c\n'],
    ['roi and label', 'a.csv', 'ROI;Label\n1;V1\n2;V2 left\n30;V3\n'],
    ['numbers as floats', 'a.csv', 'ROI ID,Region Name\n1.0,V1\n2.0,V2 left\n30.0,V3\n'],
    ['a counter beside the index', 'a.tsv', '\tindex\tname\n0\t1\tV1\n1\t2\tV2 left\n2\t30\tV3\n'],
    [
      'FSL, labels',
      'a.xml',
      '<?xml version="1.0"?><atlas><header><type>Label</type></header><data><label index="1" x="0">V1</label><label index="2">V2 left</label><label index="30">V3</label></data></atlas>',
    ],
    [
      'FSL, probabilities',
      'a.xml',
      '<atlas><header><type>Probabalistic</type></header><data><label index="0">V1</label><label index="1">V2 left</label><label index="29">V3</label></data></atlas>',
    ],
    [
      'SPM',
      'a.xml',
      '<atlas><data><label><index>1</index><name>V1</name></label><label><index>2</index><name>V2 left</name></label><label><index>30</index><name>V3</name></label></data></atlas>',
    ],
  ])('reads what atlases come with: %s (%s)', (_, file, text) => {
    expect([...decodeRegionNames(text, file)]).toEqual(three);
    expect([...decodeRegionNames(new TextEncoder().encode(text), file)]).toEqual(three);
  });

  it('reads XML in the encoding that it says it has', () => {
    const text =
      '<?xml version="1.0" encoding="ISO-8859-1"?>\n<atlas><header><type>Label</type></header><data><label index="1">Cortex visuel \u00e0 gauche</label></data></atlas>';
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    expect(decodeRegionNames(bytes, 'a.xml').get(1)).toBe('Cortex visuel \u00e0 gauche');
  });

  it('begins a list of names with 0 where the first is the background', () => {
    expect([...decodeRegionNames('Background\nV1\nV2\n', 'a.txt').keys()]).toEqual([0, 1, 2]);
    expect([...decodeRegionNames('name\nV1, left\nV2\n', 'a.txt').values()]).toEqual(['V1, left', 'V2']);
  });

  it('gives names or an UnvanishError for any broken file', () => {
    const texts = [
      'index\tname\n7\tV1\n3\tV2\n',
      'V1\nV2\n',
      '1 V1 70 130 180 0\n',
      'V1\n1 255 0 0 255\n',
      '<atlas><header><type>Label</type></header><data><label index="1">V1</label></data></atlas>',
    ];
    fc.assert(
      fc.property(mutatedText(texts, ['\t', '\n', 'index', 'name', '"', '-1', '1e9', '__proto__']), (text) => {
        for (const [number, name] of decodedOrRefused(() => decodeRegionNames(text, 'mutated.tsv')) ?? []) {
          expect(Number.isSafeInteger(number) && number >= 0 && name !== '').toBe(true);
        }
      }),
      { numRuns: MUTATIONS },
    );
  }, 30_000);
});

describe('regionNamesFor', () => {
  const numbers = new Set([0, 1, 2, 3]);

  it('takes names that fit the numbers of the atlas without a word', () => {
    for (const text of ['V1\nV2\nV3\n', 'Background\nV1\nV2\nV3', 'index,name\n0,Unknown\n1,V1\n2,V2\n3,V3\n']) {
      const { names, notes } = regionNamesFor(text, 'a.csv', numbers);
      expect([1, 2, 3].map((number) => names.get(number))).toEqual(['V1', 'V2', 'V3']);
      expect(notes).toEqual([]);
    }
  });

  it('says which regions have no name, and which names no region', () => {
    const { names, notes } = regionNamesFor('index,name\n1,V1\n2,V2\n17,hMT\n', 'a.csv', numbers);
    expect(names.get(2)).toBe('V2');
    expect(notes).toEqual([
      'a.csv: has no name for regions that the atlas has: region 3',
      'a.csv: names regions that the atlas does not have: 17 "hMT"',
    ]);
    expect(regionNamesFor('V1\nV2\nV3\nV4\n', 'a.txt', new Set([0, 1, 4])).notes).toHaveLength(1);
  });

  it.each([
    ['V1\nV2\nV3\nV4\n', 'has 4 names without numbers'],
    ['V1\nV2\n', 'has 2 names without numbers'],
    ['Background\nV1\nV2\n', 'has 3 names without numbers'],
    ['index,name\n0,V1\n1,V2\n2,V3\n', 'calls number 0 "V1"'],
    [',name\n0,V1\n1,V2\n2,V3\n3,V4\n', 'calls number 0 "V1"'],
    ['index,name\n11,V1\n12,V2\n3,V3\n', 'names 1 of them'],
  ])('refuses what would be a guess: %j', (text, problem) => {
    expect(refusal(() => regionNamesFor(text, 'a.csv', numbers))).toMatchObject({
      code: 'format',
      message: `a.csv: ${problem} where the atlas has 3 regions, numbered 1 to 3: which name is of which region cannot be told`,
    });
  });
});
