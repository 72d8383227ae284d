import type { BoxName } from '../../data/synthetic/boxes.js';
import type { ClassifierOptions } from '../../model/config.js';

/** What a model is in a comparison: the cell by itself, in both directions, or with attention of one of two kinds. */
export type ModelRole = 'plain' | 'bidirectional' | 'self-attention' | 'input-cell attention';

/** What the paper measured: table 1 of Ismail et al. 2019. */
type PublishedValues = Readonly<Record<'weightedJaccard' | 'euclidean' | 'accuracy', number>>;

/** An architecture of the comparison and what to call it. */
export interface BoxModel {
  readonly key: string;
  readonly label: string;
  readonly role: ModelRole;
  readonly architecture: Omit<ClassifierOptions, 'inputSize' | 'classes'>;
  /** The paper's values, by box. */
  readonly published?: Readonly<Partial<Record<BoxName, PublishedValues>>> | undefined;
}

type Triple = readonly [weightedJaccard: number, euclidean: number, accuracy: number];

const published: Readonly<Record<string, Readonly<Partial<Record<BoxName, Triple>>>>> = {
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

/** The paper's four architectures and the authors' mean feed, of one cell; keys of cells but the LSTM end in its name. */
function architecturesOf(cell: string, name: string): BoxModel[] {
  const end = cell === 'lstm' ? '' : `-${cell}`;
  const model = (key: string, label: string, role: ModelRole, architecture: BoxModel['architecture']): BoxModel => ({
    key,
    label,
    role,
    architecture: { cell, ...architecture },
    published: published[key] && valuesOf(published[key]),
  });
  return [
    model(cell, name, 'plain', {}),
    model(`bi-${cell}`, `Bi-${name}`, 'bidirectional', { bidirectional: true }),
    model(`self-attention${end}`, `${name} + self-attention`, 'self-attention', { readout: 'self-attention' }),
    model(`matrix${end}`, `${name} + input-cell attention`, 'input-cell attention', { inputCellAttention: 'matrix' }),
    model(`mean${end}`, `${name} + input-cell attention (mean)`, 'input-cell attention', {
      inputCellAttention: 'mean',
    }),
  ];
}

function valuesOf(triples: Readonly<Partial<Record<BoxName, Triple>>>): BoxModel['published'] {
  return Object.fromEntries(
    Object.entries(triples).map(([box, [weightedJaccard, euclidean, accuracy]]) => [
      box,
      { weightedJaccard, euclidean, accuracy },
    ]),
  );
}

/** What the box studies can compare; the LSTM's come first. */
export const boxModels: readonly BoxModel[] = [
  ...architecturesOf('lstm', 'LSTM'),
  ...architecturesOf('gru', 'GRU'),
  ...architecturesOf('rnn', 'RNN'),
];

/** The models of these keys, in the order of `boxModels`. */
export function modelsOf(keys: readonly string[]): readonly BoxModel[] {
  return boxModels.filter(({ key }) => keys.includes(key));
}

/** The models of these cells. */
export function modelsOfCells(cells: readonly string[]): readonly BoxModel[] {
  return boxModels.filter(({ architecture }) => cells.includes(architecture.cell ?? 'lstm'));
}

/** Whether a model has attention of either kind. */
export function attends(role: ModelRole): boolean {
  return role === 'self-attention' || role === 'input-cell attention';
}
