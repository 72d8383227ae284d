import type { ClassifierConfig } from '../../src/model/config.js';
import { denseBackward, denseForward } from './dense.js';
import {
  type AttentionPass,
  type AttentionWeights,
  attentionBackward,
  attentionForward,
  attentionScores,
} from './inputCellAttention.js';
import { type LstmStep, lstmBackward, lstmForward } from './lstm.js';
import { add, addOuter, type Matrix, matvec, transpose, type Vector, zeros } from './matrix.js';

/** Parameters, or their gradients, by name; a vector is a matrix of one row. */
export type Parameters = Record<string, Matrix>;

/** What one series leaves for the backward pass; the series holds its valid steps only. */
export interface ReferencePass {
  x: Matrix;
  /** What the cell saw at each step: x_t, or M_t flattened hop by hop or averaged over hops. */
  seen: Matrix;
  attention: AttentionPass | undefined;
  steps: LstmStep[];
  logits: Vector;
}

type Architecture = Pick<ClassifierConfig, 'inputCellAttention'>;

/** One series [length, N] through encoder, last hidden state and dense layer, as DESIGN defines them. */
export function forward(config: Architecture, parameters: Parameters, x: Matrix): ReferencePass {
  const attention =
    config.inputCellAttention === 'none' ? undefined : attentionForward(x, attentionWeights(parameters));
  const seen = attention ? attention.m.map((m) => fed(config, m)) : x;
  const { input, recurrent, bias } = cellWeights(config, parameters);
  const steps = lstmForward(
    seen.map((row) => add(matvec(input, row), bias)),
    recurrent,
  );
  const logits = denseForward((steps.at(-1) as LstmStep).h, parameters['fc.weight'], parameters['fc.bias'][0]);
  return { x, seen, attention, steps, logits };
}

/** From dlogits [C]: dx [length, N]; adds the gradients of all parameters to `gradients`. */
export function backward(
  config: Architecture,
  parameters: Parameters,
  { x, seen, attention, steps }: ReferencePass,
  dlogits: Vector,
  gradients: Parameters,
): Matrix {
  const { input, recurrent, bias } = cellWeights(config, parameters);
  const last = steps.length - 1;
  const dh = zeros(steps.length, recurrent[0].length);
  const [dFcWeight, dFcBias] = [gradients['fc.weight'], gradients['fc.bias'][0]];
  dh[last] = denseBackward(steps[last].h, parameters['fc.weight'], dlogits, dFcWeight, dFcBias);
  const { dz, dWeight } = lstmBackward(steps, recurrent, dh);
  const dInput = zeros(input.length, input[0].length);
  let dBias: Vector = bias.map(() => 0);
  dz.forEach((row, t) => {
    addOuter(dInput, row, seen[t]);
    dBias = add(dBias, row);
  });
  const dSeen = dz.map((row) => matvec(transpose(input), row));
  if (!attention) {
    addTo(gradients['rnn.weight_ih_l0'], dInput);
    addTo(gradients['rnn.weight_hh_l0'], dWeight);
    addTo(gradients['rnn.bias_ih_l0'], [dBias]);
    addTo(gradients['rnn.bias_hh_l0'], [dBias]);
    return dSeen;
  }
  addTo(gradients['rnn.weight_iBarh'], transpose(dInput));
  addTo(gradients['rnn.weight_hh'], transpose(dWeight));
  addTo(gradients['rnn.bias'], [dBias]);
  const hops = parameters['rnn.linear_second.weight'].length;
  const dM = dSeen.map((row) => unfed(config, row, hops));
  const own = attentionBackward(x, attentionWeights(parameters), attention, dM);
  addTo(gradients['rnn.linear_first.weight'], own.gradients.w1);
  addTo(gradients['rnn.linear_first.bias'], [own.gradients.b1]);
  addTo(gradients['rnn.linear_second.weight'], own.gradients.w2);
  addTo(gradients['rnn.linear_second.bias'], [own.gradients.b2]);
  return own.dx;
}

/** The attention scores [length, r] of one series. */
export function scoresOf(parameters: Parameters, x: Matrix): Matrix {
  return attentionScores(x, attentionWeights(parameters)).s;
}

/** Zeros of the parameters' shapes. */
export function zerosLike(parameters: Parameters): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, zeros(value.length, value[0].length)]),
  );
}

function attentionWeights(parameters: Parameters): AttentionWeights {
  return {
    w1: parameters['rnn.linear_first.weight'],
    b1: parameters['rnn.linear_first.bias'][0],
    w2: parameters['rnn.linear_second.weight'],
    b2: parameters['rnn.linear_second.bias'][0],
  };
}

/** Input weight [4H, seen], recurrent weight [4H, H] and the sum of the biases [4H]. */
function cellWeights(config: Architecture, parameters: Parameters) {
  if (config.inputCellAttention === 'none') {
    return {
      input: parameters['rnn.weight_ih_l0'],
      recurrent: parameters['rnn.weight_hh_l0'],
      bias: add(parameters['rnn.bias_ih_l0'][0], parameters['rnn.bias_hh_l0'][0]),
    };
  }
  return {
    input: transpose(parameters['rnn.weight_iBarh']),
    recurrent: transpose(parameters['rnn.weight_hh']),
    bias: parameters['rnn.bias'][0],
  };
}

/** M_t [r, N] as the cell sees it. */
function fed({ inputCellAttention }: Architecture, m: Matrix): Vector {
  if (inputCellAttention === 'matrix') return m.flat();
  return transpose(m).map((column) => column.reduce((sum, value) => sum + value, 0) / m.length);
}

/** dM_t [r, N] from the gradient of what the cell saw. */
function unfed({ inputCellAttention }: Architecture, gradient: Vector, hops: number): Matrix {
  if (inputCellAttention === 'mean') return Array.from({ length: hops }, () => gradient.map((value) => value / hops));
  const features = gradient.length / hops;
  return Array.from({ length: hops }, (_, k) => gradient.slice(k * features, (k + 1) * features));
}

function addTo(target: Matrix, more: Matrix): void {
  target.forEach((row, i) => {
    for (let j = 0; j < row.length; j++) row[j] += more[i][j];
  });
}
