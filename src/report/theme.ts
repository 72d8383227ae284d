import { seriesColours } from './figures/colour.js';

const light = {
  paper: '#fdfcfa',
  panel: '#f5f3ee',
  ink: '#1d2126',
  muted: '#59616b',
  rule: '#e3e1dc',
  axis: '#8a919a',
  missing: '#e6e3dd',
  accent: '#0067a6',
};

const dark: typeof light = {
  paper: '#14171b',
  panel: '#1c2026',
  ink: '#e9ebee',
  muted: '#a4adb8',
  rule: '#2d333b',
  axis: '#6b7480',
  missing: '#333a43',
  accent: '#79b8f2',
};

function variables(theme: 'light' | 'dark'): string {
  const named = Object.entries(theme === 'light' ? light : dark).map(([name, colour]) => `--${name}:${colour};`);
  const series = seriesColours.map((colour, slot) => `--series-${slot}:${colour[theme]};`);
  return `color-scheme:${theme};${[...named, ...series].join('')}`;
}

/**
 * The colours of both themes as CSS custom properties: as the system asks, or as `data-theme` says; print is always
 * light.
 */
export const themeStyle = `
:root{${variables('light')}}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${variables('dark')}}}
:root[data-theme=dark]{${variables('dark')}}
@media print{:root,:root[data-theme],:root:not([data-theme=light]){${variables('light')}--paper:#fff;}}
`;
