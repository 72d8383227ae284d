import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textWidth, truncateText, wrapText } from '../../src/report/textLayout.js';

describe('text layout', () => {
  it('breaks between words', () => {
    expect(wrapText('LSTM + input-cell attention', 110, 12, 3)).toEqual(['LSTM + input-cell', 'attention']);
  });

  it('cuts between characters, not within one', () => {
    expect(truncateText('🧠🧠🧠🧠', 40, 12)).toBe('🧠🧠…');
  });

  it('never gives lines that are too wide or too many', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 20, max: 200 }), (text, width) => {
        const lines = wrapText(text, width, 12, 2);
        expect(lines.length).toBeLessThanOrEqual(2);
        for (const line of lines) expect(textWidth(line, 12)).toBeLessThanOrEqual(width);
      }),
    );
  });
});
