import { UnvanishError } from '../../errors.js';
import { childrenNamed, parseXml, type XmlElement } from '../../formats/xml.js';
import { quoted } from '../../quoted.js';
import type { NamedRegion } from './regionList.js';

/**
 * The regions of the XML beside atlases of FSL (`<label index="0" x="48" …>Frontal Pole</label>`) and SPM
 * (`<label><index>1</index><name>…</name></label>`). An FSL atlas of labels has a region's index in its voxels; one of probabilities has it
 * as the position of the region's volume, from 0, and the image of the likeliest region has that and 1.
 *
 * @throws UnvanishError `format` for other XML.
 */
export function labelsOfXml(text: string, file: string): NamedRegion[] {
  const root = parseXml(text, file);
  const labels = childrenNamed(root, 'data').flatMap((data) => childrenNamed(data, 'label'));
  if (root.name !== 'atlas' || labels.length === 0) {
    throw new UnvanishError('format', `${file}: is XML, but not of an atlas: <atlas><data><label> was expected`);
  }
  const [type] = childrenNamed(root, 'header').flatMap((header) => childrenNamed(header, 'type'));
  return labels.map((label, position) => {
    const where = `${file}, label ${position + 1}`;
    const [index, name] = ['index', 'name'].map((child) => childrenNamed(label, child)[0]?.text.trim());
    if (index !== undefined && name !== undefined) return { number: wholeNumber(index, where), name, where };
    const number = wholeNumber(label.attributes.get('index') ?? '', where) + offsetOf(type, file);
    return { number, name: label.text.trim(), where };
  });
}

function offsetOf(type: XmlElement | undefined, file: string): number {
  const written = type?.text.trim() ?? '';
  if (/^label$/i.test(written)) return 0;
  // FSL writes Probabalistic.
  if (/^prob/i.test(written)) return 1;
  throw new UnvanishError(
    'format',
    `${file}: its type is ${quoted(written)}; Label or Probabilistic was expected, which says what its indices count`,
    'give a table with the columns index (the number in the image) and name',
  );
}

function wholeNumber(text: string, where: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new UnvanishError('format', `${where}: the index is ${quoted(text)}; a whole number was expected`);
}
