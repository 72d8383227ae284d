import { UnvanishError } from '../../errors.js';
import type { NamedRegion, RegionList } from './regionList.js';

const WHOLE = /^\d{1,15}$/;
const ITK_SNAP = /^(\d{1,15})(?:\s+[\d.]{1,10}){6}\s+"([^"]*)"$/;

interface Line {
  readonly text: string;
  readonly where: string;
}

/**
 * The regions of files that have a number in every line, or in every second: FreeSurfer's table of colours (`2 Left-Cortex 245 245 245 0`), ITK-SNAP's,
 * the Connectome Workbench's (a line with the name, one with the key and its colour), or a number and a name. Lines that begin with `#` are comments.
 *
 * @returns undefined where it is none of these.
 * @throws UnvanishError `format` where lines have a number before and behind the name.
 */
export function labelLines(text: string, file: string): RegionList | undefined {
  const lines = text
    .split(/\r\n|\n|\r/)
    .map((line, index) => ({ text: line.trim(), where: `${file}, line ${index + 1}` }))
    .filter((line) => line.text !== '' && !line.text.startsWith('#'));
  if (lines.length === 0) return undefined;
  const regions = ofWorkbench(lines) ?? ofFreeSurfer(lines) ?? each(lines, ofItkSnap) ?? ofNumberAndName(lines, file);
  return regions && { regions, numbers: 'told' };
}

/** The regions of lines, one each; undefined where a line is not what is read. */
function each(
  lines: readonly Line[],
  read: (text: string) => { number: number; name: string } | undefined,
): NamedRegion[] | undefined {
  const regions: NamedRegion[] = [];
  for (const { text, where } of lines) {
    const region = read(text);
    if (!region) return undefined;
    regions.push({ ...region, where });
  }
  return regions;
}

function ofWorkbench(lines: readonly Line[]): NamedRegion[] | undefined {
  if (lines.length % 2 > 0) return undefined;
  const keys = lines.filter((_, index) => index % 2 === 1);
  return each(keys, (text) => {
    const numbers = text.split(/\s+/);
    return numbers.length === 5 && numbers.every((number) => WHOLE.test(number))
      ? { number: Number(numbers[0]), name: '' }
      : undefined;
  })?.map((region, index) => ({ ...region, name: lines[2 * index].text }));
}

/** Three numbers of a colour behind each name, and mostly its transparency: the whole file has it, or no line. */
function ofFreeSurfer(lines: readonly Line[]): NamedRegion[] | undefined {
  return each(lines, (text) => beforeColour(text, 4)) ?? each(lines, (text) => beforeColour(text, 3));
}

function beforeColour(text: string, colours: number): { number: number; name: string } | undefined {
  const [number, ...words] = text.split(/\s+/);
  const isColour = (word: string) => WHOLE.test(word) && Number(word) < 256;
  if (!WHOLE.test(number) || words.length <= colours || !words.slice(-colours).every(isColour)) return undefined;
  return { number: Number(number), name: words.slice(0, -colours).join(' ') };
}

function ofItkSnap(text: string): { number: number; name: string } | undefined {
  const [, number, name] = ITK_SNAP.exec(text) ?? [];
  return number === undefined ? undefined : { number: Number(number), name };
}

function ofNumberAndName(lines: readonly Line[], file: string): NamedRegion[] | undefined {
  const regions = each(lines, (text) => {
    const [, number, name] = /^(\d{1,15})\s*[\s,;:=]\s*(\S.*)$/.exec(text) ?? [];
    return number !== undefined && /\p{Letter}/u.test(name) && !/[\t,;]/.test(name)
      ? { number: Number(number), name: name.replace(/^"(.*)"$/, '$1') }
      : undefined;
  });
  if (!regions?.every(({ name }) => /\s\d+$/.test(name)) || regions.length < 2) return regions;
  const numbers = new Set(regions.map(({ name }) => /\d+$/.exec(name)?.[0]));
  if (numbers.size < regions.length) return regions;
  throw new UnvanishError(
    'format',
    `${file}: has a number before each name, and one behind it; which is the one in the image cannot be told`,
    'give a table with the columns index (the number in the image) and name',
  );
}
