import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeText, html, svg, trusted } from '../../src/report/markup.js';

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onload='alert(1)",
  '</svg></title>',
  ']]>',
  '&lt;',
];

describe('html and svg', () => {
  it('escape every string that is put in', () => {
    for (const text of hostile) {
      const made = html`<p title="${text}">${text}</p>`.text;
      expect(made.match(/</g)).toHaveLength(2);
      expect(made.match(/"/g)).toHaveLength(2);
      expect(made).not.toContain(']]>');
    }
  });

  it('leave no character that could end text or an attribute, whatever the string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeText(text)).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
      }),
    );
  });

  it('replace what XML forbids, and keep emoji whole', () => {
    expect(escapeText('a\u0000b\u001bc\ud800d')).toBe('a\ufffdb\ufffdc\ufffdd');
    expect(escapeText('🧠')).toBe('🧠');
  });

  it('put in markup as it is, join arrays and leave out what is absent', () => {
    expect(html`${[html`<b>${'&'}</b>`, ['x', 1]]}${undefined}${false}${null}`.text).toBe('<b>&amp;</b>x1');
    expect(html`${trusted('<i></i>')}`.text).toBe('<i></i>');
  });

  it('do not take an object that only looks like markup for markup', () => {
    const forged = JSON.parse('{"text":"<script>"}');
    expect(html`${forged}`.text).toBe('');
  });

  it('round coordinates in svg to hundredths', () => {
    expect(svg`${1 / 3}`.text).toBe('0.33');
    expect(html`${0.125}`.text).toBe('0.125');
  });

  it('never write NaN or infinity', () => {
    expect(() => svg`${Number.NaN}`).toThrow('NaN');
    expect(() => html`${Number.POSITIVE_INFINITY}`).toThrow('Infinity');
  });
});
