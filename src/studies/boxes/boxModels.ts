import type { BoxName } from '../../data/synthetic/boxes.js';
import type { ClassifierOptions } from '../../model/config.js';
import type { Output } from '../../model/heads/head.js';
import type { TrainingOptions } from '../../training/options.js';

/** What a model is in a comparison: the cell by itself, in both directions, or with attention of one of two kinds. */
export type ModelRole = 'plain' | 'bidirectional' | 'self-attention' | 'input-cell attention';

/** What the paper measured: table 1 of Ismail et al. 2019; of the moving box what its poster's figure shows, read off to about .003. */
type PublishedValues = Readonly<Partial<Record<'weightedJaccard' | 'euclidean' | 'accuracy', number>>>;

/** An architecture of the comparison and what to call it. */
export interface BoxModel {
  readonly key: string;
  readonly label: string;
  readonly role: ModelRole;
  readonly architecture: Omit<ClassifierOptions, 'inputSize' | 'classes'>;
  /** What its training has otherwise than the study's. */
  readonly training?: TrainingOptions | undefined;
  /** What its maps explain, where not the probability. */
  readonly output?: Output | undefined;
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

/** Weighted Jaccard as the box moves, its start being 0, 10, 20, 30 and 40. */
const publishedMoving: Readonly<Record<string, readonly number[]>> = {
  lstm: [0, 0, 0, 0, 0],
  'bi-lstm': [0, 0, 0, 0, 0],
  'self-attention': [0.065, 0.085, 0.06, 0.093, 0.04],
  matrix: [0.118, 0.11, 0.113, 0.127, 0.083],
};

/** The paper's four architectures and the authors' two other feeds, of one cell; keys of cells but the LSTM end in its name. */
function architecturesOf(cell: string, name: string): BoxModel[] {
  const end = cell === 'lstm' ? '' : `-${cell}`;
  const model = (key: string, label: string, role: ModelRole, architecture: BoxModel['architecture']): BoxModel => ({
    key,
    label,
    role,
    architecture: { cell, ...architecture },
    published: publishedOf(key),
  });
  return [
    model(cell, name, 'plain', {}),
    model(`bi-${cell}`, `Bi-${name}`, 'bidirectional', { bidirectional: true }),
    model(`self-attention${end}`, `${name} + self-attention`, 'self-attention', { readout: 'self-attention' }),
    model(`matrix${end}`, `${name} + input-cell attention`, 'input-cell attention', { inputCellAttention: 'matrix' }),
    model(`mean${end}`, `${name} + input-cell attention (mean)`, 'input-cell attention', {
      inputCellAttention: 'mean',
    }),
    model(`normalised${end}`, `${name} + input-cell attention (normalised)`, 'input-cell attention', {
      inputCellAttention: 'normalised',
    }),
  ];
}

function publishedOf(key: string): BoxModel['published'] {
  if (!published[key]) return undefined;
  const table = Object.entries(published[key]).map(([box, [weightedJaccard, euclidean, accuracy]]) => [
    box,
    { weightedJaccard, euclidean, accuracy },
  ]);
  const moving = publishedMoving[key].map((weightedJaccard, place) => [`moving-${10 * place}`, { weightedJaccard }]);
  return Object.fromEntries([...table, ...moving]);
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

/** The models of these cells; the normalised feed, which only the authors' released weights have, where it is asked for. */
export function modelsOfCells(cells: readonly string[], { normalised = false } = {}): readonly BoxModel[] {
  return boxModels.filter(
    ({ architecture: { cell = 'lstm', inputCellAttention } }) =>
      cells.includes(cell) && (normalised || inputCellAttention !== 'normalised'),
  );
}

/** Whether a model has attention of either kind. */
export function attends(role: ModelRole): boolean {
  return role === 'self-attention' || role === 'input-cell attention';
}
