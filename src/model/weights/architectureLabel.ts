import type { ClassifierConfig } from '../config.js';

/** What people call an architecture, without its sizes: `2-layer Bi-GRU + input-cell attention (mean), max read-out`. */
export function architectureLabel({
  cell,
  layers,
  bidirectional,
  inputCellAttention,
  readout,
  encoder,
}: Pick<ClassifierConfig, 'cell' | 'layers' | 'bidirectional' | 'inputCellAttention' | 'readout' | 'encoder'>): string {
  const attention = {
    none: '',
    matrix: ' + input-cell attention',
    mean: ' + input-cell attention (mean)',
    normalised: ' + input-cell attention (normalised)',
  };
  const end = { last: '', 'self-attention': ' + self-attention' } as Readonly<Record<string, string>>;
  const readoutLabel = end[readout] ?? `, ${readout} read-out`;
  if (encoder) return encoder.name + readoutLabel;
  return [
    layers > 1 ? `${layers}-layer ` : '',
    bidirectional ? 'Bi-' : '',
    cell.toUpperCase(),
    attention[inputCellAttention],
    readoutLabel,
  ].join('');
}
