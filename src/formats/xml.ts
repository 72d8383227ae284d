import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { UnvanishError } from '../errors.js';
import { quoted } from '../quoted.js';

/** An element: what a document is made of. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The text directly in the element, without that of its children. */
  readonly text: string;
}

/** The children of that name. */
export function childrenNamed(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** The most characters of a document: a CIFTI-2 map of a million voxels has about 12 million. */
export const LONGEST_XML = 32 * 2 ** 20;
/** CIFTI-2 nests six deep. */
const DEEPEST = 16;
const TEXT = '#text';
const LITERAL = '#cdata';
const ATTRIBUTES = ':@';
const NAMED: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);
const REFERENCE = /&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(\w{1,10}));|&/g;
/** What XML 1.0 allows no document to hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const ESCAPES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' };

/**
 * Reads an XML document without a document type: no entities of its own, nothing from elsewhere.
 *
 * @param where what errors name.
 * @throws UnvanishError `format` where it is no well-formed XML, has a document type, or refers to entities that XML does
 *   not define itself; `size` where it is longer than 32 Mi characters.
 */
export function parseXml(text: string, where: string): XmlElement {
  if (text.length > LONGEST_XML) {
    throw new UnvanishError('size', `${where}: has ${text.length} characters of XML; at most ${LONGEST_XML} may be`);
  }
  const broken = (problem: string) => new UnvanishError('format', `${where}: ${problem}`);
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) throw broken('has a document type (DOCTYPE), which is not read');
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw broken(`is no XML, at line ${valid.err.line}: ${quoted(valid.err.msg)}`);
  let nodes: unknown;
  try {
    nodes = parser().parse(text);
  } catch (error) {
    throw broken(`is no XML that can be read: ${quoted(error instanceof Error ? error.message : String(error))}`);
  }
  const [root, ...others] = childrenOf(nodes, where).elements;
  if (!root || others.length > 0) throw broken('has no single element at its top');
  return root;
}

/** Text or the value of an attribute, as it has to be written. */
export function escapeXml(text: string): string {
  return text.replace(FORBIDDEN, ' ').replace(/[<>&"]/g, (character) => ESCAPES[character] as string);
}

/** Attributes as they stand in a tag. */
export function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('');
}

function parser(): XMLParser {
  return new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    textNodeName: TEXT,
    cdataPropName: LITERAL,
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
    processEntities: false,
    maxNestedTags: DEEPEST,
  });
}

/** What fast-xml-parser gives, as elements: one object a node, with the name as its key and the attributes under ":@". */
function childrenOf(nodes: unknown, where: string): { elements: XmlElement[]; text: string } {
  const elements: XmlElement[] = [];
  let text = '';
  for (const node of Array.isArray(nodes) ? nodes : []) {
    const [[name, content] = ['', undefined]] = Object.entries(node as object).filter(([key]) => key !== ATTRIBUTES);
    if (name === TEXT) text += decoded(String(content), where);
    else if (name === LITERAL) text += childrenText(content);
    else elements.push(element(name, content, (node as Record<string, unknown>)[ATTRIBUTES], where));
  }
  return { elements, text };
}

function element(name: string, content: unknown, given: unknown, where: string): XmlElement {
  const { elements: children, text } = childrenOf(content, where);
  const attributes = new Map(
    Object.entries((given ?? {}) as object).map(([key, value]) => [key, decoded(String(value), where)] as const),
  );
  return { name, attributes, children, text };
}

function childrenText(content: unknown): string {
  return (Array.isArray(content) ? content : [])
    .map((part) => String((part as Record<string, unknown>)[TEXT]))
    .join('');
}

function decoded(text: string, where: string): string {
  if (!text.includes('&')) return text;
  return text.replace(REFERENCE, (reference, hex?: string, decimal?: string, name?: string) => {
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    const found =
      name === undefined ? (code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined) : NAMED.get(name);
    if (found !== undefined) return found;
    throw new UnvanishError('format', `${where}: refers to the entity ${quoted(reference)}, which XML does not define`);
  });
}
