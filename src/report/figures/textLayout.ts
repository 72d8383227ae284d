/**
 * The width of text in a sans-serif font, in pixels, to about a tenth. Figures are drawn where nothing can be
 * measured, so margins are planned with this.
 */
export function textWidth(text: string, fontSize: number): number {
  let ems = 0;
  for (const character of text) ems += characterWidth(character);
  return ems * fontSize;
}

/** How much wider semibold text is. */
export const bold = 1.08;

/** How much wider the widest font of those that systems use is: for what must not touch the end of a text. */
export const widestFont = 1.14;

function characterWidth(character: string): number {
  if ((character.codePointAt(0) as number) >= 0x2e80 || character === '…') return 1;
  if (/[ijl.,:;'| ]/.test(character)) return 0.28;
  if (/[ftr()[\]!/-]/.test(character)) return 0.34;
  if (/[mwMW%@]/.test(character)) return 0.86;
  if (/[A-Z+=<>~±×→↑↓]/.test(character)) return 0.67;
  return 0.55;
}

/** Text that is no wider than `width` pixels, its end replaced by an ellipsis where it must be. */
export function truncateText(text: string, width: number, fontSize: number): string {
  if (textWidth(text, fontSize) <= width) return text;
  const characters = Array.from(text);
  let used = characterWidth('…') * fontSize;
  let count = 0;
  while (count < characters.length) {
    used += characterWidth(characters[count]) * fontSize;
    if (used > width) break;
    count++;
  }
  return `${characters.slice(0, count).join('').trimEnd()}…`;
}

/**
 * Names cut to a width in pixels, so that they can still be told apart where they can: at the end, or, where that makes
 * several the same, in the middle.
 */
export function truncateNames(names: readonly string[], width: number, fontSize: number): string[] {
  const cut = names.map((name) => truncateText(name, width, fontSize));
  if (new Set(cut).size === new Set(names).size) return cut;
  return names.map((name) => {
    if (textWidth(name, fontSize) <= width) return name;
    const half = width / 2;
    const tail = Array.from(truncateText(Array.from(name).reverse().join(''), half, fontSize))
      .reverse()
      .join('');
    return truncateText(name, half, fontSize).slice(0, -1) + tail;
  });
}

/**
 * Text broken between words into lines no wider than `width` pixels; the last of `most` lines is cut where there is
 * more.
 */
export function wrapText(text: string, width: number, fontSize: number, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line ? `${line} ${word}` : word;
    if (line && lines.length < most - 1 && textWidth(longer, fontSize) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  if (line) lines.push(line);
  return lines.map((item) => truncateText(item, width, fontSize));
}
