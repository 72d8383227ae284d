import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textWidth, truncateNames, truncateText, wrapText } from '../../../src/report/figures/textLayout.js';

describe('text layout', () => {
  it('breaks between words', () => {
    expect(wrapText('LSTM + input-cell attention', 110, 12, 3)).toEqual(['LSTM + input-cell', 'attention']);
  });

  it('cuts between characters, not within one', () => {
    expect(truncateText('🧠🧠🧠🧠', 40, 12)).toBe('🧠🧠…');
  });

  it('cuts names in the middle where their ends tell them apart', () => {
    const names = ['emotion_faces_negative', 'emotion_faces_neutral', 'rest'];
    const short = truncateNames(names, 96, 12);
    expect(new Set(short).size).toBe(3);
    expect(short[0]).toMatch(/^emot.*….*ative$/);
    expect(short[2]).toBe('rest');
    for (const name of short) expect(textWidth(name, 12)).toBeLessThanOrEqual(96);
    expect(truncateNames(['a long name of one kind', 'another long name'], 60, 12)).toEqual([
      'a long n…',
      'another l…',
    ]);
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
