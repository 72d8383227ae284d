import type { ClassifierOptions } from '../../model/config.js';

/** An architecture of the comparison and what to call it. */
export interface BoxModel {
  readonly key: string;
  readonly label: string;
  readonly architecture: Omit<ClassifierOptions, 'inputSize' | 'classes'>;
}

/** The paper's four architectures and the authors' mean feed, of one cell; keys of cells but the LSTM end in its name. */
function architecturesOf(cell: string, name: string): BoxModel[] {
  const end = cell === 'lstm' ? '' : `-${cell}`;
  return [
    { key: cell, label: name, architecture: { cell } },
    { key: `bi-${cell}`, label: `Bi-${name}`, architecture: { cell, bidirectional: true } },
    {
      key: `self-attention${end}`,
      label: `${name} + self-attention`,
      architecture: { cell, readout: 'self-attention' },
    },
    {
      key: `matrix${end}`,
      label: `${name} + input-cell attention`,
      architecture: { cell, inputCellAttention: 'matrix' },
    },
    {
      key: `mean${end}`,
      label: `${name} + input-cell attention (mean)`,
      architecture: { cell, inputCellAttention: 'mean' },
    },
  ];
}

/** What the box studies can compare; the LSTM's come first. */
export const boxModels: readonly BoxModel[] = [
  ...architecturesOf('lstm', 'LSTM'),
  ...architecturesOf('gru', 'GRU'),
  ...architecturesOf('rnn', 'RNN'),
];

/** The paper's values: weighted Jaccard, Euclidean distance, accuracy (Ismail et al. 2019, table 1). */
export const publishedBoxes: Readonly<Record<string, Readonly<Record<string, readonly [number, number, number]>>>> = {
  lstm: {
    earlier: [0, 1.006, 0.534],
    middle: [0, 1.003, 0.986],
    latter: [0.019, 0.985, 1],
    mixed: [0, 1.003, 0.491],
    'three-earlier': [0, 1.003, 0.522],
    'three-middle': [0, 1.004, 0.518],
  },
  'bi-lstm': {
    earlier: [0, 1.004, 0.507],
    middle: [0, 1.003, 0.532],
    latter: [0.013, 0.99, 1],
    mixed: [0, 1.002, 0.515],
    'three-earlier': [0, 1.003, 0.513],
    'three-middle': [0, 1.003, 0.513],
  },
  'self-attention': {
    earlier: [0.048, 0.973, 1],
    middle: [0.048, 0.963, 1],
    latter: [0.045, 0.973, 1],
    mixed: [0.06, 0.953, 1],
    'three-earlier': [0.025, 0.985, 1],
    'three-middle': [0.075, 0.939, 0.999],
  },
  matrix: {
    earlier: [0.103, 0.914, 1],
    middle: [0.124, 0.891, 1],
    latter: [0.11, 0.903, 1],
    mixed: [0.104, 0.912, 0.776],
    'three-earlier': [0.108, 0.903, 1],
    'three-middle': [0.106, 0.905, 1],
  },
};
