import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import type { ClassifierConfig } from '../config.js';
import type { Values } from './recurrentTensors.js';
import { alongDiagonal, type ParameterValues, product, type StateDict } from './stateDict.js';

/** What the tensors behind the recurrence tell. */
export interface HeadTensors {
  /** Rows of the dense layer, and what its names begin with. */
  readonly outputs: number;
  readonly dense: string;
  readonly attention?:
    | Pick<ClassifierConfig, 'readoutHops' | 'readoutAttentionSize' | 'readoutMean' | 'readoutBias'>
    | undefined;
}

/**
 * The self-attention over hidden states, where there is one, and the one dense layer: of ours and Lin et al.'s the vector is all hops, of the
 * authors' it is their mean, which the dense layer's columns tell.
 *
 * @param projections what makes the recurrence's output of its hidden units, by direction; none where they are the same.
 * @throws UnvanishError `format` or `shape`.
 */
export function headTensors(
  dict: StateDict,
  cell: string,
  width: number,
  projections: readonly ParameterValues[],
  values: Values,
): HeadTensors {
  const projection = projections.length > 0 ? alongDiagonal(projections) : undefined;
  const seen = projection ? projection.shape[0] : width;
  const through = (weight: ParameterValues) => (projection ? product(weight, projection) : weight);
  const first = dict.unused().find((name) => name.endsWith('linear_first.weight'));
  const prefix = first?.slice(0, -'linear_first.weight'.length);
  let hops = 1;
  let attention: HeadTensors['attention'];
  if (prefix !== undefined) {
    const [w1, w2] = ['linear_first', 'linear_second'].map((name) => dict.matrix(`${prefix}${name}.weight`));
    const [size] = w1.shape;
    hops = w2.shape[0];
    values.set('attention.linear_first.weight', through(w1));
    values.set('attention.linear_second.weight', w2);
    const biases = ['linear_first', 'linear_second'].filter((name) => dict.has(`${prefix}${name}.bias`));
    if (biases.length > 0) {
      values.set('attention.linear_first.bias', dict.vectorOrZeros(`${prefix}linear_first.bias`, size));
      values.set('attention.linear_second.bias', dict.vectorOrZeros(`${prefix}linear_second.bias`, hops));
    }
    attention = { readoutHops: hops, readoutAttentionSize: size, readoutMean: false, readoutBias: biases.length > 0 };
  }
  const dense = denseName(dict, cell);
  const weight = dict.matrix(`${dense}weight`);
  const [outputs, columns] = weight.shape;
  const mean = attention !== undefined && columns === seen && hops > 1;
  if (columns !== (mean ? seen : seen * hops)) {
    throw new UnvanishError(
      'format',
      `${dict.file}: ${quoted(`${dense}weight`)} has ${columns} columns where the read-out gives ${seen * hops}`,
    );
  }
  const own = projection && !mean && hops > 1 ? alongDiagonal(Array(hops).fill(projection)) : projection;
  values.set('fc.weight', own ? product(weight, own) : weight);
  values.set('fc.bias', dict.vectorOrZeros(`${dense}bias`, outputs));
  return { outputs, dense, attention: attention && { ...attention, readoutMean: mean } };
}

/** Whether a name is that of a weight of the loss. */
export function isOfLoss(name: string): boolean {
  return /(?:^|\.)(?:criterion|loss|loss_fn|loss_func|loss_function)\.(?:weight|pos_weight)$/.test(name);
}

/** The prefix of the one matrix that does not belong to the cell. */
function denseName(dict: StateDict, cell: string): string {
  const matrices = dict
    .unused()
    .filter((name) => name.endsWith('weight') && dict.shapeOf(name)?.length === 2 && !isOfLoss(name));
  const beside = matrices.filter((name) => cell === '' || !name.startsWith(cell));
  // A module that is a cell itself has its dense layer among its own.
  const found = beside.length > 0 ? beside : matrices;
  if (found.length !== 1) {
    const what = found.length === 0 ? 'none' : found.slice(0, 4).map(quoted).join(', ');
    throw new UnvanishError(
      'format',
      `${dict.file}: one dense layer (*.weight, *.bias) was expected beside the cell, found ${what}`,
    );
  }
  if (/emb(?:ed(?:ding)?s?)?\.weight$/i.test(found[0])) {
    throw new UnvanishError(
      'format',
      `${dict.file}: tensor ${quoted(found[0])} is an embedding, and there is no dense layer`,
    );
  }
  return found[0].slice(0, -'weight'.length);
}
