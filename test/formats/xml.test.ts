import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeXml, parseXml } from '../../src/formats/xml.js';
import { decodedOrRefused, MUTATIONS, mutatedText, refusal } from './mutations.js';

const DOCUMENT = `<?xml version="1.0" encoding="UTF-8"?>
<!-- a comment --><CIFTI Version="2"><Matrix a="&lt;1&#65;&#x42;"><Name>left &amp; right</Name><Name><![CDATA[<raw> &amp;]]></Name>
<Empty/> text</Matrix></CIFTI>`;

describe('parseXml', () => {
  it('reads elements, attributes, text and CDATA', () => {
    const root = parseXml(DOCUMENT, 'a');
    expect([root.name, root.attributes.get('Version')]).toEqual(['CIFTI', '2']);
    const matrix = root.children[0];
    expect(matrix?.attributes.get('a')).toBe('<1AB');
    expect(matrix?.children.map(({ name, text }) => [name, text])).toEqual([
      ['Name', 'left & right'],
      ['Name', '<raw> &amp;'],
      ['Empty', ''],
    ]);
    expect(matrix?.text.trim()).toBe('text');
  });

  it('reads what escapeXml wrote', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what XML cannot hold becomes a space.
        const held = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ' ');
        const root = parseXml(`<a b="${escapeXml(text)}">${escapeXml(text)}</a>`, 'a');
        expect(root.text).toBe(held);
        expect(root.attributes.get('b')).toBe(held);
      }),
    );
  });

  it.each([
    ['a document type', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', /document type \(DOCTYPE\)/],
    ['an entity from elsewhere', '<!doctype a SYSTEM "file:///etc/passwd"><a/>', /document type/],
    ['an entity that XML does not define', '<a>&nbsp;</a>', /the entity "&nbsp;", which XML does not define/],
    ['a bare ampersand', '<a b="1 & 2"/>', /the entity "&"/],
    ['a character beyond Unicode', '<a>&#x110000;</a>', /the entity/],
    ['an open element', '<a><b></a>', /is no XML, at line 1/],
    ['an attribute twice', '<a x="1" x="2"/>', /is no XML/],
    ['two elements at the top', '<a/><b/>', /no single element at its top/],
    ['nothing', '', /is no XML/],
    ['a reserved name', '<a><__proto__ x="1"/></a>', /is no XML that can be read/],
    ['elements that are nested too deep', '<a>'.repeat(10_000) + '</a>'.repeat(10_000), /is no XML that can be read/],
  ])('refuses %s', (_, text, message) => {
    const error = refusal(() => parseXml(text, 'a.nii'));
    expect(error.code).toBe('format');
    expect(error.message).toMatch(message);
    expect(error.message.startsWith('a.nii: ')).toBe(true);
  });

  it('never changes a prototype', () => {
    const text = '<a><constructor prototype="1"/><toString hasOwnProperty="2"/></a>';
    decodedOrRefused(() => parseXml(text, 'a'));
    expect(({} as Record<string, unknown>).prototype).toBeUndefined();
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });

  it('refuses more text than any file has', () => {
    expect(refusal(() => parseXml(' '.repeat(2 ** 25 + 1), 'a')).code).toBe('size');
  });

  it('gives elements or an UnvanishError for any broken text', () => {
    const words = [
      '<',
      '>',
      '/>',
      '</',
      '&',
      ';',
      '"',
      '<![CDATA[',
      ']]>',
      '<!--',
      '<?',
      '<!DOCTYPE',
      '__proto__',
      '&#0;',
    ];
    fc.assert(
      fc.property(mutatedText([DOCUMENT], words), (text) => {
        const root = decodedOrRefused(() => parseXml(text, 'mutated'));
        if (root) expect(typeof root.name).toBe('string');
      }),
      { numRuns: MUTATIONS },
    );
  }, 60_000);
});
