import { describe, expect, it } from 'vitest';
import { themeStyle } from '../../src/report/theme.js';

/** Contrast of two colours, 1 to 21 (WCAG 2.2, 1.4.3). */
function contrast(first: string, second: string): number {
  const [light, dark] = [luminance(first), luminance(second)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const level = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe.each(['light', 'dark'])('the %s theme', (theme) => {
  const block = themeStyle.match(new RegExp(`color-scheme:${theme};([^}]*)`))?.[1] ?? '';
  const colours = Object.fromEntries([...block.matchAll(/--([\w-]+):(#\w{6});/g)].map((match) => [match[1], match[2]]));

  it('keeps text and lines readable on paper and panels: 4.5 : 1', () => {
    const texts = Object.keys(colours).filter((name) => /^(ink|muted|accent|series-\d)$/.test(name));
    expect(texts).toHaveLength(9);
    for (const name of texts) expect(contrast(colours[name], colours.paper), name).toBeGreaterThan(4.5);
    for (const name of ['ink', 'muted']) expect(contrast(colours[name], colours.panel), name).toBeGreaterThan(4.5);
  });
});
