import { UnvanishError } from '../../errors.js';
import { ownCopy } from '../../formats/tables/orderedNames.js';
import { decodeText } from '../../formats/tables/text.js';
import { quoted, someOf } from '../../quoted.js';
import { labelLines } from './labelLines.js';
import { labelRows } from './labelTable.js';
import { labelsOfXml } from './labelXml.js';
import type { RegionList } from './regionList.js';

const MOST_REGIONS = 1_000_000;
/** What number 0 is called, which is outside of all regions. */
const BACKGROUND =
  /^(?:background|bg|unknown|unclassified|unlabell?ed|not assigned|outside|exterior|void|empty|none|no label|clear label|\?\?\?)$/i;

/**
 * Reads the names of an atlas's regions by their numbers, from what atlases come with: BIDS's `*_dseg.tsv` or another TSV (by the name) or CSV
 * with a column of numbers (`index`, `id`, `roi`, …) and one of names (`name`, `label`, `region`, …); FreeSurfer's and ITK-SNAP's tables of
 * colours; FSL's and SPM's XML; the label lists of the Connectome Workbench; rows of a number and a name; or one name a row, of the
 * regions 1, 2, 3, …, after a first one for 0 that is called Background or the like.
 *
 * @param file the name that errors give.
 * @throws UnvanishError `format`, naming the row.
 */
export function decodeRegionNames(content: string | Uint8Array, file: string): Map<number, string> {
  return namesByNumber(regionList(content, file), file);
}

/**
 * As `decodeRegionNames`, of an atlas that has these numbers; `notes` say which of them have no name, and which names no region.
 *
 * @throws UnvanishError also where which region a name belongs to would be a guess.
 */
export function regionNamesFor(
  content: string | Uint8Array,
  file: string,
  numbers: ReadonlySet<number>,
): { names: Map<number, string>; notes: string[] } {
  const list = regionList(content, file);
  const names = namesByNumber(list, file);
  const inAtlas = [...numbers].filter((number) => number !== 0).sort((a, b) => a - b);
  const last = inAtlas.at(-1) ?? 0;
  const range = `the atlas has ${inAtlas.length} regions, numbered ${inAtlas[0] ?? 0} to ${last}`;
  const guess = (problem: string) =>
    new UnvanishError(
      'format',
      `${file}: ${problem} where ${range}: which name is of which region cannot be told`,
      'give a table with the columns index (the number in the image) and name',
    );
  if (list.numbers === 'none' && [...names.keys()].reduce((most, number) => Math.max(most, number)) !== last) {
    throw guess(`has ${list.regions.length} names without numbers`);
  }
  const without = inAtlas.filter((number) => !names.has(number));
  const first = names.get(0);
  const countsFromZero = first !== undefined && !isBackground(first);
  if (countsFromZero && (without.length > 0 || list.numbers === 'counted')) {
    throw guess(`calls number 0 ${quoted(first)}`);
  }
  if (2 * without.length > inAtlas.length) throw guess(`names ${inAtlas.length - without.length} of them`);
  const surplus = [...names].filter(([number, name]) => number !== 0 && !numbers.has(number) && !isBackground(name));
  const notes = [];
  if (without.length > 0) {
    notes.push(
      `${file}: has no name for regions that the atlas has: ${someOf(
        without.map((number) => `region ${number}`),
        5,
      )}`,
    );
  }
  if (surplus.length > 0 || countsFromZero) {
    const extra = [...(countsFromZero ? [[0, first] as const] : []), ...surplus];
    const shown = extra.map(([number, name]) => `${number} ${quoted(name)}`);
    notes.push(`${file}: names regions that the atlas does not have: ${someOf(shown, 5)}`);
  }
  return { names, notes };
}

function isBackground(name: string): boolean {
  return BACKGROUND.test(name.replace(/[\s_-]+/g, ' '));
}

function regionList(content: string | Uint8Array, file: string): RegionList {
  const text = textOf(content, file);
  if (/^\s*</.test(text.slice(0, 1000))) return { regions: labelsOfXml(text, file), numbers: 'told' };
  return labelLines(text, file) ?? labelRows(text, file);
}

/** Text in UTF-8, or in the encoding that XML says it has. */
function textOf(content: string | Uint8Array, file: string): string {
  if (!(content instanceof Uint8Array)) return decodeText(content, file).replace(/^\ufeff/, '');
  const head = String.fromCharCode(...content.subarray(0, 200));
  const isLatin = /^\s*<\?xml[^>]*encoding=["'](?:iso-8859-1|latin-?1|windows-1252)["']/i.test(head);
  return isLatin ? new TextDecoder('windows-1252').decode(content) : decodeText(content, file);
}

function namesByNumber({ regions, numbers }: RegionList, file: string): Map<number, string> {
  if (regions.length === 0) throw new UnvanishError('format', `${file}: names no regions`);
  if (regions.length > MOST_REGIONS)
    throw new UnvanishError('size', `${file}: names more than ${MOST_REGIONS} regions`);
  const from = numbers === 'none' && isBackground(regions[0].name) ? 0 : 1;
  const names = new Map<number, string>();
  regions.forEach(({ number, name, where }, position) => {
    const own = numbers === 'none' ? from + position : number;
    if (name === '') throw new UnvanishError('format', `${where}: the name is empty`);
    if (names.has(own)) throw new UnvanishError('format', `${where}: region ${own} has a name already`);
    names.set(own, ownCopy(name));
  });
  return names;
}
